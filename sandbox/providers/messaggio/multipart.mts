/** Reading of multipart/form-data as it comes in, so that a large file never lies in memory whole. */

/** A form that breaks the rules of its format. */
export class BadMultipart extends Error {
	constructor(says: string) {
		super(says);
		this.name = 'BadMultipart';
	}
}

/** One part of the form. A part with a file name is a file. */
export interface Part {
	name: string;
	fileName?: string;
}

/** Hears each part begin; what it gives back hears the part's bytes, piece by piece. */
export type Opened = (part: Part) => (piece: Buffer) => void;

const MAX_HEADER_BYTES = 8 * 1024;
const MAX_PARTS = 5000;
const LINE = '\r\n';

/**
 * Reads a form to its last byte, also when it turns out to be broken: the client is then ready for an
 * answer.
 *
 * @param contentType the header of the request; it names the boundary
 * @throws BadMultipart, and whatever `opened` throws, after the last byte
 */
export async function readMultipart(
	bytes: AsyncIterable<Buffer>,
	contentType: string,
	opened: Opened,
): Promise<void> {
	let failure: unknown;
	let reader: Reader | undefined;
	const attempt = (step: () => void) => {
		if (failure !== undefined) return;
		try {
			step();
		} catch (error) {
			failure = error;
		}
	};
	attempt(() => {
		reader = new Reader(boundaryOf(contentType), opened);
	});
	for await (const chunk of bytes) attempt(() => reader?.push(chunk));
	attempt(() => reader?.end());
	if (failure !== undefined) throw failure;
}

function boundaryOf(contentType: string): string {
	const found = /;\s*boundary=(?:"([^"]{1,70})"|([^\s;"]{1,70}))/i.exec(contentType);
	const boundary = found?.[1] ?? found?.[2];
	if (boundary === undefined) throw new BadMultipart('the Content-Type names no boundary');
	return boundary;
}

class Reader {
	private readonly delimiter: Buffer;

	// The first boundary has no line before it; with one, all boundaries are alike.
	private rest: Buffer = Buffer.from(LINE);

	private state: 'before' | 'boundary' | 'headers' | 'part' | 'after' = 'before';

	private parts = 0;

	private take: (piece: Buffer) => void = () => undefined;

	constructor(
		boundary: string,
		private readonly opened: Opened,
	) {
		this.delimiter = Buffer.from(`${LINE}--${boundary}`, 'latin1');
	}

	push(chunk: Buffer): void {
		this.rest = this.rest.length === 0 ? chunk : Buffer.concat([this.rest, chunk]);
		while (this.step());
	}

	end(): void {
		if (this.state !== 'after') throw new BadMultipart('the form is cut off');
	}

	/** Takes one thing off what has come in. @returns false when more has to come first */
	private step(): boolean {
		switch (this.state) {
			case 'before':
			case 'part':
				return this.toNextBoundary();
			case 'boundary':
				return this.pastBoundary();
			case 'headers':
				return this.pastHeaders();
			case 'after':
				this.rest = Buffer.alloc(0);
				return false;
		}
	}

	private toNextBoundary(): boolean {
		const at = this.rest.indexOf(this.delimiter);
		// The last bytes may be the beginning of a boundary.
		const sure = at < 0 ? Math.max(0, this.rest.length - this.delimiter.length + 1) : at;
		if (sure > 0 && this.state === 'part') this.take(this.rest.subarray(0, sure));
		this.rest = this.rest.subarray(at < 0 ? sure : at + this.delimiter.length);
		if (at < 0) return false;
		this.state = 'boundary';
		return true;
	}

	private pastBoundary(): boolean {
		if (this.rest.length < LINE.length) return false;
		const next = this.rest.toString('latin1', 0, LINE.length);
		if (next !== LINE && next !== '--') {
			throw new BadMultipart('a boundary is followed by something else than a new line');
		}
		// The line end stays: with it, headers end in an empty line even when there are none.
		this.state = next === LINE ? 'headers' : 'after';
		return true;
	}

	private pastHeaders(): boolean {
		const end = this.rest.indexOf(LINE + LINE);
		if (end > MAX_HEADER_BYTES || (end < 0 && this.rest.length > MAX_HEADER_BYTES)) {
			throw new BadMultipart('the headers of a part are too long');
		}
		if (end < 0) return false;
		this.parts += 1;
		if (this.parts > MAX_PARTS) throw new BadMultipart(`there are more than ${MAX_PARTS} parts`);
		this.take = this.opened(readPart(this.rest.toString('utf8', 0, end)));
		this.rest = this.rest.subarray(end + 2 * LINE.length);
		this.state = 'part';
		return true;
	}
}

function readPart(headers: string): Part {
	const disposition = /^content-disposition:\s*form-data\s*(;.*)$/im.exec(headers)?.[1];
	const name = disposition === undefined ? undefined : parameter(disposition, 'name');
	if (disposition === undefined || name === undefined) {
		throw new BadMultipart('a part has no Content-Disposition with a name');
	}
	const fileName = parameter(disposition, 'filename');
	return { name, ...(fileName === undefined ? {} : { fileName }) };
}

function parameter(disposition: string, name: string): string | undefined {
	const pattern = new RegExp(`;\\s*${name}=(?:"((?:[^"\\\\]|\\\\.)*)"|([^;"\\s]+))`, 'i');
	const found = pattern.exec(disposition);
	return found?.[1]?.replace(/\\(["\\])/g, '$1') ?? found?.[2];
}
