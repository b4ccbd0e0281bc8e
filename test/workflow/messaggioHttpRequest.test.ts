import { Readable } from 'node:stream';

import StreamedForm from 'form-data';
import { ExecuteContext } from 'n8n-core';
import type { IExecuteFunctions, INode } from 'n8n-workflow';
import { createEmptyRunExecutionData } from 'n8n-workflow';

import { additionalDataFor, workflowOf } from '../support/engine';
import type { MessaggioPeer } from '../support/messaggioPeer';
import { startMessaggio } from '../support/messaggioPeer';

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
});

/** What n8n's HTTP Request node does with a predefined credential: its older request helper. */
async function request(options: Record<string, unknown>, path = '/bulk/'): Promise<string> {
	const node: INode = {
		id: '1',
		name: 'HTTP Request',
		// Any type that may have this credential does: n8n asks whose it is before it signs.
		type: 'n8n-nodes-viber.viber',
		typeVersion: 1,
		position: [0, 0],
		parameters: { provider: 'messaggio' },
		credentials: { messaggioApi: { id: '1', name: 'Messaggio' } },
	};
	const context: IExecuteFunctions = new ExecuteContext(
		workflowOf([node]),
		node,
		additionalDataFor(messaggio.credential),
		'internal',
		createEmptyRunExecutionData(),
		0,
		[],
		{ main: [[{ json: {} }]] },
		{ node, data: {}, source: null },
		[],
	);
	const answer = (await context.helpers.requestWithAuthentication.call(context, 'messaggioApi', {
		method: 'POST',
		uri: `${messaggio.peer.origin}${path}`,
		gzip: true,
		rejectUnauthorized: true,
		followRedirect: true,
		followAllRedirects: true,
		resolveWithFullResponse: true,
		timeout: 10_000,
		headers: {},
		encoding: null,
		json: false,
		useStream: true,
		...options,
	})) as { body: AsyncIterable<Buffer> };
	const chunks: Buffer[] = [];
	for await (const chunk of answer.body) chunks.push(chunk);
	return Buffer.concat(chunks).toString();
}

const FIELDS = {
	sending_method: 'viber',
	from: 'Café & Co',
	phone: ['380500000001', '380500000002'],
	txt: 'Знижка 20% + «дарунок» 🎁\nhttps://shop.example.com/?a=1&b=2',
};

const WRITTEN = Object.entries(FIELDS)
	.flatMap(([key, value]) => [value].flat().map((one) => `${key}=${encodeURIComponent(one)}`))
	.join('&');

describe('a plain HTTP Request node with the credential', () => {
	it.each<[string, Record<string, unknown>]>([
		['a form', { form: { ...FIELDS } }],
		[
			'a form with the header that users set',
			{ form: { ...FIELDS }, headers: { 'content-type': 'application/x-www-form-urlencoded' } },
		],
		['form-data', { formData: { ...FIELDS } }],
		[
			'form-data with the header that users set',
			{ formData: { ...FIELDS }, headers: { 'Content-Type': 'multipart/form-data' } },
		],
		[
			'form-data of the HTTP Request node from version 4.2 on',
			{
				get formData() {
					const form = new StreamedForm();
					for (const [key, value] of Object.entries(FIELDS)) {
						for (const one of [value].flat()) form.append(key, one);
					}
					return form;
				},
			},
		],
		['JSON', { body: { ...FIELDS }, json: true }],
		[
			'raw text',
			{
				body: WRITTEN,
				headers: { 'content-type': 'application/x-www-form-urlencoded' },
			},
		],
		['a query', { method: 'GET', qs: { ...FIELDS } }],
		['a query with repeated keys', { method: 'GET', qs: { ...FIELDS }, useQuerystring: true }],
		['a query in the address', { method: 'GET', uri: undefined }],
	])('%s: signed over what arrives', async (name, options) => {
		const { origin } = messaggio.peer;
		const uri = name === 'a query in the address' ? { uri: `${origin}/bulk/?${WRITTEN}` } : {};
		expect(await request({ ...options, ...uri })).toContain('<code>0</code>');
		const [message] = messaggio.messages;
		expect(messaggio.messages).toHaveLength(1);
		expect(message?.isSigned).toBe(true);
		expect(message?.phones).toEqual(FIELDS.phone);
		expect(message?.text('txt')).toBe(FIELDS.txt);
		expect(message?.text('user')).toBe('demoUser');
	});

	const file = Buffer.from('89504e470d0a1a0a000dff0a', 'hex');
	const options = { filename: 'a.png', contentType: 'image/png', knownLength: file.length };
	const streamed = (content: Buffer | Readable) => {
		const form = new StreamedForm();
		form.append('image', content, options);
		return form;
	};

	it.each<[string, () => unknown]>([
		['bytes', () => ({ image: { value: file, options } })],
		['a stream', () => ({ image: { value: Readable.from([file]), options } })],
		['bytes, from version 4.2 on', () => streamed(file)],
		['a stream, from version 4.2 on', () => streamed(Readable.from([file]))],
	])('uploads a file from %s', async (_, formData) => {
		const answer = await request({ formData: formData() }, '/media/upload/');
		expect(answer).toContain('"status":0');
		expect(messaggio.uploads).toMatchObject([
			{ login: 'demoUser', image: file, fileName: 'a.png', type: 'image/png', isSigned: true },
		]);
	});
});
