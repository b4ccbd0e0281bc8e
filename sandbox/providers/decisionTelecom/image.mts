import { hostOf, isLoopback } from '../../wire/hosts.mts';
import { MAX_IMAGE_SIDE } from './limits.mts';

/** What DecisionTelecom asks of pictures: JPG, JPEG or PNG, at most 400 × 400 pixels (§3). */

const EXTENSIONS = ['jpg', 'jpeg', 'png'];

/** Everything that is asked for stands at the beginning of a file, behind what cameras write there. */
const MOST_BYTES = 1024 * 1024;

const PATIENCE_MS = 3000;

/** A picture as far as it is looked at. */
export interface Picture {
	contentType: 'image/png' | 'image/jpeg';
	width: number;
	height: number;
}

/**
 * Looks for what is wrong with a picture: with the extension in its address and, if it lies on this
 * machine and can be read, with the picture itself. Nothing is fetched from elsewhere, and an address
 * without an extension may lead to any format.
 *
 * @returns what is wrong, to follow the word "image", or undefined
 */
export async function flawOf(address: string): Promise<string | undefined> {
	const { pathname } = new URL(address);
	const [, extension] = /\.([^./]+)$/.exec(pathname) ?? [];
	if (extension !== undefined && !EXTENSIONS.includes(extension.toLowerCase())) {
		return `ends with .${extension.slice(0, 20)}, which is neither .jpg, .jpeg nor .png`;
	}
	const host = hostOf(address);
	// Other names of this machine may be asked of a name server, which is elsewhere.
	const isHere = isLoopback(host) && !host.endsWith('.localhost');
	const found = isHere ? await look(address) : undefined;
	if (!found) return undefined;
	const picture = measure(found.bytes);
	if (!picture) return 'cannot be read as a JPEG or PNG';
	const { contentType, width, height } = picture;
	if (found.contentType !== contentType) {
		return `is served as ${found.contentType || 'nothing in particular'}, not as ${contentType}`;
	}
	if (width <= MAX_IMAGE_SIDE && height <= MAX_IMAGE_SIDE) return undefined;
	return `has ${width} × ${height} pixels, more than ${MAX_IMAGE_SIDE} × ${MAX_IMAGE_SIDE}`;
}

async function look(address: string): Promise<{ contentType: string; bytes: Buffer } | undefined> {
	try {
		const signal = AbortSignal.timeout(PATIENCE_MS);
		const response = await fetch(address, { redirect: 'manual', signal });
		if (!response.ok || !response.body) return undefined;
		const pieces: Uint8Array[] = [];
		let size = 0;
		for await (const piece of response.body as AsyncIterable<Uint8Array>) {
			pieces.push(piece);
			size += piece.length;
			if (size >= MOST_BYTES) break;
		}
		const [contentType = ''] = (response.headers.get('content-type') ?? '').split(';');
		return { contentType: contentType.trim().toLowerCase(), bytes: Buffer.concat(pieces) };
	} catch {
		return undefined;
	}
}

/** The format and size of a picture by its first bytes, or undefined if it is of another format. */
export function measure(bytes: Buffer): Picture | undefined {
	return measurePng(bytes) ?? measureJpeg(bytes);
}

const PNG = Buffer.from('\x89PNG\r\n\x1a\n\0\0\0\rIHDR', 'latin1');

function measurePng(bytes: Buffer): Picture | undefined {
	if (bytes.length < PNG.length + 8 || !bytes.subarray(0, PNG.length).equals(PNG)) return undefined;
	const [width, height] = [bytes.readUInt32BE(PNG.length), bytes.readUInt32BE(PNG.length + 4)];
	return { contentType: 'image/png', width, height };
}

const JPEG_START = 0xffd8;

/** Segments that hold the size; three markers among them mean something else. */
const isFrame = (marker: number) =>
	marker >= 0xc0 && marker <= 0xcf && ![0xc4, 0xc8, 0xcc].includes(marker);

function measureJpeg(bytes: Buffer): Picture | undefined {
	if (bytes.length < 2 || bytes.readUInt16BE(0) !== JPEG_START) return undefined;
	for (let at = 2; at + 9 <= bytes.length && bytes[at] === 0xff; ) {
		const marker = bytes[at + 1] ?? 0;
		if (marker === 0xff) {
			at += 1;
		} else if (isFrame(marker)) {
			const [height, width] = [bytes.readUInt16BE(at + 5), bytes.readUInt16BE(at + 7)];
			return { contentType: 'image/jpeg', width, height };
		} else {
			at += 2 + bytes.readUInt16BE(at + 2);
		}
	}
	return undefined;
}
