import type { FieldRule } from '../fields.mts';
import { URL_SHAPE } from './buttons.mts';
import { MAX_FILE_NAME, MAX_URL } from './limits.mts';

/** What Viber asks of addresses and names of pictures, films and files (section 3). */

/** Extensions that no file may have. */
export const FORBIDDEN_EXTENSIONS: ReadonlySet<string> = new Set(
	(
		'action apk app bat bin cmd com command cpl csh exe gadget inf1 ins inx ipa isu job jse ksh lnk ' +
		'msc msi msp mst osx out paf pif ps1 reg rgs run sct shb shs u3p vb vbe vbs vbscript workflow ' +
		'ws wsf'
	).split(' '),
);

// The table names .jpeg only; .jpg is the same format, and the samples of the documents use it.
export const PICTURE_EXTENSIONS = ['jpeg', 'jpg', 'png', 'gif'];
export const JPEG_EXTENSIONS = ['jpeg', 'jpg'];

/** The extension that the last part of a path ends with, in lower case; empty if there is none. */
function extensionOf(path: string): string {
	const name = path.slice(path.lastIndexOf('/') + 1);
	const dot = name.lastIndexOf('.');
	return dot > 0 ? name.slice(dot + 1).toLowerCase() : '';
}

/** The path of an address as written: what a query or fragment says is no file name. */
function pathOf(address: string): string {
	return URL.canParse(address) ? new URL(address).pathname : '';
}

/** An address whose path ends with one of some extensions. */
export function mediaUrl(
	name: string,
	extensions: readonly string[],
	more: Partial<FieldRule> = {},
): FieldRule {
	const list = extensions.map((one) => `.${one}`).join(', ');
	return {
		name,
		kind: 'string',
		max: MAX_URL,
		pattern: URL_SHAPE,
		test: (address) =>
			extensions.includes(extensionOf(pathOf(address)))
				? undefined
				: `must be a URL whose path ends with ${list}`,
		...more,
	};
}

/** The address of a file: any extension, but not none, and none of the forbidden ones. */
export const FILE_URL: FieldRule = {
	name: 'media',
	kind: 'string',
	required: true,
	max: MAX_URL,
	pattern: URL_SHAPE,
	test: (address) => wrongExtension(extensionOf(pathOf(address))),
};

/** The name under which a file arrives. */
export const FILE_NAME: FieldRule = {
	name: 'file_name',
	kind: 'string',
	required: true,
	min: 1,
	max: MAX_FILE_NAME,
	test: (name) => wrongExtension(extensionOf(name)),
};

function wrongExtension(extension: string): string | undefined {
	if (extension === '') return 'must end with a file extension';
	return FORBIDDEN_EXTENSIONS.has(extension)
		? `has the forbidden extension .${extension}`
		: undefined;
}
