import fc from 'fast-check';

import {
	draftMessage,
	getStatus,
	sendMessage,
} from '../../../../../nodes/Viber/providers/decisionTelecom/requests';
import type { ProviderRequest } from '../../../../../nodes/Viber/providers/wire';
import { InvalidInput } from '../../../../../nodes/Viber/shared/inputs';
import { PICTURE_FIELDS, readerOf, TEXT_FIELDS } from './reader';

const CREDENTIAL = { apiKey: 'k', baseUrl: 'https://web.it-decision.com/v1/api' };
const HOOK = 'https://hooks.example.com/dt/3f1c0b';

function bodyOf({ body }: ProviderRequest): unknown {
	return JSON.parse(typeof body === 'string' ? body : '');
}

function send(fields: Record<string, unknown>, credential = {}): Record<string, unknown> {
	const facts = { credential: { ...CREDENTIAL, ...credential } };
	const { content, receivers } = draftMessage(readerOf(fields), facts);
	return bodyOf(sendMessage(content, receivers)) as Record<string, unknown>;
}

function refusalOf(fields: Record<string, unknown>, credential = {}): InvalidInput {
	try {
		send(fields, credential);
	} catch (error) {
		if (error instanceof InvalidInput) return error;
		throw error;
	}
	throw new Error('Nothing was refused');
}

describe('send-viber', () => {
	it('sends the number as text, and nothing that was not filled in', () => {
		const facts = { credential: CREDENTIAL };
		const { content, receivers, receiversAtOnce } = draftMessage(readerOf(TEXT_FIELDS), facts);
		expect({ receivers, receiversAtOnce }).toEqual({
			receivers: ['380500000001'],
			receiversAtOnce: 1,
		});
		const request = sendMessage(content, receivers);
		expect(request).toMatchObject({
			method: 'POST',
			path: '/send-viber',
			headers: { 'Content-Type': 'application/json', Accept: 'application/json' },
		});
		expect(bodyOf(request)).toEqual({
			source_addr: 'DemoShop',
			destination_addr: '380500000001',
			message_type: 106,
			text: 'Your order is on its way',
			source_type: 2,
		});
	});

	it('builds the documented message with image and button', () => {
		const fields = {
			...PICTURE_FIELDS,
			'options.callbackUrl': `${HOOK}?order=1001`,
			'options.validityPeriod': 3600,
		};
		expect(send(fields)).toEqual({
			source_addr: 'DemoShop',
			destination_addr: '380500000001',
			message_type: 108,
			text: 'Знижка 10% до неділі',
			image: 'https://cdn.example.com/promo-400.jpg',
			button_caption: 'Відкрити',
			button_action: 'https://shop.example.com/sale',
			source_type: 1,
			callback_url: `${HOOK}?order=1001`,
			validity_period: 3600,
		});
	});

	it('builds the documented message with SMS fallback', () => {
		const fields = { ...TEXT_FIELDS, 'options.validityPeriod': 40, smsText: 'Vash kod: 4821' };
		expect(send(fields)).toMatchObject({
			message_type: 106,
			source_type: 2,
			validity_period: 40,
			text_sms: 'Vash kod: 4821',
		});
	});

	const back = { 'options.callbackUrl': HOOK };
	it.each<[string, Record<string, unknown>, number, number]>([
		['text', TEXT_FIELDS, 106, 2],
		['promotional text', { ...TEXT_FIELDS, purpose: 'promotional' }, 106, 1],
		['two-way text', { ...TEXT_FIELDS, ...back, twoWay: true }, 206, 2],
		[
			'promotional two-way text',
			{ ...TEXT_FIELDS, ...back, twoWay: true, purpose: 'promotional' },
			206,
			1,
		],
		['picture', PICTURE_FIELDS, 108, 1],
		[
			'picture, whatever purpose is left over',
			{ ...PICTURE_FIELDS, purpose: 'transactional' },
			108,
			1,
		],
		['two-way by an expression', { ...TEXT_FIELDS, ...back, twoWay: 'true' }, 206, 2],
		['two-way as a table writes it', { ...TEXT_FIELDS, ...back, twoWay: 'TRUE' }, 206, 2],
		['two-way by a number', { ...TEXT_FIELDS, ...back, twoWay: 1 }, 206, 2],
		['one-way by an empty value', { ...TEXT_FIELDS, twoWay: '' }, 106, 2],
		['one-way by a text', { ...TEXT_FIELDS, twoWay: 'False' }, 106, 2],
		['two-way picture', { ...PICTURE_FIELDS, ...back, twoWay: true }, 208, 1],
		['type 225', { ...TEXT_FIELDS, messageType: 'promotionalText' }, 225, 1],
		['another', { ...TEXT_FIELDS, messageType: 'other', typeCode: 1701 }, 1701, 2],
		[
			'another, promotional',
			{ ...TEXT_FIELDS, messageType: 'other', typeCode: '207', purpose: 'promotional' },
			207,
			1,
		],
	])('%s has its numbers', (_, fields, message_type, source_type) => {
		expect(send(fields)).toMatchObject({ message_type, source_type });
	});

	it('sends of a type by number what is filled in', () => {
		const other = {
			...PICTURE_FIELDS,
			messageType: 'other',
			typeCode: 107,
			purpose: 'promotional',
		};
		const fields = { ...other, text: '', buttonText: ' ', buttonUrl: '' };
		expect(Object.keys(send(fields)).sort()).toEqual([
			'destination_addr',
			'image',
			'message_type',
			'source_addr',
			'source_type',
		]);
		expect(send(other)).toMatchObject({ button_caption: 'Відкрити', text: PICTURE_FIELDS.text });
	});

	it('adds extra fields', () => {
		const extra = '{ "template_id": 5, "params": { "a": ["б"] } }';
		expect(send({ ...TEXT_FIELDS, 'options.extraFields': extra })).toMatchObject({
			text: TEXT_FIELDS.text,
			template_id: 5,
			params: { a: ['б'] },
		});
	});

	it.each<[string, Record<string, unknown>]>([
		['a name of 20 characters', { from: 'x'.repeat(20) }],
		['a text of 1,000 characters', { text: 'я'.repeat(1000) }],
		['the shortest validity', { 'options.validityPeriod': 40 }],
		['the longest validity', { 'options.validityPeriod': '21600' }],
		['five days', { 'options.validityPeriod': 432_000, 'options.allowUndocumented': true }],
		['an SMS of 160 characters', { smsText: 'a'.repeat(160) }],
		['an SMS of 70 characters', { smsText: 'я'.repeat(70) }],
		['no SMS', { smsText: '  ', purpose: 'promotional' }],
		['a caption of 30 characters', { ...PICTURE_FIELDS, buttonText: 'x'.repeat(30) }],
		['a PNG', { ...PICTURE_FIELDS, imageUrl: 'https://cdn.example.com/a.PNG?size=1' }],
		['a JPEG', { ...PICTURE_FIELDS, imageUrl: 'https://cdn.example.com/a.jpeg' }],
		['an image without extension', { ...PICTURE_FIELDS, imageUrl: 'https://cdn.example.com/i/7' }],
		[
			'another extension, knowingly',
			{
				...PICTURE_FIELDS,
				imageUrl: 'https://cdn.example.com/a.webp',
				'options.allowUndocumented': true,
			},
		],
		[
			'a picture with SMS, knowingly',
			{ ...PICTURE_FIELDS, smsText: 'hi', 'options.allowUndocumented': true },
		],
		[
			'an image that a program makes',
			{ ...PICTURE_FIELDS, imageUrl: 'https://cdn.example.com/image.php?id=3' },
		],
		[
			'an SMS for promotion, knowingly',
			{
				...PICTURE_FIELDS,
				smsText: 'hi',
				'options.allowUndocumented': 'true',
			},
		],
		['106 with text', { messageType: 'other', typeCode: 106 }],
		[
			'208 with text only, knowingly',
			{
				messageType: 'other',
				typeCode: 208,
				'options.allowUndocumented': true,
			},
		],
		[
			'nothing but additional fields',
			{
				messageType: 'other',
				typeCode: 220,
				text: '',
				'options.extraFields': { file: 'https://cdn.example.com/a.pdf' },
			},
		],
		[
			'two-way without a callback URL, knowingly',
			{ twoWay: true, 'options.allowUndocumented': true },
		],
	])('takes %s', (_, fields) => {
		expect(() => send({ ...TEXT_FIELDS, ...fields })).not.toThrow();
	});

	it.each<[string, Record<string, unknown>, RegExp]>([
		['no recipient', { to: '' }, /^'To' is empty/],
		['a recipient without country code', { to: '050 000 00 01' }, /^'To' has no country code/],
		['no sender', { from: ' ' }, /^'Sender Name' is empty/],
		['a long sender', { from: 'x'.repeat(21) }, /^'Sender Name' has 21 .* limit is 20/],
		['no text', { text: '\n' }, /^'Text' is empty/],
		['a long text', { text: 'x'.repeat(1001) }, /^'Text' has 1,001 .* limit is 1,000/],
		['a type of bots', { messageType: 'video' }, /type "video" is not one/],
		['no purpose', { purpose: '' }, /^'Purpose' is neither/],
		['a purpose that does not exist', { purpose: 'other' }, /^'Purpose' is neither/],
		['a type number of 0', { messageType: 'other', typeCode: 0 }, /^'Message Type Number' is not/],
		['no type number', { messageType: 'other' }, /^'Message Type Number' is empty/],
		[
			'half a type number',
			{ messageType: 'other', typeCode: 1.5 },
			/^'Message Type Number' is not/,
		],
		['a short validity', { 'options.validityPeriod': 39 }, /^'Validity Period.* 40 to 21,600/],
		['a long validity', { 'options.validityPeriod': 21_601 }, /^'Validity Period.* 40 to 21,600/],
		[
			'a validity beyond all documents',
			{ 'options.validityPeriod': 432_001, 'options.allowUndocumented': true },
			/^'Validity Period.* 40 to 432,000/,
		],
		['a long SMS', { smsText: 'я'.repeat(84) }, /84 characters, 14 too many: .* holds 70$/],
		[
			'a long SMS, whatever is allowed',
			{ smsText: 'a'.repeat(161), 'options.allowUndocumented': true },
			/161 characters, 1 too many: .* holds 160$/,
		],
		['an SMS with promotion', { smsText: 'a', purpose: 'promotional' }, /transactional text only/],
		['an SMS with a picture', { ...PICTURE_FIELDS, smsText: 'a' }, /transactional text only/],
		[
			'an SMS with 225',
			{ messageType: 'promotionalText', smsText: 'a' },
			/transactional text only/,
		],
		[
			'an SMS with an unknown type',
			{ messageType: 'other', typeCode: 1701, smsText: 'a' },
			/transactional text only/,
		],
		['two-way without a callback URL', { twoWay: true }, /no 'Callback URL' for the answers/],
		['neither on nor off', { twoWay: 'perhaps' }, /^'Two-Way' is neither on nor off/],
		[
			'206 by its number without a callback URL',
			{ messageType: 'other', typeCode: 206 },
			/type 206.* no 'Callback URL'/,
		],
		[
			'208 by its number without an image',
			{
				...PICTURE_FIELDS,
				messageType: 'other',
				typeCode: '208',
				purpose: 'promotional',
				imageUrl: '',
				'options.callbackUrl': HOOK,
			},
			/^'Image URL' is empty/,
		],
		[
			'106 by its number without text',
			{ messageType: 'other', typeCode: 106, text: '' },
			/^'Text'/,
		],
		[
			'a transactional picture by its number',
			{ ...PICTURE_FIELDS, messageType: 'other', typeCode: 108, purpose: 'transactional' },
			/promotional only/,
		],
		[
			'a message without anything in it',
			{ messageType: 'other', typeCode: 1701, text: ' ' },
			/nothing in it/,
		],
		[
			'the same, whatever is allowed',
			{ messageType: 'other', typeCode: 106, text: '', 'options.allowUndocumented': true },
			/nothing in it/,
		],
		['a list for a number', { 'options.validityPeriod': [60] }, /not a whole number/],
		['a switch for a number', { messageType: 'other', typeCode: true }, /not a whole number/],
		['another notation', { 'options.validityPeriod': '1e3' }, /not a whole number/],
		['an SMS in the options', { ...PICTURE_FIELDS, smsText: 'a' }, /transactional text only/],
		['no image', { ...PICTURE_FIELDS, imageUrl: '' }, /^'Image URL' is empty/],
		[
			'an image of another format',
			{ ...PICTURE_FIELDS, imageUrl: 'https://a.example.com/x.gif' },
			/\.gif/,
		],
		[
			'an image that is no URL',
			{ ...PICTURE_FIELDS, imageUrl: 'x.jpg' },
			/^'Image URL' is not a web/,
		],
		['no caption', { ...PICTURE_FIELDS, buttonText: '' }, /^'Button Text' is empty/],
		['a long caption', { ...PICTURE_FIELDS, buttonText: 'x'.repeat(31) }, /^'Button Text' has 31/],
		['no button URL', { ...PICTURE_FIELDS, buttonUrl: '' }, /^'Button URL' is empty/],
		[
			'a button URL that is none',
			{ ...PICTURE_FIELDS, buttonUrl: 'javascript:x' },
			/^'Button URL' is not/,
		],
		[
			'a callback URL that is none',
			{ 'options.callbackUrl': 'hooks' },
			/^'Callback URL' is not a web/,
		],
		['a local callback URL', { 'options.callbackUrl': 'http://localhost:5678/x' }, /cannot call/],
		[
			'extra fields that are a list',
			{ 'options.extraFields': '[]' },
			/^'Additional Fields JSON' is not a JSON/,
		],
	])('refuses %s', (_, fields, message) => {
		const refusal = refusalOf({ ...TEXT_FIELDS, ...fields });
		expect(refusal.message).toMatch(message);
		expect(refusal.cure).toMatch(/\.$/);
	});

	it.each<[string, Record<string, unknown>, RegExp]>([
		['a validity period', { 'options.validityPeriod': 30_000 }, /remove the option\..* 432,000/],
		['an image', { ...PICTURE_FIELDS, imageUrl: 'https://a.example.com/x.webp' }, /in spite/],
		['an SMS', { ...PICTURE_FIELDS, smsText: 'a' }, /to try all the same/],
	])('names the switch that lifts the limit of %s', (_, fields, words) => {
		const { cure } = refusalOf({ ...TEXT_FIELDS, ...fields });
		expect(cure).toMatch(words);
		expect(cure).toContain("switch on 'Allow Undocumented'");
	});

	it('speaks of an option only where there is one', () => {
		const { cure } = refusalOf({ ...TEXT_FIELDS, messageType: 'other', typeCode: -1 });
		expect(cure).toBe("Set 'Message Type Number' to a number in that range.");
	});

	it.each<[string, object, string]>([
		['an empty key', { apiKey: ' ' }, 'The credential for DecisionTelecom has no Access Key'],
		[
			'an address of another scheme',
			{ baseUrl: 'htps://web.it-decision.com' },
			"'Base URL' in the credential is not a web address",
		],
		[
			'an address without scheme',
			{ baseUrl: 'localhost:4010/' },
			"'Base URL' in the credential is not a web address",
		],
	])('looks at the credential: %s', (_, credential, message) => {
		expect(refusalOf(TEXT_FIELDS, credential).message).toBe(message);
	});

	it.each([
		'Text',
		'source_addr',
		'destination_addr',
		'message_type',
		'text',
		'image',
		'button_caption',
		'button_action',
		'source_type',
		'callback_url',
		'validity_period',
		'text_sms',
	])('extra fields cannot set %s', (name) => {
		const { message, cure } = refusalOf({ ...TEXT_FIELDS, 'options.extraFields': { [name]: 'x' } });
		expect(message).toContain(`"${name}"`);
		expect(cure).toMatch(/^The node sets it\. Use '/);
	});

	it('sends any text as it was typed', () => {
		fc.assert(
			fc.property(fc.string({ unit: 'binary', minLength: 1, maxLength: 400 }), (text) => {
				fc.pre(text.trim() !== '');
				expect(send({ ...TEXT_FIELDS, text }).text).toBe(text);
			}),
		);
	});
});

describe('the callback URL', () => {
	const secret = { callbackSecret: 'dummy+secret&1' };
	const inUrl = 'secret=dummy%2Bsecret%261';

	it.each<[string, string | undefined, object, string | undefined]>([
		['none', undefined, secret, undefined],
		['the credential’s', undefined, { callbackUrl: ` ${HOOK} ` }, HOOK],
		['the option’s', HOOK, {}, HOOK],
		['the option’s before the credential’s', HOOK, { callbackUrl: 'https://x.example.com/' }, HOOK],
		['with the secret', HOOK, secret, `${HOOK}?${inUrl}`],
		['with the secret after a query', `${HOOK}?order=1`, secret, `${HOOK}?order=1&${inUrl}`],
		['with the secret in place of one', `${HOOK}?secret=old`, secret, `${HOOK}?${inUrl}`],
	])('%s', (_, option, credential, expected) => {
		const fields = { ...TEXT_FIELDS, 'options.callbackUrl': option };
		expect(send(fields, credential).callback_url).toBe(expected);
	});

	it('may be local when the provider is', () => {
		const fields = { ...TEXT_FIELDS, 'options.callbackUrl': 'http://127.0.0.1:5678/webhook/x' };
		expect(send(fields, { baseUrl: 'http://127.0.0.1:8090/v1/api' }).callback_url).toBe(
			'http://127.0.0.1:5678/webhook/x',
		);
	});

	it('is enough for answers when the credential has it', () => {
		const fields = { ...TEXT_FIELDS, twoWay: true };
		expect(send(fields, { callbackUrl: HOOK })).toMatchObject({ message_type: 206 });
	});

	it('never shows the secret in an error', () => {
		const local = {
			callbackUrl: 'http://localhost/x?secret=hidden-one',
			callbackSecret: 'hidden-two',
		};
		const { message, cure } = refusalOf(TEXT_FIELDS, local);
		expect(message).toContain("the 'Callback URL' in the credential");
		expect(`${message} ${cure}`).not.toMatch(/hidden/);
	});
});

describe('receive-viber', () => {
	it.each([
		['100429', '{"message_id":100429}'],
		['9007199254740993123', '{"message_id":9007199254740993123}'],
		['0429', '{"message_id":"0429"}'],
		['a"b', '{"message_id":"a\\"b"}'],
	])('asks for %s', (id, body) => {
		expect(getStatus(id)).toMatchObject({ method: 'POST', path: '/receive-viber', body });
	});
});
