import fc from 'fast-check';
import type { IDataObject } from 'n8n-workflow';

import { ERROR_CODES } from '../../../../../nodes/Viber/providers/decisionTelecom/codes';
import { WIRE_FIELDS } from '../../../../../nodes/Viber/providers/decisionTelecom/wireFields';
import {
	sendOutcome,
	statusOutcome,
} from '../../../../../nodes/Viber/providers/decisionTelecom/responses';
import type { Refusal } from '../../../../../nodes/Viber/providers/wire';
import { withSecret } from '../../../../../nodes/Viber/shared/callbackSecret';

const TO = '380500000001';
const RAW_KEY = '0123456789abcdef0123456789abcdef';

function sent(body: unknown, statusCode = 200, content: IDataObject = {}) {
	const text = typeof body === 'string' ? body : JSON.stringify(body);
	return sendOutcome({ kind: 'answer', statusCode, text }, [TO], content);
}

function asked(body: unknown, statusCode = 200) {
	const text = typeof body === 'string' ? body : JSON.stringify(body);
	return statusOutcome({ kind: 'answer', statusCode, text });
}

function refusalOf(outcome: object): Refusal {
	return (outcome as { refusal: Refusal }).refusal;
}

function error(name: string, code: unknown, status: unknown, message = 'In its own words') {
	return { name, message, code, status };
}

describe('accepted', () => {
	it.each([
		['{"message_id":429}', '429'],
		['{"message_id":"429"}', '429'],
		['{"message_id":429,}', '429'],
		['\ufeff {"message_id" : 9007199254740993 }', '9007199254740993'],
		['{"message_id":18446744073709551615}', '18446744073709551615'],
		['{"message_id":429,"note":"name, code and status, {}"}', '429'],
	])('%s', (text, messageId) => {
		const outcome = sent(text);
		expect(outcome).toMatchObject({ kind: 'accepted', receipts: [{ to: TO, messageId }] });
	});

	it('keeps every digit of every id', () => {
		fc.assert(
			fc.property(fc.bigInt({ min: 1n, max: 2n ** 64n }), (id) => {
				expect(sent(`{"message_id":${id}}`)).toMatchObject({
					receipts: [{ messageId: String(id), answer: { message_id: String(id) } }],
				});
			}),
		);
	});
});

describe('documented errors', () => {
	const table = [
		[0, 429, 'Too Many Requests', 'refused', /later is safe/],
		[1, 400, 'Invalid Parameter', 'refused', /does not help/],
		[2, 500, 'Internal server error', 'unknown', /before you send it again/],
		[3, 402, 'Topup balance is required', 'refused', /Top up/],
	] as const;

	it('has them all', () => {
		expect(ERROR_CODES.map(({ code, status, name }) => [code, status, name])).toEqual([
			...table.map(([code, status, name]) => [code, status, name]),
			[undefined, 401, 'Unauthorized'],
		]);
	});

	it.each(table)('code %d, status %d: %s', (code, status, name, kind, cure) => {
		// As errors inside HTTP 200, as the docs' field suggests, and with numbers as text.
		for (const outcome of [
			sent(error(name, code, status)),
			sent(error(name, code, status), status),
			sent(error(name, String(code), String(status))),
			sent(JSON.stringify(error(name, code, status)).replace(/\}$/, ',}')),
		]) {
			expect(outcome.kind).toBe(kind);
			expect(refusalOf(outcome)).toMatchObject({ code: String(code), name });
			expect(refusalOf(outcome).cure).toMatch(cure);
			expect(refusalOf(outcome).providerText).toBe(`${name}: In its own words`);
		}
		expect(asked(error(name, code, status)).kind).toBe('refused');
	});

	it.each([401, 403])('a key that is refused with %d, whose code 0 is no rate limit', (status) => {
		for (const outcome of [
			sent(error('Unauthorized', 0, status)),
			sent(error('Unauthorized', 0, status), status),
			sent('', status),
			sent('<html>No</html>', status),
			sent({ message: 'no' }, status),
			asked(error('Unauthorized', 0, status), status),
			asked('', status),
		]) {
			expect(outcome.kind).toBe('refused');
			expect(refusalOf(outcome)).toMatchObject({ code: `HTTP ${status}`, name: 'Unauthorized' });
			expect(refusalOf(outcome).cure).toMatch(/Access Key/);
		}
	});

	it.each(Object.entries(WIRE_FIELDS))('an invalid %s is called %s', (wire, label) => {
		const refusal = refusalOf(sent(error(`Invalid Parameter: ${wire}`, 1, 400)));
		expect(refusal).toMatchObject({ code: '1', name: 'Invalid Parameter' });
		expect(refusal.reason).toContain(`'${label}'`);
		expect(refusal.cure).toContain(`Correct '${label}'.`);
	});

	it('an invalid field that nobody knows is left to the provider’s words', () => {
		const refusal = refusalOf(sent(error('Invalid Parameter: toString', 1, 400)));
		expect(refusal.reason).toBe('DecisionTelecom reports an empty or invalid field');
		expect(refusal.providerText).toMatch(/^Invalid Parameter: toString/);
	});
});

describe('other errors', () => {
	it.each([
		['an unknown code', error('Odd', 77, 400), 'refused', '77'],
		['an unknown code without status', error('Odd', 77, null), 'unknown', '77'],
		['a missing page', error('Not Found', 0, 404), 'refused', 'HTTP 404'],
		['a server that is down', error('Unavailable', 0, 503), 'unknown', 'HTTP 503'],
		['a code that is no number', error('Odd', 'x', 422), 'refused', 'HTTP 422'],
		['a rate limit by its code alone', error('Too Many Requests', 0, null), 'refused', '0'],
		['code 0 with a status of success', error('OK', 0, 200), 'unknown', 'HTTP 200'],
		['an error with no ID', { ...error('x', 3, 402), message_id: null }, 'refused', '3'],
		['an error with an ID of 0', { ...error('x', 3, 402), message_id: 0 }, 'refused', '3'],
		['a time that is up', error('Timeout', 0, 408), 'unknown', 'HTTP 408'],
		[
			'a rate limit by its status alone',
			error('Too Many Requests', null, 429),
			'refused',
			'HTTP 429',
		],
	])('%s', (_, body, kind, code) => {
		const outcome = sent(body);
		expect(outcome.kind).toBe(kind);
		expect(refusalOf(outcome).code).toBe(code);
	});

	it('keeps the provider’s words short, and callback secrets out of them', () => {
		const address = 'https:\\/\\/n8n.example.com\\/x?a=1&secret=hidden%2Bone';
		const body = `{"name":"Invalid Parameter: callback_url","message":"${address} ${'x'.repeat(500)}","code":1,"status":400}`;
		const { providerText = '' } = refusalOf(sent(body));
		expect(providerText).toContain('&secret=***');
		expect(providerText).not.toContain('hidden');
		expect(providerText.length).toBeLessThanOrEqual(200);
		const secret = 'p@ss word!+';
		const callbackUrl = withSecret('https://n8n.example.com/x', secret);
		for (const repeated of [secret, callbackUrl, `?secret=${secret}`, 'p%40ss%20word!%2B']) {
			const words = error(`Invalid Parameter: callback_url ${repeated}`, 1, 400, RAW_KEY);
			const { providerText: said } = refusalOf(sent(words, 200, { callback_url: callbackUrl }));
			expect(said).toContain('***');
			expect(said).not.toMatch(/p@ss|word|p%40ss/);
			expect(said).not.toContain(RAW_KEY);
		}
		const echo = sent('{"message_id":1,"callback_url":"https://a.example.com/?secret=hidden"}');
		expect(JSON.stringify(echo)).not.toContain('hidden');
	});
});

describe('answers that cannot be understood', () => {
	const strange: Array<[string, string]> = [
		['nothing', ''],
		['a page', '<html>ok</html>'],
		['half an answer', '{"message_id":4'],
		['a list', '[{"message_id":429}]'],
		['a number', '429'],
		['no id', '{"ok":true}'],
		['an empty id', '{"message_id":""}'],
		['null for an id', '{"message_id":null}'],
		['an object for an id', '{"message_id":{}}'],
		['an id of 0', '{"message_id":0}'],
		['an id below 0', '{"message_id":-1}'],
		['a success that names nothing', '{"code":0,"status":200}'],
		['nesting', '['.repeat(100_000)],
		['nesting in objects', '{"a":'.repeat(10_000)],
		['megabytes', `{"message_id":429,"x":"${'x'.repeat(2_000_000)}"}`],
		['many commas', `{${',}'.repeat(30_000)}`],
		['many quotes', '"\\'.repeat(30_000)],
	];

	it.each(strange)('%s: unknown with HTTP 200, 3xx and 5xx, refused with 4xx', (_, text) => {
		for (const statusCode of [200, 204, 302, 500, 502, 504]) {
			const outcome = sent(text, statusCode);
			// An error that the provider has judged is one with every HTTP status.
			expect(outcome.kind).toBe('unknown');
			expect(refusalOf(outcome).cure).toMatch(/before you send it again/);
		}
		for (const statusCode of [404, 413, 429]) {
			expect(sent(text, statusCode).kind).toBe('refused');
		}
		for (const statusCode of [200, 302, 404, 500]) {
			expect(asked(text, statusCode).kind).toBe('refused');
		}
	});

	it('an id in an answer that is no success', () => {
		expect(sent('{"message_id":429}', 500).kind).toBe('unknown');
		expect(sent('{"message_id":429}', 400).kind).toBe('unknown');
		expect(sent({ ...error('x', 1, 400), message_id: 5 }).kind).toBe('unknown');
		expect(sent({ ...error('x', 1, 400), message_id: 5 }, 400).kind).toBe('unknown');
	});

	it.each([301, 302, 303, 307, 308, 408])(
		'HTTP %d may come after the message was taken',
		(statusCode) => {
			expect(sent('', statusCode).kind).toBe('unknown');
			expect(sent('<html>See elsewhere</html>', statusCode).kind).toBe('unknown');
		},
	);

	it.each([414, 431])('HTTP %d is no matter of the Base URL', (statusCode) => {
		const outcome = sent('', statusCode);
		expect(outcome.kind).toBe('refused');
		expect(refusalOf(outcome).reason).toContain('too long');
		expect(refusalOf(outcome).cure).not.toContain('Base URL');
	});

	it('never throws, and never accepts without an id', () => {
		fc.assert(
			fc.property(fc.json(), fc.integer({ min: 100, max: 599 }), (text, statusCode) => {
				expect(sent(text, statusCode).kind).not.toBe('accepted');
				expect(asked(text, statusCode).kind).not.toBe('done');
			}),
		);
	});
});

describe('no answer', () => {
	it('is certain only when there was no connection', () => {
		const none = { kind: 'noConnection', code: 'ECONNREFUSED' } as const;
		const lost = { kind: 'noAnswer', code: 'ECONNRESET' } as const;
		expect(sendOutcome(none, [TO]).kind).toBe('notSent');
		expect(sendOutcome(lost, [TO]).kind).toBe('unknown');
		expect(refusalOf(sendOutcome(lost, [TO])).cure).toMatch(/statistics/);
		expect(statusOutcome(none).kind).toBe('notSent');
		expect(refusalOf(statusOutcome(none)).cure).not.toMatch(/sent/i);
		expect(statusOutcome(lost).kind).toBe('unknown');
		expect(refusalOf(statusOutcome(lost)).cure).toBe('Try again in a moment.');
	});
});

describe('receive-viber', () => {
	it.each([
		'{"message_id":429,"status":1}',
		'{"message_id":429,"status":1,}',
		'{"message_id":"429","status":4,"sms_message_id":18446744073709551615,"sms_message_status":2,}',
	])('%s is an answer', (text) => {
		expect(asked(text)).toMatchObject({ kind: 'done', answer: { message_id: '429' } });
	});

	it('keeps the id of the SMS exact', () => {
		expect(asked('{"message_id":1,"sms_message_id":18446744073709551615}')).toMatchObject({
			answer: { sms_message_id: '18446744073709551615' },
		});
	});
});
