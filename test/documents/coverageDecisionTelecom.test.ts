import type { INodeParameters } from 'n8n-workflow';

import { callbacks } from '../../nodes/Viber/providers/decisionTelecom/callbacks';
import { eventToJson } from '../../nodes/Viber/shared/events';
import { callbackOf, eventOf, say } from '../support/callbackRequests';
import type { DecisionTelecomPeer } from '../workflow/decisionTelecomPeer';
import { asJson, startDecisionTelecom } from '../workflow/decisionTelecomPeer';
import type { DocumentedParameter } from './tables';
import { DECISION_TELECOM, DECISION_TELECOM_NOTES } from './tables';

// What is repeated is tested elsewhere; here each question is asked once.
jest.mock('../../nodes/Viber/shared/waits', () => ({
	...jest.requireActual<object>('../../nodes/Viber/shared/waits'),
	RETRIES: { tries: 1, totalMs: 1, baseMs: 1, capMs: 1 },
}));

let telecom: DecisionTelecomPeer;

beforeAll(async () => {
	telecom = await startDecisionTelecom();
});

afterAll(async () => await telecom.peer.stop());

beforeEach(() => {
	telecom.peer.seen.length = 0;
	telecom.answer((_, response) => asJson(response, '{"message_id":1}'));
});

const TEXT = { operation: 'send', to: '380500000001', from: 'DemoShop', text: 'Hello' };
const PICTURE = {
	...TEXT,
	messageType: 'textImageButton',
	imageUrl: 'https://cdn.example.com/a.png',
	buttonText: 'Open',
	buttonUrl: 'https://shop.example.com/sale',
};

/** Makes a message with the node's own fields. @returns the body on the wire, or the error's words */
async function send(fields: INodeParameters): Promise<Record<string, unknown> | string> {
	telecom.peer.seen.length = 0;
	const { output } = await telecom.run([{}], fields, 'continueRegularOutput');
	const error = output[0]?.json.error as { status: string; message: string } | undefined;
	if (!error) return telecom.bodies()[0] ?? {};
	expect(telecom.peer.seen).toEqual([]);
	expect(error.status).toBe('invalid');
	return error.message;
}

/** How a parameter is set, its label, and what it is by default; `wire` where that looks different. */
interface Way {
	label: string;
	fields(value: string | number): INodeParameters;
	usual: Array<[string | number, unknown]>;
	fill?: string;
}

const options = (values: INodeParameters): INodeParameters => ({ ...TEXT, options: values });
const same = (value: string | number): [string | number, unknown] => [value, value];

const WAYS: Record<string, Way> = {
	text: {
		label: 'Text',
		fields: (text) => ({ ...TEXT, text }),
		usual: [same('Привіт')],
		fill: 'ж',
	},
	image: {
		label: 'Image URL',
		fields: (imageUrl) => ({ ...PICTURE, imageUrl }),
		usual: DECISION_TELECOM.imageFormats.map((end) => same(`https://cdn.example.com/a.${end}`)),
	},
	button_caption: {
		label: 'Button Text',
		fields: (buttonText) => ({ ...PICTURE, buttonText }),
		usual: [same('Відкрити')],
		fill: 'ж',
	},
	button_action: {
		label: 'Button URL',
		fields: (buttonUrl) => ({ ...PICTURE, buttonUrl }),
		usual: [same('https://shop.example.com/sale?a=1&b=2#c')],
	},
	source_type: {
		label: 'Purpose',
		fields: (purpose) => ({ ...TEXT, purpose }),
		usual: [
			['promotional', 1],
			['transactional', 2],
		],
	},
	callback_url: {
		label: 'Callback URL',
		fields: (callbackUrl) => options({ callbackUrl }),
		usual: [
			['http://127.0.0.1:5678/webhook/y', expect.stringMatching(/^http:.*\/webhook\/y\?secret=/)],
		],
	},
	validity_period: {
		label: 'Validity Period in Seconds',
		fields: (validityPeriod) => options({ validityPeriod }),
		usual: [same(3600)],
	},
	source_addr: {
		label: 'Sender Name',
		fields: (from) => ({ ...TEXT, from }),
		usual: [same('DemoShop')],
		fill: 'x',
	},
	destination_addr: {
		label: 'To',
		fields: (to) => ({ ...TEXT, to }),
		usual: [['+38 (050) 000-00-01', '380500000001'], same('3'.repeat(15)), same('38050')],
	},
	message_type: {
		label: 'Message Type Number',
		fields: (typeCode) => ({ ...TEXT, messageType: 'other', typeCode }),
		usual: [same(1701)],
	},
	text_sms: {
		label: 'SMS Fallback Text',
		fields: (smsText) => ({ ...TEXT, smsText }),
		usual: [same('Vash kod: 4821'), same('x'.repeat(160))],
		fill: 'ж',
	},
};

const PARAMETERS: DocumentedParameter[] = [
	...DECISION_TELECOM.send,
	...DECISION_TELECOM_NOTES.send,
];

it('every parameter of the documents has a way through the node, and no other has', () => {
	expect(PARAMETERS.map(({ name }) => name).sort()).toEqual(Object.keys(WAYS).sort());
});

describe.each(PARAMETERS.map((one): [string, DocumentedParameter] => [one.name, one]))(
	'%s',
	(name, { maxLength, min, max, values }) => {
		const way = WAYS[name];
		if (!way) throw new Error(`Nothing in the node sets ${name}`);
		const { label, fields, usual, fill = '' } = way;

		it('goes over the wire', async () => {
			for (const [value, wire] of usual) {
				expect(await send(fields(value))).toMatchObject({ [name]: wire });
			}
			const produced = usual.map(([, wire]) => String(wire));
			expect(produced).toEqual(expect.arrayContaining([...(values ?? [])]));
		});

		it('keeps to its limits', async () => {
			// Phone numbers have a limit of their own, which is stricter (E.164).
			if (maxLength !== undefined && fill !== '') {
				const most = fill.repeat(maxLength);
				expect(await send(fields(most))).toMatchObject({ [name]: most });
				expect(await send(fields(most + fill))).toContain(`'${label}'`);
			}
			for (const edge of [min, max]) {
				if (edge !== undefined) expect(await send(fields(edge))).toMatchObject({ [name]: edge });
			}
			for (const beyond of [(min ?? 0) - 1, (max ?? 0) + 1]) {
				if (min !== undefined) expect(await send(fields(beyond))).toContain(`'${label}'`);
			}
			expect(maxLength === undefined || fill !== '' || name === 'destination_addr').toBe(true);
		});
	},
);

it.each(['source_addr', 'destination_addr', 'text', 'image', 'button_caption', 'button_action'])(
	'%s is mandatory where the documents say so',
	async (name) => {
		const { fields, label } = WAYS[name] ?? { fields: () => ({}), label: '' };
		// What is plainly empty n8n itself refuses.
		expect(await send(fields('={{ "" }}'))).toContain(`'${label}' is empty`);
		expect(await send(fields('  '))).toContain(`'${label}' is empty`);
	},
);

it('takes no other format of image than those of the documents', async () => {
	expect(await send({ ...PICTURE, imageUrl: 'https://cdn.example.com/a.gif' })).toContain(
		'Image URL',
	);
});

it('every type of message can be sent', async () => {
	const types: Record<number, INodeParameters> = {
		106: TEXT,
		108: PICTURE,
		206: { ...TEXT, twoWay: true },
		208: { ...PICTURE, twoWay: true },
		225: { ...TEXT, messageType: 'promotionalText' },
	};
	const all = [...DECISION_TELECOM.messageTypes, ...DECISION_TELECOM_NOTES.messageTypes];
	expect(Object.keys(types).map(Number)).toEqual(all);
	for (const type of all) {
		expect(await send(types[type] ?? {})).toMatchObject({ message_type: type });
	}
});

describe('every error', () => {
	// Whether repeating helps, and what becomes of a message.
	const REPEATING: Record<number, [RegExp, string]> = {
		0: [/repeating the request later is safe/, 'refused'],
		1: [/Repeating the same request does not help/, 'refused'],
		2: [/may have been sent/, 'unknown'],
		3: [/repeat the request after that/, 'refused'],
	};
	const ERRORS = [...DECISION_TELECOM.errors, ...DECISION_TELECOM_NOTES.errors];

	it('is known', () => {
		expect(ERRORS.map(({ code }) => String(code))).toEqual(Object.keys(REPEATING));
	});

	it.each(ERRORS)('$code $name has words and a cure', async ({ name, code, status }) => {
		const named = name.replace('[param_name]', 'source_addr');
		const json = JSON.stringify({ name: named, message: 'in its own words', code, status });
		for (const http of [200, status]) {
			telecom.answer((_, response) => asJson(response, json, http));
			const { output } = await telecom.run([{}], TEXT, 'continueRegularOutput');
			const [repeating, outcome] = REPEATING[code] ?? [/never/, ''];
			expect(output[0]?.json.error).toMatchObject({
				status: outcome,
				code: String(code),
				name: name.replace(/:.*/, ''),
				message: expect.stringMatching(/DecisionTelecom .*code \d/) as string,
				description: expect.stringMatching(repeating) as string,
			});
			expect(output[0]?.json.error).toMatchObject({
				description: expect.stringContaining('in its own words') as string,
			});
			const ask = { operation: 'getStatus', messageId: '1' };
			const asked = await telecom.run([{}], ask, 'continueRegularOutput');
			expect(asked.output[0]?.json.error).toMatchObject({ status: 'refused', code: String(code) });
		}
	});
});

describe('every status', () => {
	const EVENTS: Record<string, string> = {
		...{ sent: 'sent', delivered: 'delivered', error: 'failed', rejected: 'failed' },
		...{ undelivered: 'failed', pending: 'pending', seen: 'seen', unknown: 'unknown' },
	};
	const SMS_EVENTS: Record<string, string> = {
		...{ unknown: 'unknown', delivered: 'delivered', expired: 'failed' },
		...{ undeliverable: 'failed', accepted: 'pending' },
	};

	it('is known', () => {
		expect(Object.keys(DECISION_TELECOM.statuses)).toEqual(Object.keys(EVENTS));
		expect(Object.keys(DECISION_TELECOM_NOTES.smsStatuses)).toEqual(Object.keys(SMS_EVENTS));
	});

	async function asked(answer: object): Promise<unknown> {
		telecom.answer((_, response) => asJson(response, JSON.stringify(answer)));
		const { output } = await telecom.run([{}], { operation: 'getStatus', messageId: '429' });
		expect(telecom.peer.seen.at(-1)?.body.toString()).toBe('{"message_id":429}');
		return output[0]?.json;
	}

	it.each(Object.entries(DECISION_TELECOM.statuses))('%s (%i) of Viber', async (word, code) => {
		const expected = {
			event: EVENTS[word],
			status: word,
			messageId: '429',
			viber: { status: word, code },
			...(EVENTS[word] === 'failed'
				? { error: { code: `viber ${code}`, reason: expect.stringMatching(/\w{4}/) as string } }
				: {}),
		};
		const fields = { message_id: 429, status: code };
		expect(await asked(fields)).toMatchObject(expected);
		for (const how of ['json', 'form', 'query'] as const) {
			expect(eventToJson(eventOf(callbacks, say(fields, how)).event)).toMatchObject(expected);
		}
	});

	it.each(Object.entries(DECISION_TELECOM_NOTES.smsStatuses))(
		'%s (%i) of an SMS',
		async (word, code) => {
			const expected = { event: SMS_EVENTS[word], channel: 'sms', sms: { status: word, code } };
			const fields = { message_id: 429, status: 4, sms_message_id: 7, sms_message_status: code };
			expect(await asked(fields)).toMatchObject(expected);
			for (const how of ['json', 'form', 'query'] as const) {
				expect(eventToJson(eventOf(callbacks, say(fields, how)).event)).toMatchObject(expected);
			}
		},
	);
});

it('every field of a reply is in the event', () => {
	const PLACES: Record<string, object> = {
		message_token: { messageId: '5905337701873633686' },
		phone_number: { user: { phone: '972512222222' } },
		time: { occurredAt: '2037-03-20T10:58:41.000Z' },
		message: { event: 'message' },
		text: { message: { text: 'a message to the service' } },
		tracking_data: { repliesTo: '100035', message: { trackingData: 'tracking_id:100035' } },
	};
	expect(Object.keys(PLACES)).toEqual([...DECISION_TELECOM.reply]);
	const text =
		'{"message_token":5905337701873633686,"phone_number":"972512222222","time":2121159521,"message": {"text":"a message to the service","tracking_data":"tracking_id:100035" }}';
	const event = eventToJson(eventOf(callbacks, callbackOf({ text })).event);
	for (const place of Object.values(PLACES)) expect(event).toMatchObject(place);
});
