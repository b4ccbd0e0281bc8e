import {
	images,
	uploadImage,
	uploadOutcome,
} from '../../../../../nodes/Viber/providers/messaggio/images';
import { UPLOAD_CODES } from '../../../../../nodes/Viber/providers/messaggio/codes';
import type { Exchange } from '../../../../../nodes/Viber/providers/wire';
import { catchInvalid } from './reader';

const PNG = Buffer.from('89504e470d0a1a0a0000', 'hex');
const JPG = Buffer.from('ffd8ffe000104a464946', 'hex');
const GIF = Buffer.from('GIF89a....');

function answer(text: string, statusCode = 200): Exchange {
	return { kind: 'answer', statusCode, text };
}

// messaggio.md §6
describe('uploadImage', () => {
	it.each<[string, Buffer, string, string, string]>([
		['PNG', PNG, 'a.png', 'a.png', 'image/png'],
		['JPG', JPG, '', 'image.jpg', 'image/jpeg'],
		['GIF', GIF, 'Знижки "1".gif', 'Знижки "1".gif', 'image/gif'],
		['old GIF', Buffer.from('GIF87a'), '', 'image.gif', 'image/gif'],
		['PNG with the name of another format', PNG, 'a.jpg', 'a.jpg', 'image/png'],
	])('%s', async (_, bytes, fileName, name, type) => {
		const request = uploadImage({ bytes, fileName });
		expect(request).toMatchObject({ method: 'POST', path: '', address: 'mediaUrl' });
		const file = (request.body as FormData).get('image') as File;
		expect([file.name, file.type]).toEqual([name, type]);
		expect(Buffer.from(await file.arrayBuffer())).toEqual(bytes);
	});

	it.each<[string, Buffer]>([
		['nothing', Buffer.alloc(0)],
		['a PDF', Buffer.from('%PDF-1.7')],
		['WebP', Buffer.from('RIFF....WEBPVP8 ')],
		['SVG', Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"/>')],
		['half a signature', PNG.subarray(0, 7)],
		['text', Buffer.from('GIF89 is a format')],
	])('refuses %s, whatever its name', (_, bytes) => {
		const { message } = catchInvalid(() => uploadImage({ bytes, fileName: 'a.png' }));
		expect(message).toBe('The file is not a JPG, PNG or GIF');
	});

	it('takes 20 MB and no byte more', () => {
		expect(images.maxBytes).toBe(20_971_520);
		const bytes = Buffer.alloc(20_971_521);
		PNG.copy(bytes);
		expect(() => uploadImage({ bytes: bytes.subarray(1), fileName: '' })).toThrow(/not a JPG/);
		expect(catchInvalid(() => uploadImage({ bytes, fileName: '' })).message).toMatch(/20 MB/);
		expect(() => uploadImage({ bytes: bytes.subarray(0, -1), fileName: '' })).not.toThrow();
	});
});

describe('uploadOutcome', () => {
	const ID = 'A'.repeat(64);

	it('gives the ID', () => {
		const outcome = uploadOutcome(answer(`{"status": 0, "image_id": "${ID}"}`));
		expect(outcome).toEqual({ kind: 'done', answer: { status: 0, image_id: ID } });
		expect(images.simplify({ image_id: ID })).toEqual({ provider: 'messaggio', imageId: ID });
	});

	it.each([
		[1, 'incorrectData'],
		[2, 'invalidSignature'],
		[3, 'imageTooBig'],
		[4, 'invalidFormat'],
		[9, 'undocumentedCode'],
		[-1, 'undocumentedCode'],
	])('status %i is %s, in valid JSON and as the documents print it', (status, name) => {
		for (const text of [
			`{"status": ${status}, error: "Invalid sign"}`,
			`{"status": ${status}, "error": "Invalid sign"}`,
			`{error : "Invalid sign", "status": "${status}"}`,
		]) {
			for (const statusCode of [200, 400]) {
				expect(uploadOutcome(answer(text, statusCode))).toMatchObject({
					kind: 'refused',
					refusal: { code: String(status), name, providerText: 'Invalid sign' },
				});
			}
		}
	});

	it('repeats no signature', () => {
		const sign = '24835ed949d1b847dfbc1773d88aad67';
		expect(uploadOutcome(answer(`{"status":2,error:"Invalid sign ${sign}"}`))).toMatchObject({
			refusal: { providerText: 'Invalid sign ***' },
		});
	});

	it('has all documented codes', () => {
		expect(Object.keys(UPLOAD_CODES)).toEqual(['1', '2', '3', '4']);
	});

	it.each([
		['nothing', ''],
		['a page', '<html>Too large</html>'],
		['no ID', '{"status":0}'],
		['an empty ID', '{"status":0,"image_id":""}'],
		['half an answer', '{"status": 0, "image_id": "AAA'],
		['no status', '{"image_id":"AAA"}'],
		['a list', '[0]'],
		['megabytes', `{"status":0,"image_id":"AAA","x":"${'x'.repeat(2_000_000)}"}`],
		['depth', '['.repeat(2_000_000)],
	])('%s is no success, and nothing was sent', (_, text) => {
		expect(uploadOutcome(answer(text))).toMatchObject({
			kind: 'refused',
			refusal: { cure: expect.stringMatching(/^Nothing was sent.*Media URL/) as string },
		});
	});

	it('is no success with another HTTP status', () => {
		expect(uploadOutcome(answer(`{"status":0,"image_id":"${ID}"}`, 500)).kind).toBe('refused');
	});

	it.each<['noAnswer' | 'noConnection', string]>([
		['noAnswer', 'unknown'],
		['noConnection', 'notSent'],
	])('%s: nothing was sent, upload again', (kind, expected) => {
		expect(uploadOutcome({ kind, code: 'ECONNRESET' })).toMatchObject({
			kind: expected,
			refusal: { cure: expect.stringMatching(/^Nothing was sent.*again/) as string },
		});
	});
});
