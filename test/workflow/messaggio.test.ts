import type { NodeApiError } from 'n8n-workflow';

import type { TestRun } from '../support/engine';
import { runViber } from '../support/engine';
import type { MessaggioPeer } from '../support/messaggioPeer';
import { msgId, SECRET, startMessaggio, xml } from '../support/messaggioPeer';

// As often as ever, but without the waits.
jest.mock('../../nodes/Viber/shared/waits', () => ({
	...jest.requireActual<object>('../../nodes/Viber/shared/waits'),
	RETRIES: { tries: 5, totalMs: 60_000, baseMs: 10, capMs: 10 },
}));

let messaggio: MessaggioPeer;

beforeAll(async () => {
	messaggio = await startMessaggio();
});

afterAll(async () => {
	await messaggio.peer.stop();
});

beforeEach(() => {
	messaggio.messages = [];
	messaggio.uploads = [];
	messaggio.peer.seen.length = 0;
	messaggio.answer = ({ phones }, response) =>
		response.end(xml(0, 'OK', phones.map((phone) => msgId(phone)).reverse()));
});

const FIRST = '380500000001';
const SECOND = '380500000002';

async function send(parameters: TestRun['parameters'], changes: Partial<TestRun> = {}) {
	const ran = await runViber({
		items: [{}],
		parameters: {
			resource: 'message',
			operation: 'send',
			provider: 'messaggio',
			to: FIRST,
			from: 'DEMO',
			messageType: 'text',
			text: 'Hello',
			...parameters,
		},
		credential: messaggio.credential,
		...changes,
	});
	// The signature goes out, but never comes out; nor does the secret.
	const shown = JSON.stringify([ran.output, ran.errorOutput, ran.result.data.resultData]);
	expect(shown).not.toContain(SECRET);
	for (const { fields } of messaggio.messages) {
		expect(shown).not.toContain(String(fields.get('sign')));
	}
	return { ...ran, error: ran.result.data.resultData.error as NodeApiError | undefined };
}

const GOES_ON = { onError: 'continueRegularOutput' as const };

describe('sending', () => {
	it('gives the ID of the message', async () => {
		const { output } = await send({ options: { transactionId: 'order-1042' } });
		expect(output).toEqual([
			{
				json: {
					provider: 'messaggio',
					to: FIRST,
					messageId: `id-of-${FIRST}`,
					status: 'accepted',
					transactionId: 'order-1042',
				},
				pairedItem: { item: 0 },
			},
		]);
		expect(messaggio.messages[0]?.text('p_transaction_id')).toBe('order-1042');
		expect(messaggio.peer.seen[0]?.path).toBe('/bulk/');
	});

	it('gives the provider’s own answer for each recipient when it is not simplified', async () => {
		const { output } = await send({ simplify: false, to: `${FIRST},${SECOND}` });
		expect(output.map(({ json }) => json)).toEqual(
			[FIRST, SECOND].map((phone) => ({
				code: 0,
				tech_message: 'OK',
				phone,
				msg_id: `id-of-${phone}`,
			})),
		);
	});

	it.each(['POST', 'GET'])('%s: 25 recipients go in three requests, each once', async (method) => {
		const numbers = Array.from({ length: 25 }, (_, index) => `3805000000${index + 10}`);
		const { output } = await send({ to: [...numbers, ...numbers].join('\n'), options: { method } });
		expect(messaggio.messages.map(({ phones }) => phones.length)).toEqual([10, 10, 5]);
		expect(messaggio.messages.every((message) => message.method === method)).toBe(true);
		expect(output.map(({ json }) => [json.to, json.messageId])).toEqual(
			numbers.map((number) => [number, `id-of-${number}`]),
		);
	});

	it.each([
		['UTF-8', undefined, Buffer.from('Ціна & «знижка»\n100%')],
		['CP1251', 'CP1251', Buffer.from('d6b3ede0202620abe7ede8e6eae0bb0a31303025', 'hex')],
		['UCS-2', 'UCS-2', Buffer.from('Ціна & «знижка»\n100%', 'utf16le').swap16()],
	])('%s: what arrives is signed', async (charset, sent, bytes) => {
		for (const method of ['POST', 'GET']) {
			const { output } = await send({
				text: 'Ціна & «знижка»\n100%',
				options: { charset, method },
			});
			expect(output[0]?.json.status).toBe('accepted');
			const message = messaggio.messages.pop();
			expect(message?.fields.get('txt')).toEqual([bytes]);
			expect(message?.text('charset')).toBe(sent);
		}
	});

	it.each<[string, TestRun['parameters'], Record<string, string>]>([
		['SMS', { channel: 'sms' }, { sending_method: 'sms', txt: 'Hello' }],
		[
			'an image',
			{ messageType: 'image', imageId: 'I1' },
			{ sending_method: 'viber', image_id: 'I1' },
		],
		[
			'text, image and button',
			{
				messageType: 'textImageButton',
				imageId: 'I1',
				buttonText: 'Відкрити',
				buttonUrl: 'https://shop.example.com/?a=1&b=2',
			},
			{
				txt: 'Hello',
				image_id: 'I1',
				button_text: 'Відкрити',
				button_link: 'https://shop.example.com/?a=1&b=2',
			},
		],
	])('%s', async (_, parameters, expected) => {
		const { output } = await send(parameters);
		expect(output[0]?.json.status).toBe('accepted');
		for (const [name, value] of Object.entries(expected)) {
			expect(messaggio.messages[0]?.text(name)).toBe(value);
		}
	});

	it('expects no ID without a delivery report', async () => {
		messaggio.answer = (_, response) => response.end(xml(0, 'OK'));
		const { output } = await send({ options: { deliveryReport: false } });
		expect(output[0]?.json).toEqual({
			provider: 'messaggio',
			to: FIRST,
			messageId: null,
			status: 'accepted',
		});
	});
});

describe('failing', () => {
	it.each([
		[-1, /invalidInput, code -1/],
		[-2, /authenticationFailed, code -2/],
		[-3, /processingDenied, code -3/],
		[-4, /temporaryError, code -4/],
		[-5, /balanceExhausted, code -5/],
		[-6, /bandwidthExceeded, code -6/],
	])('code %i is an error, and the message went out once', async (code, message) => {
		messaggio.answer = (_, response) => response.end(xml(code, 'PARAM ERROR (phone)'));
		const { error } = await send({ options: { retries: 0 } });
		expect(error?.message).toMatch(message);
		expect(error?.description).toContain('Messaggio says: PARAM ERROR (phone).');
		expect(error?.description).toContain(`Recipient: ${FIRST}.`);
		expect(messaggio.messages).toHaveLength(1);
	});

	it('a wrong secret is a refusal', async () => {
		const { error } = await send(
			{},
			{ credential: { ...messaggio.credential, secretKey: 'wrong' } },
		);
		expect(error?.message).toContain('authenticationFailed');
	});

	it('a bad item does not keep the others back', async () => {
		// The three numbers go out together; the one that spoils it is found.
		messaggio.answer = ({ phones }, response) =>
			response.end(
				phones.includes(SECOND)
					? xml(-1, 'PARAM ERROR (phone)')
					: xml(
							0,
							'OK',
							phones.map((phone) => msgId(phone)),
						),
			);
		const { output } = await send(
			{ to: '={{ $json.to }}' },
			{
				items: [{ to: FIRST }, { to: 'Olena' }, { to: SECOND }, { to: '380500000003' }],
				...GOES_ON,
			},
		);
		expect(
			output.map(({ json, pairedItem }) => [
				(json.error as { status?: string })?.status ?? json.status,
				pairedItem,
			]),
		).toEqual([
			['accepted', { item: 0 }],
			['invalid', { item: 1 }],
			['refused', { item: 2 }],
			['accepted', { item: 3 }],
		]);
	});

	it('a request that fails for some of an item says who was accepted before', async () => {
		const to = [FIRST, SECOND, '380500000003'].join();
		messaggio.answer = ({ phones: [phone = ''] }, response) =>
			response.end(phone === SECOND ? xml(-1, 'PARAM ERROR') : xml(0, 'OK', [msgId(phone)]));
		const options = { recipientsPerRequest: 1, requestsAtOnce: 1 };
		const { error } = await send({ to, options });
		expect(error?.description).toContain(`id-of-${FIRST}`);
		expect(messaggio.messages).toHaveLength(2);
		const { data } = (error as NodeApiError).context as { data?: unknown };
		expect(data).toMatchObject({
			accepted: [{ item: 0, to: FIRST, messageId: `id-of-${FIRST}` }],
			failed: [{ item: 0, to: SECOND, code: '-1' }],
			notTried: [{ item: 0, to: '380500000003' }],
			continueFrom: 0,
			inPart: [0],
		});
		const { output } = await send({ to, options }, GOES_ON);
		expect(output.map(({ json }) => json.status ?? (json.error as { to: string }).to)).toEqual([
			'accepted',
			SECOND,
			'accepted',
		]);
	});

	it.each<[string, number, string, string]>([
		['nothing', 200, '', 'unknown'],
		['a page', 502, '<html>Bad gateway</html>', 'unknown'],
		[
			'a bomb',
			200,
			`<!DOCTYPE r [<!ENTITY a "${'x'.repeat(1000)}">]><response><code>0</code><a>${'&a;'.repeat(1000)}</a></response>`,
			'unknown',
		],
		[
			'a foreign file',
			200,
			'<!DOCTYPE r [<!ENTITY a SYSTEM "file:///etc/passwd">]><response><code>0</code><tech_message>&a;</tech_message></response>',
			'unknown',
		],
		['megabytes of levels', 200, '<response>'.repeat(400_000), 'unknown'],
		['half an answer', 200, xml(0, 'OK', [msgId(FIRST)]).slice(0, -4), 'unknown'],
		['a page that is missing', 404, 'not found', 'refused'],
		['a page behind a login', 401, '<html></html>', 'refused'],
		['a redirect', 302, '', 'unknown'],
	])('%s (HTTP %i): a clear error, sent once', async (_, statusCode, body, status) => {
		messaggio.answer = (__, response) =>
			response.writeHead(statusCode, { location: '/elsewhere' }).end(body);
		const { output } = await send({}, GOES_ON);
		expect(output[0]?.json.error).toMatchObject({ status, to: FIRST });
		expect(messaggio.messages).toHaveLength(1);
	});

	it('no answer: nobody knows; no connection: nothing was sent', async () => {
		messaggio.answer = (_, response) => response.destroy();
		const { output } = await send({}, GOES_ON);
		expect(output[0]?.json.error).toMatchObject({ status: 'unknown' });
		const credential = { ...messaggio.credential, baseUrl: 'http://127.0.0.1:9/' };
		const gone = await send({}, { credential, ...GOES_ON });
		expect(gone.output[0]?.json.error).toMatchObject({ status: 'notSent' });
	});
});

describe('uploading', () => {
	const PNG = Buffer.concat([
		Buffer.from('89504e470d0a1a0a', 'hex'),
		Buffer.from('\r\n--x\r\n\xff'),
	]);

	function binaryOf(bytes: Buffer, fileName?: string) {
		return {
			data: {
				data: bytes.toString('base64'),
				mimeType: 'text/plain',
				...(fileName ? { fileName } : {}),
			},
		};
	}

	async function upload(bytes: Buffer, changes: Partial<TestRun> & { simplify?: boolean } = {}) {
		const { simplify = true, ...rest } = changes;
		return await runViber({
			items: [{}],
			parameters: {
				resource: 'image',
				operation: 'upload',
				provider: 'messaggio',
				binaryPropertyName: 'data',
				simplify,
			},
			credential: messaggio.credential,
			binary: binaryOf(bytes, 'Знижки 1.png'),
			...rest,
		});
	}

	it('stores the image and gives what the next node needs', async () => {
		const { output } = await upload(PNG);
		expect(output).toEqual([
			{
				json: {
					provider: 'messaggio',
					imageId: 'I'.repeat(64),
					fileName: 'Знижки 1.png',
					mimeType: 'image/png',
					fileSize: PNG.length,
				},
				pairedItem: { item: 0 },
			},
		]);
		expect(messaggio.uploads).toMatchObject([
			{
				login: 'demoUser',
				image: PNG,
				fileName: 'Знижки 1.png',
				type: 'image/png',
				isSigned: true,
			},
		]);
		expect(messaggio.peer.seen[0]?.path).toBe('/media/upload/');
	});

	it('gives the provider’s own answer when it is not simplified', async () => {
		const { output } = await upload(PNG, { simplify: false });
		expect(output[0]?.json).toEqual({ status: 0, image_id: 'I'.repeat(64) });
	});

	it('refuses what is no image, and an item without data, before anything is sent', async () => {
		const { output } = await upload(Buffer.from('%PDF-1.7'), GOES_ON);
		expect(output[0]?.json.error).toMatchObject({
			status: 'invalid',
			message: 'The file is not a JPG, PNG or GIF',
		});
		const missing = await upload(PNG, { binary: {}, ...GOES_ON });
		expect(missing.output[0]?.json.error).toMatchObject({ status: 'invalid' });
		expect(messaggio.uploads).toEqual([]);
	});

	it('refuses more than 20 MB', async () => {
		const large = Buffer.alloc(20 * 1024 * 1024 + 1);
		PNG.copy(large);
		const { output } = await upload(large, GOES_ON);
		expect(output[0]?.json.error).toMatchObject({
			message: expect.stringMatching(/20,971,521 bytes/) as string,
		});
		expect(messaggio.uploads).toEqual([]);
	});

	it('a wrong secret is a refusal, although the answer is no JSON', async () => {
		const { result } = await upload(PNG, {
			credential: { ...messaggio.credential, secretKey: 'wrong' },
		});
		const error = result.data.resultData.error as NodeApiError;
		expect(error.message).toContain('(invalidSignature, code 2)');
		expect(error.description).toContain('Messaggio says: Invalid sign.');
	});

	it.each([true, false])(
		'a failure midway gives the IDs of what is stored (simplified: %p)',
		async (simplify) => {
			const bad = binaryOf(Buffer.from('%PDF-1.7'));
			const good = binaryOf(PNG);
			const { result } = await upload(PNG, {
				items: [{}, {}, {}, {}],
				binary: [good, good, bad, good],
				simplify,
			});
			const error = result.data.resultData.error as NodeApiError;
			const imageId = 'I'.repeat(64);
			expect(error.message).toBe('The file is not a JPG, PNG or GIF');
			expect(error.description).toContain(
				`Done: 2 (item 0: ${imageId}, item 1: ${imageId}). Not done: 1 (item 2). Not tried: 1 (item 3). To do the rest, begin with item 2.`,
			);
			const given = simplify ? { imageId } : { image_id: imageId };
			expect(error.context.data).toMatchObject({
				accepted: [0, 1].map((item) => ({ item, id: imageId, answers: [given] })),
				failed: [{ item: 2, code: 'invalid' }],
				notTried: [{ item: 3 }],
				continueFrom: 2,
			});
			expect(messaggio.uploads).toHaveLength(2);
		},
	);

	it('no answer: nothing was sent to anybody', async () => {
		messaggio.answerUpload = (_, response) => response.destroy();
		const { output } = await upload(PNG, GOES_ON);
		expect(output[0]?.json.error).toMatchObject({
			status: 'unknown',
			description: expect.stringMatching(/^Nothing was sent to anybody/) as string,
		});
	});

	it('another provider cannot do it', async () => {
		const { result } = await upload(PNG, {
			parameters: { resource: 'image', operation: 'upload', provider: 'viberBot' },
			credential: { authToken: 'dummy-token', baseUrl: 'http://127.0.0.1:9' },
		});
		expect(result.data.resultData.error?.message).toContain('cannot carry out this operation');
	});
});
