import type { INodeParameters } from 'n8n-workflow';

import { callbacks } from '../../nodes/Viber/providers/messaggio/callbacks';
import { eventToJson } from '../../nodes/Viber/shared/events';
import { callbackOf, eventOf, say } from '../support/callbackRequests';
import { runViber } from '../support/engine';
import type { MessaggioPeer } from '../support/messaggioPeer';
import { LOGIN, startMessaggio, xml } from '../support/messaggioPeer';
import type { DocumentedParameter } from './tables';
import { MESSAGGIO, MESSAGGIO_NOTES } from './tables';

// What is repeated is tested elsewhere; here each question is asked once.
jest.mock('../../nodes/Viber/shared/waits', () => ({
	...jest.requireActual<object>('../../nodes/Viber/shared/waits'),
	RETRIES: { tries: 1, totalMs: 1, baseMs: 1, capMs: 1 },
}));

let messaggio: MessaggioPeer;

beforeAll(async () => {
	messaggio = await startMessaggio();
});

afterAll(async () => await messaggio.peer.stop());

const USUAL = { to: '380500000001', from: 'DEMO', options: {} };
const TEXT = { text: 'Hello' };
const IMAGE = { imageId: 'I1' };
const BUTTON = { buttonText: 'Open', buttonUrl: 'https://shop.example.com/' };

/** The fields of each kind of message, with nothing optional. */
const FORMS: Record<keyof typeof MESSAGGIO.forms, INodeParameters> = {
	text: { ...USUAL, messageType: 'text', ...TEXT },
	image: { ...USUAL, messageType: 'image', ...IMAGE },
	textButton: { ...USUAL, messageType: 'textButton', ...TEXT, ...BUTTON },
	textImageButton: { ...USUAL, messageType: 'textImageButton', ...TEXT, ...IMAGE, ...BUTTON },
};

async function run(fields: INodeParameters, credential: object = {}) {
	messaggio.messages = [];
	messaggio.peer.seen.length = 0;
	const { output } = await runViber({
		items: [{}],
		parameters: { resource: 'message', operation: 'send', provider: 'messaggio', ...fields },
		credential: { ...messaggio.credential, ...credential },
		onError: 'continueRegularOutput',
	});
	return { json: output[0]?.json ?? {}, message: messaggio.messages[0] };
}

/** What of a parameter is on the wire, or why nothing is. */
async function wire(fields: INodeParameters, name: string): Promise<string | undefined> {
	const { json, message } = await run(fields);
	const error = json.error as { status: string; message: string } | undefined;
	if (!error) {
		expect(message?.isSigned).toBe(true);
		return message?.text(name);
	}
	expect(error.status).toBe('invalid');
	expect(messaggio.peer.seen).toEqual([]);
	return error.message;
}

/** How a parameter is set, and what then is on the wire. */
interface Way {
	/** undefined for what the credential sets. */
	label?: string;
	fields(value: string | number): INodeParameters;
	usual: Array<[string | number, string | undefined]>;
	/** Text of this length; for those that have a limit. */
	text?(length: number): string;
}

const same = (value: string): [string, string] => [value, value];
const letters = (length: number) => 'ж'.repeat(length);
const link = (length: number) => 'https://shop.example.com/'.padEnd(length, 'x');
const option = (name: string) => (value: string | number) => ({ options: { [name]: value } });
const field = (name: string) => (value: string | number) => ({ [name]: value });

const WAYS: Record<string, Way> = {
	sending_method: {
		label: 'Channel',
		fields: field('channel'),
		usual: [same('viber'), same('sms')],
	},
	from: {
		label: 'Sender Name',
		fields: field('from'),
		usual: [same('Corner Cafe')],
		text: (length) => 'x'.repeat(length),
	},
	user: { fields: () => ({}), usual: [['', LOGIN]] },
	phone: {
		label: 'To',
		fields: field('to'),
		usual: [['+38 (050) 000-00-01', '380500000001'], same('380500000002')],
	},
	sign: { fields: () => ({}), usual: [] },
	txt: {
		label: 'Text',
		fields: field('text'),
		usual: [same('Ціна & «знижка»\n100%')],
		text: letters,
	},
	image_id: { label: 'Image ID', fields: field('imageId'), usual: [same('Abc1')], text: letters },
	button_text: {
		label: 'Button Text',
		fields: field('buttonText'),
		usual: [same('Так')],
		text: letters,
	},
	button_link: {
		label: 'Button URL',
		fields: field('buttonUrl'),
		usual: [same('https://shop.example.com/?a=1&b=2')],
		text: link,
	},
	p_transaction_id: {
		label: 'Transaction ID',
		fields: option('transactionId'),
		usual: [same('order & 1042')],
	},
	// UTF-8 is what Messaggio takes without the field, and UTF-16BE is UCS-2 by another name.
	charset: {
		label: 'Charset',
		fields: option('charset'),
		usual: [['UTF-8', undefined], same('CP1251'), same('UCS-2')],
	},
	// 0 is what it is without the field.
	dlr: {
		label: 'Delivery Report',
		fields: (value) => ({ options: { deliveryReport: value === 'on' } }),
		usual: [
			['on', '1'],
			['off', undefined],
		],
	},
	dlr_timeout: {
		label: 'Delivery Timeout in Seconds',
		fields: option('deliveryTimeout'),
		usual: [[3600, '3600']],
	},
	expiry_txt: { label: 'Expiry Text', fields: option('expiryText'), usual: [same('Пізно')] },
};

/** Values that are there by another name, or by saying nothing. */
const SYNONYMS: Record<string, string> = {
	...{ UTF8: 'undefined', 'UTF-8': 'undefined', 'UTF-16BE': 'UCS-2' },
	...{ '0': 'undefined' },
};

interface Entry {
	form: keyof typeof MESSAGGIO.forms;
	isMandatory: boolean;
	parameter: DocumentedParameter;
}

const ENTRIES = (Object.keys(FORMS) as Array<Entry['form']>).flatMap((form): Entry[] => {
	const { mandatory, optional } = MESSAGGIO.forms[form];
	const entry = (isMandatory: boolean) => (parameter: DocumentedParameter) => ({
		form,
		isMandatory,
		parameter,
	});
	return [...mandatory.map(entry(true)), ...optional.map(entry(false))];
});

it('every parameter of every form is walked', () => {
	expect(Object.keys(FORMS)).toEqual(Object.keys(MESSAGGIO.forms));
	expect(ENTRIES).toHaveLength(6 + 6 + 8 + 9 + 4 * 5);
	const names = new Set(ENTRIES.map(({ parameter }) => parameter.name));
	expect([...names].sort()).toEqual(Object.keys(WAYS).sort());
});

describe.each(
	ENTRIES.map((entry): [string, string, Entry] => [entry.form, entry.parameter.name, entry]),
)('%s: %s', (form, name, { parameter, isMandatory }) => {
	const way = WAYS[name];
	if (!way) throw new Error(`Nothing in the node sets ${name}`);
	const { label, fields, usual, text } = way;
	const base = FORMS[form as Entry['form']];
	const { maxLength, min, max, values } = parameter;

	it('goes over the wire', async () => {
		// Only the text can go by SMS.
		const possible = usual.filter(([value]) => value !== 'sms' || form === 'text');
		for (const [value, expected] of possible) {
			expect(await wire({ ...base, ...fields(value) }, name)).toBe(expected);
		}
		const produced = possible.map(([, said]) => String(said));
		const wanted = (values ?? []).map((value) => SYNONYMS[value] ?? value);
		expect(produced).toEqual(expect.arrayContaining(wanted));
		if (name === 'sign') expect((await run(base)).message?.isSigned).toBe(true);
	});

	it('keeps to its limits', async () => {
		expect(maxLength === undefined).toBe(text === undefined);
		if (maxLength !== undefined && text) {
			expect(await wire({ ...base, ...fields(text(maxLength)) }, name)).toBe(text(maxLength));
			expect(await wire({ ...base, ...fields(text(maxLength + 1)) }, name)).toContain(
				`'${label}' has ${(maxLength + 1).toLocaleString('en-US')} characters`,
			);
		}
		if (min === undefined || max === undefined) return;
		for (const edge of [min, max]) {
			expect(await wire({ ...base, ...fields(edge) }, name)).toBe(String(edge));
		}
		for (const beyond of [min - 1, max + 1]) {
			expect(await wire({ ...base, ...fields(beyond) }, name)).toContain(`'${label}'`);
		}
	});

	it(isMandatory ? 'is mandatory' : 'may be left out', async () => {
		if (!isMandatory) {
			const without = await wire(base, name);
			expect(without).toBe(name === 'dlr' ? '1' : undefined);
		} else if (label === undefined) {
			const credential = name === 'user' ? { login: ' ' } : { secretKey: ' ' };
			expect((await run(base, credential)).json.error).toMatchObject({ status: 'invalid' });
			expect(messaggio.peer.seen).toEqual([]);
		} else if (name === 'sending_method') {
			expect(await wire(base, name)).toBe('viber');
		} else {
			expect(await wire({ ...base, ...fields('={{ "" }}') }, name)).toContain(`'${label}'`);
		}
	});
});

it.each(Object.entries(FORMS))(
	'%s holds its mandatory fields and no others',
	async (form, base) => {
		const names = MESSAGGIO.forms[form as Entry['form']].mandatory.map(({ name }) => name);
		const { message } = await run(base);
		expect([...(message?.fields.keys() ?? [])].sort()).toEqual([...names, 'dlr'].sort());
	},
);

describe('every code', () => {
	const CODES = Object.entries(MESSAGGIO.codes);

	it.each(CODES)('%s, of which the documents say "%s" to repeating', async (code, repeat) => {
		messaggio.answer = (_, response) => response.end(xml(Number(code), 'in its own words'));
		const { json } = await run(FORMS.text);
		if (code === '0') {
			expect(json.status).toBe('unknown');
			expect(json.error).toBeUndefined();
			return;
		}
		const { status, message, description } = json.error as Record<string, string>;
		expect(status).toBe('refused');
		expect(message).toContain(`code ${code})`);
		expect(description).toContain('Messaggio says: in its own words.');
		// To -2 the document says yes and older ones no: the same signature fails again (messaggio.md §4).
		const helps = code === '-2' ? false : repeat === 'yes';
		expect(/asks to repeat/.test(description ?? '')).toBe(helps);
		if (code === '-2') expect(description).toContain('Do not repeat it unchanged');
	});

	it.each(MESSAGGIO.uploadCodes.map((code) => [code]))('%i of an upload', async (code) => {
		messaggio.answerUpload = (_, response) =>
			response.end(
				code === 0
					? '{"status": 0, "image_id": "I1"}'
					: `{"status": ${code}, error: "in its own words"}`,
			);
		const { output } = await runViber({
			items: [{}],
			parameters: { resource: 'image', operation: 'upload', provider: 'messaggio' },
			credential: messaggio.credential,
			binary: { data: { data: Buffer.from('GIF89a').toString('base64'), mimeType: 'image/gif' } },
			onError: 'continueRegularOutput',
		});
		const json = output[0]?.json ?? {};
		if (code === 0) expect(json.imageId).toBe('I1');
		else {
			expect(json.error).toMatchObject({
				status: 'refused',
				code: String(code),
				name: expect.not.stringMatching(/undocumented/) as string,
				description: expect.stringMatching(
					/^(Check|Upload) .*Messaggio says: in its own words/,
				) as string,
			});
		}
	});
});

it.each(MESSAGGIO.imageFormats.map((format) => [format]))('%s is uploaded', async (format) => {
	const BYTES: Record<string, Buffer> = {
		JPG: Buffer.from('ffd8ffe000104a464946', 'hex'),
		PNG: Buffer.from('89504e470d0a1a0a', 'hex'),
		GIF: Buffer.from('GIF89a'),
	};
	messaggio.uploads = [];
	messaggio.answerUpload = (_, response) => response.end('{"status": 0, "image_id": "I1"}');
	await runViber({
		items: [{}],
		parameters: { resource: 'image', operation: 'upload', provider: 'messaggio' },
		credential: messaggio.credential,
		binary: { data: { data: BYTES[format]?.toString('base64') ?? '', mimeType: 'x/y' } },
	});
	const [upload] = messaggio.uploads;
	expect(upload).toMatchObject({ login: LOGIN, isSigned: true, image: BYTES[format] });
	const body = messaggio.peer.seen.at(-1)?.body.toString('latin1') ?? '';
	const names = [...body.matchAll(/ name="(\w+)"/g)].map(([, name]) => name);
	expect(names.sort()).toEqual([...MESSAGGIO.upload].sort());
});

describe('every notification', () => {
	const VALUES: Record<string, string> = {
		msg_id: '11111111-2222-4333-8444-555555555501',
		p_transaction_id: 'order-1042',
		status: 'undelivered',
		status_extended: 'VIBER_EXPIRED',
		text: 'Дякую & 100% + 😀',
	};
	const PLACES: Record<string, Record<string, object>> = {
		delivery: {
			type: { event: 'failed', report: 'extended' },
			msg_id: { messageId: VALUES.msg_id },
			p_transaction_id: { transactionId: 'order-1042' },
			status: { status: 'undelivered' },
			status_extended: {
				error: { code: 'VIBER_EXPIRED', reason: expect.stringMatching(/timeout/) as string },
			},
		},
		seen: {
			type: { event: 'seen', status: 'seen' },
			msg_id: { messageId: VALUES.msg_id },
			p_transaction_id: { transactionId: 'order-1042' },
		},
		reply: {
			type: { event: 'message' },
			msg_id: { repliesTo: VALUES.msg_id },
			text: { message: { type: 'text', text: VALUES.text } },
			p_transaction_id: { transactionId: 'order-1042' },
		},
	};

	it('is walked', () => {
		expect(Object.keys(PLACES)).toEqual(Object.keys(MESSAGGIO.notifications));
	});

	it.each(Object.entries(MESSAGGIO.notifications))('%s, field by field', (type, names) => {
		expect(Object.keys(PLACES[type] ?? {})).toEqual([...names]);
		const fields = Object.fromEntries(
			names.map((name) => [name, name === 'type' ? type : (VALUES[name] ?? '')]),
		);
		const requests = [
			say(fields, 'query'),
			say(fields, 'form'),
			callbackOf({ method: 'POST', query: fields }),
		];
		for (const request of requests) {
			const event = eventToJson(eventOf(callbacks, request).event);
			for (const place of Object.values(PLACES[type] ?? {})) expect(event).toMatchObject(place);
		}
	});

	const EVENTS: Record<string, string> = {
		delivered: 'delivered',
		undelivered: 'failed',
		'in process': 'pending',
		buffered: 'pending',
	};

	it('has each of its statuses', () => {
		const all = [...MESSAGGIO.statuses, ...MESSAGGIO_NOTES.statuses];
		expect(all).toEqual(Object.keys(EVENTS));
		for (const status of all) {
			const fields = { type: 'delivery', msg_id: VALUES.msg_id ?? '', status };
			for (const how of ['query', 'form'] as const) {
				const { event } = eventOf(callbacks, say(fields, how));
				expect(event).toMatchObject({ event: EVENTS[status], status });
			}
		}
	});

	it.each(MESSAGGIO.extendedStatuses.map((word) => [word]))('%s has a reason in words', (word) => {
		const fields = { type: 'delivery', msg_id: '1', status: 'undelivered', status_extended: word };
		for (const how of ['query', 'form'] as const) {
			const { error } = eventOf(callbacks, say(fields, how)).event;
			expect(error?.code).toBe(word);
			expect(error?.reason).toMatch(/^[A-Z].{20,}[^.]$/);
			expect(error?.reason).not.toContain(word);
		}
	});

	it('has each number of the standard reports', () => {
		const found = MESSAGGIO_NOTES.standardStatuses.map((status) => {
			const { event } = eventOf(callbacks, say({ msg_id: '1', status }, 'form'));
			expect(event.status).toMatch(/^[a-z ]+$/);
			return [status, event.event, event.error?.code];
		});
		expect(found).toEqual([
			[0, 'delivered', undefined],
			...[-1, -2, -3].map((status) => [status, 'failed', String(status)]),
			...[1, 4].map((status) => [status, 'pending', undefined]),
			...[-11, -12].map((status) => [status, 'failed', String(status)]),
			...[2, 3].map((status) => [status, 'pending', undefined]),
		]);
	});
});
