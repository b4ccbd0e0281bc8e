import { randomBytes } from 'node:crypto';

const KEPT_ITEMS = 200;

/** Something that lies behind a link. */
export interface MediaItem {
	name: string;
	contentType: string;
	bytes: Buffer;
	/** When its link stops working, in ms since 1970. */
	expiresAt: number;
}

const CONTENT_TYPES: Readonly<Record<string, string>> = {
	jpg: 'image/jpeg',
	jpeg: 'image/jpeg',
	png: 'image/png',
	gif: 'image/gif',
	webp: 'image/webp',
	mp4: 'video/mp4',
	pdf: 'application/pdf',
};

/** What a file is by its name; anything unknown is only to be saved, never shown as a page. */
export function contentTypeOf(name: string): string {
	const extension = name.slice(name.lastIndexOf('.') + 1).toLowerCase();
	return CONTENT_TYPES[extension] ?? 'application/octet-stream';
}

/** What people have sent to one bot: each behind a link that nobody can guess and that expires. */
export class MediaShelf {
	private readonly items = new Map<string, MediaItem>();

	/** Puts something on the shelf; the oldest leaves when the shelf is full. @returns its key */
	add(item: MediaItem): string {
		const key = randomBytes(16).toString('hex');
		this.items.set(key, item);
		const [oldest] = this.items.keys();
		if (this.items.size > KEPT_ITEMS && oldest !== undefined) this.items.delete(oldest);
		return key;
	}

	/** What lies behind a key, or undefined. */
	get(key: string): MediaItem | undefined {
		return this.items.get(key);
	}

	/** Takes everything away. */
	clear(): void {
		this.items.clear();
	}
}
