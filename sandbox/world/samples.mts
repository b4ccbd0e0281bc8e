import { deflateSync } from 'node:zlib';

/** Something of each kind to send, made on the spot, so that the sandbox holds no foreign media. */

const WIDTH = 320;
const HEIGHT = 220;

function crc32(bytes: Uint8Array): number {
	let crc = 0xffffffff;
	for (const byte of bytes) {
		crc ^= byte;
		for (let bit = 0; bit < 8; bit++) crc = crc & 1 ? (crc >>> 1) ^ 0xedb88320 : crc >>> 1;
	}
	return (crc ^ 0xffffffff) >>> 0;
}

function chunk(name: string, data: Buffer): Buffer {
	const body = Buffer.concat([Buffer.from(name, 'latin1'), data]);
	const length = Buffer.alloc(4);
	length.writeUInt32BE(data.length);
	const sum = Buffer.alloc(4);
	sum.writeUInt32BE(crc32(body));
	return Buffer.concat([length, body, sum]);
}

/** The colour of one point of a picture: a low sun over two rows of hills. */
function colourAt(x: number, y: number): [number, number, number] {
	const nearHill = HEIGHT * 0.82 + 14 * Math.sin(x / 38) + 6 * Math.sin(x / 13);
	const farHill = HEIGHT * 0.66 + 18 * Math.sin(x / 52 + 2);
	if (y > nearHill) return [52, 38, 92];
	if (y > farHill) return [98, 72, 150];
	if (Math.hypot(x - WIDTH * 0.66, y - HEIGHT * 0.5) < 34) return [255, 226, 150];
	const dusk = y / HEIGHT;
	return [255 - 40 * (1 - dusk), 132 + 74 * dusk, 150 + 40 * (1 - dusk)];
}

function drawPng(): Buffer {
	const rows = Buffer.alloc(HEIGHT * (1 + WIDTH * 3));
	for (let y = 0; y < HEIGHT; y++) {
		for (let x = 0; x < WIDTH; x++) {
			rows.set(colourAt(x, y).map(Math.round), y * (1 + WIDTH * 3) + 1 + x * 3);
		}
	}
	const head = Buffer.alloc(13);
	head.writeUInt32BE(WIDTH, 0);
	head.writeUInt32BE(HEIGHT, 4);
	// Eight bits for each of three colours; no palette, no transparency, not interlaced.
	head.set([8, 2, 0, 0, 0], 8);
	return Buffer.concat([
		Buffer.from('\x89PNG\r\n\x1a\n', 'latin1'),
		chunk('IHDR', head),
		chunk('IDAT', deflateSync(rows)),
		chunk('IEND', Buffer.alloc(0)),
	]);
}

function box(name: string, data: Buffer): Buffer {
	const head = Buffer.alloc(8);
	head.writeUInt32BE(8 + data.length);
	head.write(name, 4, 'latin1');
	return Buffer.concat([head, data]);
}

/** Begins as an MP4 file does and holds no picture: enough for whoever fetches, counts or stores it. */
function emptyFilm(): Buffer {
	const brand = Buffer.from('isom\0\0\x02\0isommp41', 'latin1');
	return Buffer.concat([
		box('ftyp', brand),
		box('free', Buffer.alloc(2048)),
		box('mdat', Buffer.alloc(0)),
	]);
}

function onePagePdf(): Buffer {
	const drawing = 'BT /F1 24 Tf 60 180 Td (A file from the sandbox) Tj ET';
	const objects = [
		'<< /Type /Catalog /Pages 2 0 R >>',
		'<< /Type /Pages /Kids [3 0 R] /Count 1 >>',
		'<< /Type /Page /Parent 2 0 R /MediaBox [0 0 420 300] /Contents 4 0 R /Resources ' +
			'<< /Font << /F1 << /Type /Font /Subtype /Type1 /BaseFont /Helvetica >> >> >> >>',
		`<< /Length ${drawing.length} >>\nstream\n${drawing}\nendstream`,
	];
	let text = '%PDF-1.4\n';
	const starts = objects.map((object, index) => {
		const start = text.length;
		text += `${index + 1} 0 obj\n${object}\nendobj\n`;
		return `${String(start).padStart(10, '0')} 00000 n \n`;
	});
	const table = `xref\n0 ${objects.length + 1}\n0000000000 65535 f \n${starts.join('')}`;
	const trailer = `trailer\n<< /Size ${objects.length + 1} /Root 1 0 R >>`;
	return Buffer.from(`${text}${table}${trailer}\nstartxref\n${text.length}\n%%EOF\n`, 'latin1');
}

/** One of each, by the type of message that sends it. */
export const SAMPLES = {
	picture: { name: 'sunset.png', bytes: drawPng() },
	video: { name: 'film.mp4', bytes: emptyFilm() },
	file: { name: 'paper.pdf', bytes: onePagePdf() },
} as const;
