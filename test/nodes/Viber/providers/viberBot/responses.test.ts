import type { Exchange } from '../../../../../nodes/Viber/providers/wire';
import { explainStatus, STATUS_CODES } from '../../../../../nodes/Viber/providers/viberBot/codes';
import {
	broadcastOutcome,
	callOutcome,
	sendOutcome,
} from '../../../../../nodes/Viber/providers/viberBot/responses';

function answer(text: string, statusCode = 200): Extract<Exchange, { kind: 'answer' }> {
	return { kind: 'answer', statusCode, text };
}

// viber-bot-api.md §8
const NAMES: Record<number, string> = {
	1: 'invalidUrl',
	2: 'invalidAuthToken',
	3: 'badData',
	4: 'missingData',
	5: 'receiverNotRegistered',
	6: 'receiverNotSubscribed',
	7: 'publicAccountBlocked',
	8: 'publicAccountNotFound',
	9: 'publicAccountSuspended',
	10: 'webhookNotSet',
	11: 'receiverNoSuitableDevice',
	12: 'tooManyRequests',
	13: 'apiVersionNotSupported',
	14: 'incompatibleWithVersion',
	15: 'publicAccountNotAuthorized',
	16: 'inchatReplyMessageNotAllowed',
	17: 'publicAccountIsNotInline',
	18: 'noPublicChat',
	19: 'cannotSendBroadcast',
	20: 'broadcastNotAllowed',
	21: 'unsupportedCountry',
	22: 'paymentUnsupported',
	23: 'freeMessagesExceeded',
	24: 'noBalance',
	9999: 'generalError',
};

describe('sendOutcome', () => {
	it('accepts status 0 and keeps the token exact', () => {
		expect(
			sendOutcome(
				answer('{"status":0,"status_message":"ok","message_token":5905337701873633687}'),
				['Olena'],
			),
		).toEqual({
			kind: 'accepted',
			receipts: [
				{
					to: 'Olena',
					messageId: '5905337701873633687',
					answer: { status: 0, status_message: 'ok', message_token: '5905337701873633687' },
				},
			],
		});
	});

	it('says when an accepted message has no id', () => {
		expect(sendOutcome(answer('{"status":0}'), ['Olena'])).toMatchObject({
			kind: 'accepted',
			receipts: [{ to: 'Olena', messageId: undefined }],
		});
	});

	it.each(Object.entries(NAMES))('code %s is refused as %s, with a next step', (code, name) => {
		const outcome = sendOutcome(answer(`{"status":${code},"status_message":"their words"}`), [
			'Olena',
		]);
		expect(outcome).toMatchObject({
			// A broadcast that failed may have reached somebody before it did, and of what is not
			// described nobody knows.
			kind: ['19', '9999'].includes(code) ? 'unknown' : 'refused',
			refusal: { code, name, providerText: 'their words' },
		});
		const { reason, cure } = explainStatus(Number(code));
		expect(reason).toMatch(/^[A-Z].*[^.]$/);
		expect(cure).toMatch(/^[A-Z].*\.$/);
		// n8n's NodeError replaces messages that hold one of these.
		expect(reason).not.toMatch(/eperm|enoent|econn|etimedout|enotfound|eacces|eexist/i);
	});

	it('has words for 1 to 24, no more and no fewer', () => {
		expect(Object.keys(STATUS_CODES)).toEqual(Array.from({ length: 24 }, (_, i) => `${i + 1}`));
	});

	it('has words of its own where Viber gives none', () => {
		const outcome = sendOutcome(answer('{"status":6}'), ['Olena']);
		expect(outcome).toMatchObject({ kind: 'refused', refusal: { code: '6' } });
	});

	it.each([
		['an error page', answer('<html>Bad gateway</html>', 502)],
		['a page with HTTP 200', answer('<html>Welcome</html>')],
		['half an answer', answer('{"status":0,"message_tok')],
		['nothing', answer('')],
		['another server’s status', answer('{"status":500,"error":"Internal"}', 500)],
		['a status that is no number', answer('{"status":"0"}')],
		['no answer', { kind: 'noAnswer', code: 'ECONNRESET' } as const],
	])('does not know the outcome after %s', (_, exchange) => {
		const outcome = sendOutcome(exchange, ['Olena']);
		expect(outcome.kind).toBe('unknown');
		if (outcome.kind === 'unknown') expect(outcome.refusal.cure).toMatch(/may have been sent/);
	});

	it.each([400, 401, 403, 404, 413, 429])('HTTP %i is a refusal', (status) => {
		expect(sendOutcome(answer('<html></html>', status), ['Olena']).kind).toBe('refused');
	});

	it.each([301, 302, 303, 307, 308])('HTTP %i may come after the message was taken', (status) => {
		const outcome = sendOutcome(answer('', status), ['Olena']);
		expect(outcome.kind).toBe('unknown');
		if (outcome.kind === 'unknown') expect(outcome.refusal.cure).toMatch(/Base URL/);
	});

	it('keeps the token out of Viber’s words', () => {
		const token = '0123456789abcdef-fedcba9876543210-0123456789abcde';
		const said = (secrets?: string[]) =>
			sendOutcome(
				{
					...answer(`{"status":2,"status_message":"unknown token ${secrets?.[0] ?? token}"}`),
					...(secrets && { secrets }),
				},
				['Olena'],
			);
		for (const outcome of [said(), said(['an own token'])]) {
			expect(outcome).toMatchObject({
				kind: 'refused',
				refusal: { providerText: 'unknown token ***' },
			});
		}
	});

	it('knows that nothing was sent when no connection came about', () => {
		const outcome = sendOutcome({ kind: 'noConnection', code: 'ECONNREFUSED' }, ['Olena']);
		expect(outcome.kind).toBe('notSent');
		if (outcome.kind === 'notSent') expect(outcome.refusal.cure).toMatch(/Nothing was sent/);
	});
});

// viber-bot-api.md §4
describe('broadcastOutcome', () => {
	const TOKEN = '"message_token":5905337701873633690,"status":0';

	it('keeps the token out of what Viber says of single receivers', () => {
		const list = '[{"receiver":"a","status":5,"status_message":"not of an own token"}]';
		const outcome = broadcastOutcome(
			{ ...answer(`{${TOKEN},"failed_list":${list}}`), secrets: ['an own token'] },
			['a', 'b'],
		);
		if (outcome.kind !== 'accepted') throw new Error(outcome.kind);
		expect(outcome.failed.get('a')).toMatchObject({
			refusal: { providerText: 'not of ***' },
			answer: { status_message: 'not of ***' },
		});
	});

	it('tells those who were refused from the others, each with a next step', () => {
		const list = Object.keys(NAMES).map((status) => ({ receiver: `r${status}`, status: +status }));
		const outcome = broadcastOutcome(
			answer(`{${TOKEN},"failed_list":${JSON.stringify(list)}}`),
			list.map(({ receiver }) => receiver),
		);
		if (outcome.kind !== 'accepted') throw new Error(outcome.kind);
		expect(outcome.messageId).toBe('5905337701873633690');
		expect(outcome.answer).toEqual({ message_token: '5905337701873633690', status: 0 });
		expect(
			[...outcome.failed].map(([to, { refusal }]) => [to, refusal.code, refusal.name]),
		).toEqual(Object.entries(NAMES).map(([code, name]) => [`r${code}`, code, name]));
	});

	it.each([`{${TOKEN}}`, `{${TOKEN},"failed_list":[]}`, `{${TOKEN},"failed_list":null}`])(
		'%s: nobody was refused',
		(text) => {
			const outcome = broadcastOutcome(answer(text), ['a']);
			expect(outcome.kind === 'accepted' && outcome.failed.size).toBe(0);
		},
	);

	it('takes a name in the list for refused, even without a code', () => {
		const outcome = broadcastOutcome(answer(`{${TOKEN},"failed_list":[{"receiver":"a"}]}`), ['a']);
		if (outcome.kind !== 'accepted') throw new Error(outcome.kind);
		expect(outcome.failed.get('a')?.refusal).toMatchObject({ name: 'generalError' });
	});

	it('knows a receiver whose ID comes as a number', () => {
		const text = `{${TOKEN},"failed_list":[{"receiver":17,"status":6}]}`;
		const outcome = broadcastOutcome(answer(text), ['17']);
		expect(outcome.kind === 'accepted' && [...outcome.failed.keys()]).toEqual(['17']);
	});

	it.each([
		`"a"`,
		`{"a":6}`,
		`["a"]`,
		`[{"status":6}]`,
		`[null]`,
		`[{"receiver":"somebody else","status":6}]`,
	])('calls nobody accepted when the list is %s', (list) => {
		const outcome = broadcastOutcome(answer(`{${TOKEN},"failed_list":${list}}`), ['a']);
		expect(outcome.kind).toBe('unknown');
	});

	it.each([
		['a refusal', answer('{"status":20,"failed_list":[]}'), 'refused'],
		['an error page', answer('<html>', 502), 'unknown'],
		['no connection', { kind: 'noConnection', code: 'ENOTFOUND' } as const, 'notSent'],
		['no answer', { kind: 'noAnswer', code: 'ECONNRESET' } as const, 'unknown'],
	])('fails as a whole after %s', (_, exchange, kind) => {
		expect(broadcastOutcome(exchange, ['a']).kind).toBe(kind);
	});
});

describe('callOutcome', () => {
	it('gives the answer with exact ids', () => {
		expect(callOutcome(answer('{"status":0,"message_token":5905337701873633687}'))).toEqual({
			kind: 'done',
			answer: { status: 0, message_token: '5905337701873633687' },
		});
	});

	it.each([
		['a refusal', answer('{"status":2}'), 'refused', '2'],
		['an error page', answer('<html>', 503), 'refused', 'HTTP 503'],
		['no connection', { kind: 'noConnection', code: 'ENOTFOUND' } as const, 'notSent', 'ENOTFOUND'],
		['no answer', { kind: 'noAnswer', code: 'ECONNABORTED' } as const, 'unknown', 'ECONNABORTED'],
	])('fails after %s', (_, exchange, kind, code) => {
		expect(callOutcome(exchange)).toMatchObject({ kind, refusal: { code } });
	});
});
