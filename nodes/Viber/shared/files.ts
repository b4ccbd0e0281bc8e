import { InvalidInput } from './inputs';

/**
 * The last segment of a URL's path, which providers take for the file's name.
 *
 * @param url an absolute URL
 * @returns the name as people write it, '' when the path ends with a slash
 */
export function fileNameOf(url: string): string {
	const segment = new URL(url).pathname.split('/').pop() ?? '';
	try {
		return decodeURIComponent(segment);
	} catch {
		return segment;
	}
}

/**
 * The extension of a file's name.
 *
 * @returns in lower case and without the dot, '' when there is none
 */
export function extensionOf(name: string): string {
	const dot = name.lastIndexOf('.');
	return dot <= 0 ? '' : name.slice(dot + 1).toLowerCase();
}

/**
 * Checks that the path of a URL ends in one of these extensions.
 *
 * @throws InvalidInput that names the field, what is allowed and what is there
 */
export function checkUrlExtension(url: string, label: string, allowed: readonly string[]): void {
	const extension = extensionOf(fileNameOf(url));
	if (allowed.includes(extension)) return;
	const list = allowed.map((one) => `.${one}`).join(', ');
	throw new InvalidInput(
		`The path in '${label}' ends in ${extension === '' ? 'no file extension' : `.${extension}`}, allowed: ${list}`,
		`Use an address in '${label}' whose path ends in ${list}. What follows a question mark does not count.`,
	);
}

/**
 * Checks that a file's name has an extension, and none that the provider turns away.
 *
 * @throws InvalidInput that names the field and the extension
 */
export function checkFileName(name: string, label: string, forbidden: ReadonlySet<string>): void {
	const extension = extensionOf(name);
	if (extension === '') {
		throw new InvalidInput(
			`'${label}' has no file extension`,
			`End '${label}' with the extension of the file, such as .pdf: the person’s phone needs it to open the file.`,
		);
	}
	if (forbidden.has(extension)) {
		throw new InvalidInput(
			`'${label}' ends in .${extension}, which may not be sent`,
			'Send another kind of file. Programs and scripts are refused, also for the safety of the people who get them.',
		);
	}
}
