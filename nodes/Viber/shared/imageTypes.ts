/** A format of images. */
export interface ImageType {
	extension: string;
	mimeType: string;
}

/**
 * Recognises an image by its first bytes, whatever its name says.
 *
 * @returns undefined for anything but JPG, PNG and GIF
 */
export function imageTypeOf(bytes: Buffer): ImageType | undefined {
	const start = bytes.toString('latin1', 0, 8);
	if (start.startsWith('\xff\xd8\xff')) return { extension: 'jpg', mimeType: 'image/jpeg' };
	if (start === '\x89PNG\r\n\x1a\n') return { extension: 'png', mimeType: 'image/png' };
	if (/^GIF8[79]a/.test(start)) return { extension: 'gif', mimeType: 'image/gif' };
	return undefined;
}
