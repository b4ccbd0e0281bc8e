import type { IExecuteFunctions, IHttpRequestOptions } from 'n8n-workflow';

import { viberBot } from '../../../../nodes/Viber/providers/viberBot';
import { exchange, retryAfterIn } from '../../../../nodes/Viber/shared/http';

const REQUEST = { method: 'POST', path: '/send_message', headers: {}, body: '{}' } as const;

/** A context whose helper gives one answer, and notes how it was called. */
function contextOf(answer: unknown) {
	const calls: Array<{ caller: object; options: IHttpRequestOptions; more: unknown }> = [];
	const context = {
		getExecutionCancelSignal: () => AbortSignal.abort(),
		getNode: () => ({ name: 'Viber' }),
		getCredentials: async () => ({}),
		logger: {},
		helpers: {
			async httpRequestWithAuthentication(
				this: object,
				_: string,
				options: IHttpRequestOptions,
				more: unknown,
			) {
				calls.push({ caller: this, options, more });
				return answer;
			},
		},
	};
	return { context: context as unknown as IExecuteFunctions, calls };
}

it('hands the known credential on, and not what would abort the request', async () => {
	const { context, calls } = contextOf({ statusCode: 200, headers: {}, body: 'ok' });
	const credential = { authToken: 'dummy-token' };
	await exchange(context, viberBot, 'https://viber.example.com/', REQUEST, credential);
	expect(calls[0]?.options.url).toBe('https://viber.example.com/send_message');
	expect(calls[0]?.more).toEqual({
		credentialsDecrypted: { id: '', name: '', type: 'viberBotApi', data: credential },
	});
	// n8n looks for it with `in`.
	expect('getExecutionCancelSignal' in (calls[0]?.caller ?? {})).toBe(false);
	expect(calls[0]?.options.abortSignal?.aborted).toBe(false);
});

it.each([
	['text', 'Привіт'],
	['bytes', Buffer.from('Привіт')],
	['a stream with a byte order mark', stream('\uFEFF', 'При', 'віт')],
])('reads %s', async (_, body) => {
	const { context } = contextOf({ statusCode: 200, headers: {}, body });
	expect(await exchange(context, viberBot, '', REQUEST, {})).toEqual({
		kind: 'answer',
		statusCode: 200,
		text: 'Привіт',
		secrets: [],
	});
});

it('reads letters that are cut between two pieces', async () => {
	const bytes = Buffer.from('😀');
	const body = stream(bytes.subarray(0, 1), bytes.subarray(1));
	const { context } = contextOf({ statusCode: 200, headers: {}, body });
	expect(await exchange(context, viberBot, '', REQUEST, {})).toMatchObject({ text: '😀' });
});

it('takes an answer without end for none, and lets go of it', async () => {
	const endless = stream(...Array.from({ length: 100 }, () => 'x'.repeat(100_000)));
	const { context } = contextOf({ statusCode: 200, headers: {}, body: endless });
	expect(await exchange(context, viberBot, '', REQUEST, {})).toEqual({
		kind: 'noAnswer',
		code: 'answerTooLong',
	});
	expect(endless.destroy).toHaveBeenCalled();
});

it('says how long an answer asks to wait', async () => {
	const headers = { 'retry-after': '7' };
	const { context } = contextOf({ statusCode: 429, headers, body: '' });
	expect(await exchange(context, viberBot, '', REQUEST, {})).toMatchObject({ retryAfterMs: 7000 });
});

it.each([
	['120', 120_000],
	[' 5 ', 5000],
	['Fri, 20 Nov 2026 12:00:10 GMT', 10_000],
	['Fri, 20 Nov 2026 11:00:00 GMT', 0],
	['', 0],
	['-5', 0],
	['1.5', 0],
	['soon', 0],
	[undefined, 0],
])('Retry-After: %p is %d ms', (value, expected) => {
	const now = Date.parse('2026-11-20T12:00:00Z');
	expect(retryAfterIn({ 'retry-after': value }, now)).toBe(expected);
});

function stream(...pieces: Array<string | Uint8Array>) {
	return {
		destroy: jest.fn(),
		async *[Symbol.asyncIterator]() {
			for (const piece of pieces) yield Buffer.from(piece as string);
		},
	};
}
