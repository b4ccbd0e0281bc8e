import fc from 'fast-check';

import { SEND_CODES } from '../../../../../nodes/Viber/providers/messaggio/codes';
import { sendOutcome } from '../../../../../nodes/Viber/providers/messaggio/responses';
import type { Exchange } from '../../../../../nodes/Viber/providers/wire';
import { msgId, xml } from '../../../../support/messaggioPeer';

const FIRST = '380500000001';
const SECOND = '380500000002';
const REPORTED = { fields: { dlr: '1' } };
const SILENT = { fields: {} };

function answer(text: string, statusCode = 200): Exchange {
	return { kind: 'answer', statusCode, text };
}

function receipts(text: string, phones = [FIRST, SECOND], content: { fields: object } = REPORTED) {
	const outcome = sendOutcome(answer(text), phones, content as never);
	if (outcome.kind !== 'accepted') throw new Error(outcome.kind);
	return outcome.receipts.map(({ to, messageId, doubt }) => [to, messageId, doubt !== undefined]);
}

describe('an accepted message', () => {
	it.each<[string, string]>([
		[
			'as the documents print it',
			'<?xml version="1.0"?>\n<response>\n  <tech_message>OK</tech_message>\n  <code>0</code>\n  <msg_id phone="380500000001">a</msg_id>\n  <msg_id phone="380500000002">b</msg_id>\n</response>',
		],
		[
			'in another order',
			'<?xml version="1.0" encoding="utf-8"?><response><msg_id phone="380500000002">b</msg_id><code>0</code><msg_id phone="380500000001">a</msg_id><tech_message>OK</tech_message></response>',
		],
		[
			'with numbers written otherwise',
			xml(0, 'OK', [msgId('+38 (050) 000-00-02', 'b'), msgId('+380500000001', 'a')]),
		],
		[
			'with numbers that fit nobody, in order',
			xml(0, 'OK', [msgId('050', 'a'), msgId('051', 'b')]),
		],
		['without numbers, in order', xml(0, 'OK', ['<msg_id>a</msg_id>', '<msg_id>b</msg_id>'])],
	])('%s', (_, text) => {
		expect(receipts(text)).toEqual([
			[FIRST, 'a', false],
			[SECOND, 'b', false],
		]);
	});

	it.each<[string, string[], unknown[]]>([
		[
			'one ID of two',
			[msgId(SECOND, 'b')],
			[
				[FIRST, undefined, true],
				[SECOND, 'b', false],
			],
		],
		[
			'none',
			[],
			[
				[FIRST, undefined, true],
				[SECOND, undefined, true],
			],
		],
		[
			'an empty one',
			[msgId(FIRST, ''), msgId(SECOND, 'b')],
			[
				[FIRST, undefined, true],
				[SECOND, 'b', false],
			],
		],
		[
			'one that fits and one that does not: no guess',
			[msgId(FIRST, 'a'), msgId('999', 'b')],
			[
				[FIRST, 'a', false],
				[SECOND, undefined, true],
			],
		],
		[
			'three where two fit nobody',
			[msgId('1', 'a'), msgId('2', 'b'), msgId('3', 'c')],
			[
				[FIRST, undefined, true],
				[SECOND, undefined, true],
			],
		],
	])('%s', (_, ids, expected) => {
		expect(receipts(xml(0, 'OK', ids))).toEqual(expected);
	});

	it('has no ID and no doubt when no report was asked for', () => {
		expect(receipts(xml(0, 'OK'), [FIRST], SILENT)).toEqual([[FIRST, undefined, false]]);
	});

	it('keeps the provider’s words for each recipient', () => {
		const outcome = sendOutcome(
			answer(xml(0, 'A &amp; B', [msgId(FIRST, '007')])),
			[FIRST, SECOND],
			REPORTED,
		);
		expect(outcome).toMatchObject({
			receipts: [
				{ answer: { code: 0, tech_message: 'A & B', phone: FIRST, msg_id: '007' } },
				{ answer: { code: 0, tech_message: 'A & B', phone: SECOND, msg_id: null } },
			],
		});
	});

	it('gives each of many its own ID, in any order', () => {
		const phone = fc.integer({ min: 380500000000, max: 380599999999 }).map(String);
		const phones = fc.uniqueArray(phone, { minLength: 1, maxLength: 300 });
		fc.assert(
			fc.property(phones, fc.infiniteStream(fc.nat()), (all, order) => {
				const shuffled = [...all].sort(() => (order.next().value % 2 ? 1 : -1));
				const text = xml(
					0,
					'OK',
					shuffled.map((one) => msgId(one)),
				);
				expect(receipts(text, all)).toEqual(all.map((one) => [one, `id-of-${one}`, false]));
			}),
			{ numRuns: 30 },
		);
	});
});

// Seed, "Decoding System Response Codes", and messaggio.md §4 for what is advised
describe('a refusal', () => {
	it.each([
		['-1', 'invalidInput', 'PARAM ERROR (phone)', /again fails again/],
		['-2', 'authenticationFailed', 'AUTH ERROR (sign)', /Do not repeat/],
		['-3', 'processingDenied', 'DENIED', /again fails again/],
		['-4', 'temporaryError', 'ERROR', /asks to repeat/],
		['-5', 'balanceExhausted', 'NO BALANCE', /Top up/],
		['-6', 'bandwidthExceeded', 'LIMIT', /asks to repeat/],
		['-99', 'undocumentedCode', 'NEW', /before you repeat/],
	])('%s is %s', (code, name, words, advice) => {
		for (const statusCode of [200, 400, 500]) {
			expect(
				sendOutcome(answer(xml(Number(code), words), statusCode), [FIRST], REPORTED),
			).toMatchObject({
				kind: 'refused',
				refusal: {
					code,
					name,
					reason: expect.stringMatching(/^[A-Z].*[^.]$/) as string,
					cure: expect.stringMatching(advice) as string,
					providerText: words,
				},
			});
		}
	});

	it('repeats no signature', () => {
		const sign = '9edb3147a1313d16e2076f5c5054210d';
		const refused = sendOutcome(answer(xml(-2, `AUTH ERROR got ${sign}`)), [FIRST], REPORTED);
		expect(refused).toMatchObject({ refusal: { providerText: 'AUTH ERROR got ***' } });
		const taken = sendOutcome(answer(xml(0, `OK ${sign}`, [msgId(FIRST)])), [FIRST], REPORTED);
		expect(JSON.stringify(taken)).not.toContain(sign);
	});

	it('has all documented codes, and no words that n8n would replace', () => {
		expect(Object.keys(SEND_CODES)).toEqual(['-1', '-2', '-3', '-4', '-5', '-6']);
		for (const { reason } of Object.values(SEND_CODES)) {
			expect(reason).not.toMatch(/eperm|enoent|econn|etimedout|enotfound|eacces|eexist/i);
		}
	});
});

describe('a refusal of a request for several numbers', () => {
	it.each<[string, Exchange, true | undefined]>([
		['-1', answer(xml(-1, 'PARAM ERROR (phone)')), undefined],
		['-3', answer(xml(-3, 'no')), undefined],
		['-5', answer(xml(-5, 'no')), true],
		['of an undocumented code', answer(xml(-77, 'no')), true],
		['of another server', answer('<html></html>', 404), true],
		['of one that finds the body too long', answer('', 413), undefined],
		['of one that finds the address too long', answer('', 414), undefined],
		['of one that finds the head too long', answer('', 431), undefined],
	])('%s: whether fewer numbers may help', (_, exchange, concernsRequest) => {
		const outcome = sendOutcome(exchange, [FIRST, SECOND], REPORTED);
		if (outcome.kind !== 'refused') throw new Error(outcome.kind);
		expect(outcome.refusal.concernsRequest).toBe(concernsRequest);
	});
});

describe('an answer that says nothing', () => {
	const BODIES: Array<[string, string]> = [
		['empty', ''],
		['HTML', '<html><body>Bad gateway</body></html>'],
		['JSON', '{"code":0}'],
		['truncated', xml(0, 'OK', [msgId(FIRST)]).slice(0, -5)],
		['with a DOCTYPE', `<!DOCTYPE response>${xml(0, 'OK')}`],
		['without a code', '<response><tech_message>OK</tech_message></response>'],
		['with two codes', '<response><code>0</code><code>-1</code></response>'],
		['with an empty code', '<response><code/></response>'],
		['with a code that is no number', '<response><code>OK</code></response>'],
		['with a fraction', '<response><code>0.5</code></response>'],
		['with minus zero', '<response><code>-0</code></response>'],
		['with another root', '<answer><code>0</code></answer>'],
		['with a code further down', '<response><a><code>0</code></a></response>'],
		['megabytes deep', '<response>'.repeat(500_000)],
	];

	it.each(BODIES)('%s: unknown with 2xx, 3xx and 5xx, refused with 4xx', (_, text) => {
		for (const status of [200, 204, 302, 500, 502]) {
			expect(sendOutcome(answer(text, status), [FIRST], REPORTED).kind).toBe('unknown');
		}
		for (const status of [404, 429]) {
			expect(sendOutcome(answer(text, status), [FIRST], REPORTED).kind).toBe('refused');
		}
	});

	it.each([301, 302, 303, 307, 308, 408])(
		'HTTP %d may come after the message was taken',
		(status) => {
			expect(sendOutcome(answer('', status), [FIRST], REPORTED)).toMatchObject({
				kind: 'unknown',
				refusal: { cure: expect.stringMatching(/before you send it again/) as string },
			});
		},
	);

	it('a positive code, or success with a status of failure, is unknown', () => {
		expect(sendOutcome(answer(xml(1, 'OK')), [FIRST], REPORTED).kind).toBe('unknown');
		for (const status of [302, 404, 500]) {
			expect(sendOutcome(answer(xml(0, 'OK'), status), [FIRST], REPORTED).kind).toBe('unknown');
		}
	});

	it('says what became of the message', () => {
		const gone = sendOutcome({ kind: 'noAnswer', code: 'ECONNRESET' }, [FIRST], REPORTED);
		expect(gone).toMatchObject({
			kind: 'unknown',
			refusal: { cure: expect.stringMatching(/before you send it again/) as string },
		});
		const never = sendOutcome({ kind: 'noConnection', code: 'ECONNREFUSED' }, [FIRST], REPORTED);
		expect(never).toMatchObject({
			kind: 'notSent',
			refusal: { cure: expect.stringMatching(/Nothing was sent/) as string },
		});
	});

	it('never throws', () => {
		fc.assert(
			fc.property(
				fc.string({ unit: 'binary' }),
				fc.integer({ min: 200, max: 599 }),
				(text, status) => {
					expect(sendOutcome(answer(text, status), [FIRST], REPORTED).kind).not.toBe('accepted');
				},
			),
		);
	});
});

describe('a refusal with IDs in it', () => {
	const refuse = (code: number, ids: string[]) =>
		sendOutcome(answer(xml(code, 'PARAM ERROR (phone)', ids)), [FIRST, SECOND], REPORTED as never);

	it.each([-1, -2, -3, -4, -5, -6])('code %i: who has an ID may have the message', (code) => {
		const outcome = refuse(code, [msgId(SECOND, 'b')]);
		if (outcome.kind !== 'mixed') throw new Error(outcome.kind);
		const [first, second] = outcome.each;
		expect(first).toMatchObject({ kind: 'refused', refusal: { code: String(code) } });
		// It went to somebody: a second one would go there, too.
		expect(first).not.toHaveProperty('refusal.repeat');
		expect(second).toMatchObject({
			kind: 'accepted',
			receipt: { to: SECOND, messageId: 'b', doubt: expect.stringContaining(`code ${code}`) },
		});
	});

	it.each([
		['alone', [msgId('0500000002', 'x')], 'unknown'],
		['beside one that fits', [msgId(FIRST, 'a'), msgId('0500000002', 'x')], 'accepted'],
	])('with an ID that fits nobody, %s, leaves nobody refused', (_, ids, ofFirst) => {
		const outcome = refuse(-4, ids);
		if (outcome.kind !== 'mixed') throw new Error(outcome.kind);
		expect(outcome.each.map(({ kind }) => kind)).toEqual([ofFirst, 'unknown']);
		expect(outcome.each[1]).toMatchObject({ refusal: { code: '-4' } });
		expect(outcome.each[1]).not.toHaveProperty('refusal.repeat');
	});

	it('with empty IDs is one like any other', () => {
		expect(refuse(-4, [msgId(FIRST, '')])).toMatchObject({ kind: 'refused' });
	});
});
