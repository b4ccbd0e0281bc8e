import { decisionTelecom } from '../../../../nodes/Viber/providers/decisionTelecom';
import { messaggio } from '../../../../nodes/Viber/providers/messaggio';
import type { Provider } from '../../../../nodes/Viber/providers/provider';
import type { Exchange, Refusal } from '../../../../nodes/Viber/providers/wire';
import { viberBot } from '../../../../nodes/Viber/providers/viberBot';

function answer(text: string, statusCode = 200, retryAfterMs?: number): Exchange {
	return { kind: 'answer', statusCode, text, ...(retryAfterMs && { retryAfterMs }) };
}

const viber = (status: number) => answer(`{"status":${status},"status_message":"no"}`);
const telecom = (status: number, code: number, retryAfterMs?: number) =>
	answer(`{"name":"x","message":"y","code":${code},"status":${status}}`, 200, retryAfterMs);
const bulk = (code: number, retryAfterMs?: number) =>
	answer(`<response><code>${code}</code></response>`, 200, retryAfterMs);

function meaning(provider: Provider, exchange: Exchange) {
	const outcome = provider.sending.outcome(exchange, ['380500000001'], {});
	if (!('refusal' in outcome)) throw new Error(`It was ${outcome.kind}`);
	const { repeat, concernsAccount }: Refusal = outcome.refusal;
	return { kind: outcome.kind, repeat, concernsAccount };
}

const ACCOUNT = { kind: 'refused', repeat: undefined, concernsAccount: true };
const OWN = { kind: 'refused', repeat: undefined, concernsAccount: undefined };
const UNKNOWN = { kind: 'unknown', repeat: undefined, concernsAccount: undefined };

// viber-bot-api.md §8
it.each(Array.from({ length: 24 }, (_, index) => index + 1))('Viber %i', (status) => {
	const concernsAccount = [2, 7, 8, 9, 10, 15, 20, 23, 24].includes(status);
	const expected = concernsAccount ? ACCOUNT : OWN;
	expect(meaning(viberBot, viber(status))).toEqual(
		status === 12 ? { ...OWN, repeat: {} } : status === 19 ? UNKNOWN : expected,
	);
});

// decisiontelecom.md §6
it.each([
	['429', telecom(429, 0), { ...OWN, repeat: { isRateLimit: true } }],
	[
		'429 with Retry-After',
		telecom(429, 0, 3000),
		{ ...OWN, repeat: { isRateLimit: true, afterMs: 3000 } },
	],
	['400', telecom(400, 1), OWN],
	['500', telecom(500, 2), UNKNOWN],
	['500 with Retry-After', telecom(500, 2, 3000), UNKNOWN],
	['402', telecom(402, 3), ACCOUNT],
	['401', telecom(401, 0), ACCOUNT],
	['401 in words of its own', answer('<p>no</p>', 401), ACCOUNT],
])('DecisionTelecom %s', (_, exchange, expected) => {
	expect(meaning(decisionTelecom, exchange)).toEqual(expected);
});

// Only what is not the provider's own says that the address is wrong.
it('a 404 in the words of the provider concerns one request', () => {
	const own = '{"name":"Not Found","message":"No such thing","code":0,"status":404}';
	expect(meaning(decisionTelecom, answer(own, 404))).toEqual(OWN);
	const refused = answer('<response><code>-1</code></response>', 404);
	expect(meaning(messaggio, refused)).toEqual(OWN);
});

// messaggio.md §4
it.each([
	[-1, OWN],
	[-2, ACCOUNT],
	[-3, OWN],
	[-4, { ...OWN, repeat: {} }],
	[-5, ACCOUNT],
	[-6, { ...OWN, repeat: { isRateLimit: true, afterMs: 1000 } }],
	[-7, OWN],
])('Messaggio %i', (code, expected) => {
	expect(meaning(messaggio, bulk(code))).toEqual(expected);
});

it('Messaggio -6 waits as long as Retry-After says, when that is longer', () => {
	expect(meaning(messaggio, bulk(-6, 5000)).repeat).toEqual({ isRateLimit: true, afterMs: 5000 });
	expect(meaning(messaggio, bulk(-6, 500)).repeat).toEqual({ isRateLimit: true, afterMs: 1000 });
});

describe.each([viberBot, decisionTelecom, messaggio])('$name', (provider) => {
	it.each([
		['429', answer('', 429), { ...OWN, repeat: { isRateLimit: true } }],
		[
			'429 with Retry-After',
			answer('', 429, 2000),
			{ ...OWN, repeat: { isRateLimit: true, afterMs: 2000 } },
		],
		['503 with Retry-After', answer('', 503, 2000), UNKNOWN],
		['500', answer('', 500), UNKNOWN],
		['404', answer('<html></html>', 404), { ...OWN, concernsAccount: true }],
	])('HTTP %s', (_, exchange, expected) => {
		expect(meaning(provider, exchange)).toEqual(expected);
	});

	it.each([
		['ECONNREFUSED', undefined],
		['EAI_AGAIN', undefined],
		['ENOTFOUND', undefined],
		['ERR_INVALID_URL', true],
		['CERT_HAS_EXPIRED', true],
		['DEPTH_ZERO_SELF_SIGNED_CERT', true],
		['UNABLE_TO_VERIFY_LEAF_SIGNATURE', true],
	])('without a connection (%s)', (code, concernsAccount) => {
		expect(meaning(provider, { kind: 'noConnection', code })).toEqual({
			kind: 'notSent',
			repeat: undefined,
			concernsAccount,
		});
	});
});

describe('a broadcast', () => {
	const judge = (exchange: Exchange) => viberBot.broadcasting?.outcome(exchange, ['a', 'b']);

	it('takes code 12 for the rate of the account', () => {
		expect(judge(viber(12))).toMatchObject({
			kind: 'refused',
			refusal: { repeat: { isRateLimit: true } },
		});
	});

	it('takes no code of a single receiver for the account', () => {
		const text =
			'{"status":0,"message_token":1,"failed_list":[{"receiver":"a","status":12},{"receiver":"b","status":7}]}';
		const outcome = judge(answer(text));
		if (outcome?.kind !== 'accepted') throw new Error('It was refused');
		for (const { refusal } of outcome.failed.values()) {
			expect(refusal).not.toHaveProperty('repeat');
			expect(refusal).not.toHaveProperty('concernsAccount');
		}
	});
});

it('questions may be asked again after any error that passes', () => {
	const outcomes = [
		viberBot.account?.outcome(answer('', 502)),
		viberBot.account?.outcome(viber(12)),
		decisionTelecom.statuses?.outcome(telecom(500, 2)),
		messaggio.images?.outcome(answer('', 503, 3000)),
	];
	for (const outcome of outcomes) {
		expect(outcome).toMatchObject({ kind: 'refused', refusal: { repeat: {} } });
	}
	const twice = viberBot.users?.getOutcome(viber(12));
	expect(twice?.kind === 'refused' && twice.refusal.repeat).toBeUndefined();
});
