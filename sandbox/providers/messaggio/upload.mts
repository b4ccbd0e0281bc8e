import { createHash, randomBytes } from 'node:crypto';
import type { Account } from '../../world/account.mts';
import { SAMPLES } from '../../world/samples.mts';
import { UPLOAD, UploadRefusal } from './codes.mts';
import type { MessaggioDriver } from './driver.mts';
import { IMAGE_ID_LENGTH, MAX_FORM_BYTES, MAX_IMAGE_BYTES } from './limits.mts';
import { BadMultipart, readMultipart } from './multipart.mts';
import { signUpload } from './signature.mts';

/** Bytes up to which a picture is kept for the phone; a sample stands for larger ones. */
const KEPT_BYTES = 2 * 1024 * 1024;

/** How files begin, as characters of one byte each. */
const FORMATS = [
	{ extension: 'jpg', contentType: 'image/jpeg', begins: ['\xff\xd8\xff'] },
	{ extension: 'png', contentType: 'image/png', begins: ['\x89PNG\r\n\x1a\n'] },
	{ extension: 'gif', contentType: 'image/gif', begins: ['GIF87a', 'GIF89a'] },
] as const;

/** More than any format needs to be told by. */
const HEAD_BYTES = 8;

/** A file as far as it is kept: its size and digest always, its bytes only while they are few. */
export class Intake {
	size = 0;

	private readonly hash = createHash('md5');

	private head = '';

	private kept: Buffer[] = [];

	/** Takes the next piece of the file. */
	take(piece: Buffer): void {
		this.size += piece.length;
		this.hash.update(piece);
		this.head += piece.toString('latin1', 0, HEAD_BYTES - this.head.length);
		if (this.size <= KEPT_BYTES) this.kept.push(piece);
		else this.kept = [];
	}

	/** The digest in lower-case hex; nothing may be taken after it. */
	digest(): string {
		return this.hash.digest('hex');
	}

	/** The whole file, or undefined if it was too large to keep. */
	bytes(): Buffer | undefined {
		return this.size <= KEPT_BYTES ? Buffer.concat(this.kept) : undefined;
	}

	/** What the file is by its first bytes. */
	format(): (typeof FORMATS)[number] | undefined {
		return FORMATS.find(({ begins }) => begins.some((begin) => this.head.startsWith(begin)));
	}
}

/** The fields of an upload; an empty value counts as not sent. */
export interface Upload {
	login: string;
	sign: string;
	image: Intake;
}

/**
 * Reads an upload to its last byte.
 *
 * @throws UploadRefusal (1) when a field is missing, is there twice or the form is broken
 */
export async function readUpload(
	bytes: AsyncIterable<Buffer>,
	contentType: string,
): Promise<Upload> {
	const texts = new Map<string, Buffer>();
	const images: Intake[] = [];
	try {
		await readMultipart(bytes, contentType, ({ name, fileName }) => {
			if (name === 'image') {
				if (fileName === undefined) throw new BadMultipart('image is not a file');
				const image = new Intake();
				images.push(image);
				return (piece) => image.take(piece);
			}
			if (texts.has(name)) throw new BadMultipart(`${name} is there twice`);
			texts.set(name, Buffer.alloc(0));
			return (piece) => {
				const text = Buffer.concat([texts.get(name) ?? Buffer.alloc(0), piece]);
				if (text.length > MAX_FORM_BYTES) throw new BadMultipart(`${name} is too long`);
				texts.set(name, text);
			};
		});
	} catch (error) {
		if (error instanceof BadMultipart) throw new UploadRefusal(UPLOAD.badData, error.message);
		throw error;
	}
	const text = (name: string) => {
		const value = texts.get(name)?.toString('utf8') ?? '';
		if (value === '') throw new UploadRefusal(UPLOAD.badData, name);
		return value;
	};
	const [image] = images;
	if (!image || images.length > 1 || image.size === 0) {
		throw new UploadRefusal(UPLOAD.badData, 'image');
	}
	return { login: text('login'), sign: text('sign'), image };
}

/**
 * Stores an image: first the signature is looked at, then the size, then the format.
 *
 * @param origin the sandbox's own address, for the link to the picture
 * @returns the image's id
 * @throws UploadRefusal
 */
export function store(
	{ login, sign, image }: Upload,
	account: Account,
	driver: MessaggioDriver,
	origin: string,
): string {
	const digest = image.digest();
	const upper = account.settings.uploadInnerHex === 'upper';
	const right = signUpload(login, upper ? digest.toUpperCase() : digest, account.secret);
	if (sign !== right) throw new UploadRefusal(UPLOAD.badSign);
	if (image.size > MAX_IMAGE_BYTES) throw new UploadRefusal(UPLOAD.tooBig);
	const format = image.format();
	if (!format) throw new UploadRefusal(UPLOAD.badFormat);
	const id = newImageId();
	const bytes = image.bytes();
	const name = `picture.${format.extension}`;
	const sample = `${origin}/media/samples/${SAMPLES.picture.name}`;
	const shelve = (content: Buffer) => {
		const { contentType } = format;
		const key = account.media.add({ name, bytes: content, contentType, expiresAt: Infinity });
		return `${origin}/media/${account.id}/${key}/${name}`;
	};
	driver.images.set(id, bytes ? shelve(bytes) : sample);
	return id;
}

const ID_CHARACTERS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';

function newImageId(): string {
	const pick = (byte: number) => ID_CHARACTERS[byte % ID_CHARACTERS.length] ?? '';
	return Array.from(randomBytes(IMAGE_ID_LENGTH), pick).join('');
}
