import type { NodeApiError, NodeOperationError } from 'n8n-workflow';

import type { DecisionTelecomPeer } from './decisionTelecomPeer';
import { asJson, KEY, SECRET, startDecisionTelecom } from './decisionTelecomPeer';

// As often as ever, but without the waits.
jest.mock('../../nodes/Viber/shared/waits', () => ({
	...jest.requireActual<object>('../../nodes/Viber/shared/waits'),
	RETRIES: { tries: 5, totalMs: 60_000, baseMs: 10, capMs: 10 },
}));

const HUGE = '18446744073709551615';

let telecom: DecisionTelecomPeer;

beforeAll(async () => {
	telecom = await startDecisionTelecom();
});

afterAll(async () => await telecom.peer.stop());

beforeEach(() => {
	telecom.peer.seen.length = 0;
	telecom.answer((_, response) => asJson(response, `{"message_id":${HUGE}}`));
});

const message = {
	operation: 'send',
	to: '={{ $json.phone }}',
	from: 'DemoShop',
	text: 'Ваше замовлення в дорозі 🚚',
};
const person = { phone: '+38 (050) 000-00-01' };

/** Everything that came out of a run, as text in which a secret would be found. */
function everythingIn(run: unknown): string {
	const seen = new Set<unknown>();
	return JSON.stringify(run, (_, value: unknown) => {
		if (typeof value === 'object' && value !== null) {
			if (seen.has(value)) return undefined;
			seen.add(value);
		}
		return value instanceof Error ? { ...value, text: value.message, stack: value.stack } : value;
	});
}

describe('Send a message through DecisionTelecom', () => {
	it('sends text with SMS fallback to one number per item, in order', async () => {
		let count = 0;
		telecom.answer((_, response) => asJson(response, `{"message_id":${100 + count++},}`));
		const { output } = await telecom.run([person, { phone: 380500000002 }], {
			...message,
			smsText: 'Vash kod: 4821',
			options: { validityPeriod: 40 },
		});
		expect(telecom.peer.seen.map(({ path }) => path)).toEqual([
			'/v1/api/send-viber',
			'/v1/api/send-viber',
		]);
		expect(telecom.bodies()[0]).toEqual({
			source_addr: 'DemoShop',
			destination_addr: '380500000001',
			message_type: 106,
			text: message.text,
			source_type: 2,
			callback_url: `http://127.0.0.1:5678/webhook/x/viber?secret=${SECRET}`,
			validity_period: 40,
			text_sms: 'Vash kod: 4821',
		});
		const accepted = { provider: 'decisionTelecom', status: 'accepted' };
		expect(output).toEqual([
			{ json: { ...accepted, to: '380500000001', messageId: '100' }, pairedItem: { item: 0 } },
			{ json: { ...accepted, to: '380500000002', messageId: '101' }, pairedItem: { item: 1 } },
		]);
	});

	it('sends text, image and button, two-way, to an address of its own', async () => {
		const run = await telecom.run([person], {
			...message,
			messageType: 'textImageButton',
			twoWay: true,
			imageUrl: 'https://cdn.example.com/promo-400.jpg',
			buttonText: 'Відкрити',
			buttonUrl: 'https://shop.example.com/sale',
			simplify: false,
			options: {
				callbackUrl: 'http://127.0.0.1:5678/webhook/y/viber?order={{ 1 }}',
				extraFields: '{ "label": "sale" }',
			},
		});
		expect(telecom.bodies()).toEqual([
			{
				source_addr: 'DemoShop',
				destination_addr: '380500000001',
				message_type: 208,
				text: message.text,
				image: 'https://cdn.example.com/promo-400.jpg',
				button_caption: 'Відкрити',
				button_action: 'https://shop.example.com/sale',
				source_type: 1,
				callback_url: expect.stringContaining(`secret=${SECRET}`) as string,
				label: 'sale',
			},
		]);
		expect(run.output).toEqual([{ json: { message_id: HUGE }, pairedItem: { item: 0 } }]);
		expect(everythingIn(run)).not.toContain(SECRET);
	});

	it.each([
		['promotionalText', {}, { message_type: 225, source_type: 1 }],
		['other', { typeCode: 1701 }, { message_type: 1701, source_type: 2 }],
		['text', { purpose: 'promotional' }, { message_type: 106, source_type: 1 }],
	])('sends %s', async (messageType, fields, expected) => {
		const { output } = await telecom.run([person], { ...message, messageType, ...fields });
		expect(telecom.bodies()[0]).toMatchObject(expected);
		expect(output[0]?.json.messageId).toBe(HUGE);
	});

	it('treats an error inside HTTP 200 as an error, and goes on when told to', async () => {
		const answers = [
			'{"message_id":1}',
			'{"name":"Too Many Requests","message":"Rate limit exceeded","code":0,"status":429}',
			'{"name":"Invalid Parameter: source_addr","message":"","code":1,"status":400}',
			'{"name":"Internal server error","message":"","code":2,"status":500}',
			'{"name":"Topup balance is required","message":"","code":3,"status":402}',
			'<html>Bad gateway</html>',
		];
		telecom.answer(({ destination_addr: to }, response) =>
			asJson(response, answers[Number(String(to).at(-1))] ?? ''),
		);
		// Without balance the run ends, so it comes last.
		const phones = [0, 1, 2, 3, 5].map((last) => `38050000000${last}`);
		const { output } = await telecom.run(
			[...phones, 'nobody', '380500000000', '380500000004'].map((phone) => ({ phone })),
			message,
			'continueRegularOutput',
		);
		expect(output.map(({ json, pairedItem }) => [pairedItem, json.messageId, json.error])).toEqual([
			[{ item: 0 }, '1', undefined],
			[{ item: 1 }, undefined, expect.objectContaining({ code: '0', status: 'refused' })],
			[{ item: 2 }, undefined, expect.objectContaining({ code: '1', to: '380500000002' })],
			[{ item: 3 }, undefined, expect.objectContaining({ code: '2', status: 'unknown' })],
			[{ item: 4 }, undefined, expect.objectContaining({ status: 'unknown' })],
			[{ item: 5 }, undefined, expect.objectContaining({ status: 'invalid' })],
			[{ item: 6 }, '1', undefined],
			[{ item: 7 }, undefined, expect.objectContaining({ code: '3', status: 'refused' })],
		]);
		// Only the rate limit is repeated, until the balance ends the run.
		const others = telecom.bodies().map(({ destination_addr: to }) => String(to).at(-1));
		expect(others.filter((last) => last !== '1').sort()).toEqual(['0', '0', '2', '3', '4', '5']);
	});

	it('sends failed items to the error output with what they were', async () => {
		const { output, errorOutput } = await telecom.run(
			[
				{ ...person, order: 1 },
				{ phone: '050', order: 2 },
			],
			message,
			'continueErrorOutput',
		);
		expect(output).toHaveLength(1);
		expect(errorOutput).toMatchObject([{ json: { order: 2, error: { status: 'invalid' } } }]);
	});

	it('stops at the first failure, and says what was accepted', async () => {
		telecom.answer(({ destination_addr: to }, response) =>
			asJson(
				response,
				to === '380500000002'
					? '{"name":"Invalid Parameter: destination_addr","message":"Empty parameter or parameter validation error","code":1,"status":400}'
					: `{"message_id":${HUGE}}`,
			),
		);
		const items = [person, { phone: '380500000002' }, { phone: '380500000003' }];
		const run = await telecom.run(items, { ...message, options: { requestsAtOnce: 1 } });
		const error = run.result.data.resultData.error as NodeApiError;
		expect(error.message).toBe(
			"DecisionTelecom reports an empty or invalid 'To' (Invalid Parameter, code 1)",
		);
		expect(error.description).toContain(`Accepted: 1 (item 0: ${HUGE})`);
		expect(error.description).toContain('begin with item 1');
		expect(error.description).toContain('Empty parameter or parameter validation error');
		expect(telecom.peer.seen).toHaveLength(2);
	});

	it('refuses two-way messages that nobody could answer before anything is sent', async () => {
		const fields = { ...message, twoWay: true, options: { callbackUrl: 'nowhere' } };
		const { result } = await telecom.run([person], fields);
		expect(result.data.resultData.error?.message).toBe("'Callback URL' is not a web address");
		expect(telecom.peer.seen).toHaveLength(0);
	});

	it.each([
		['a refusal that repeats the address', 400, true],
		['a page that repeats the address', 200, false],
		['a wrong key', 401, false],
	])('shows no secret: %s', async (_, statusCode, isError) => {
		telecom.answer(({ callback_url: url }, response) => {
			const name = `Invalid Parameter: callback_url ${String(url)}`;
			const json = JSON.stringify({ name, message: String(url), code: 1, status: 400 });
			asJson(response, isError ? json : `<p>${String(url)}</p>`, statusCode);
		});
		for (const onError of [undefined, 'continueRegularOutput', 'continueErrorOutput'] as const) {
			const run = await telecom.run([person], { ...message, simplify: false }, onError);
			const everything = everythingIn(run);
			expect(everything).not.toContain(SECRET);
			expect(everything).not.toContain(KEY);
			expect(everything).not.toContain(Buffer.from(KEY).toString('base64'));
		}
		expect(telecom.peer.seen).toHaveLength(3);
	});

	it('calls an outcome unknown when the connection is lost, and sends nothing again', async () => {
		telecom.answer((_, response) => response.destroy());
		const { result } = await telecom.run([person], message);
		const error = result.data.resultData.error as NodeOperationError;
		expect(error.message).toBe('Outcome unknown: DecisionTelecom did not answer');
		expect(error.description).toContain('statistics');
		expect(telecom.peer.seen).toHaveLength(1);
	});

	it('has no broadcast', async () => {
		const { result } = await telecom.run([person], { operation: 'broadcast' });
		const error = result.data.resultData.error as NodeOperationError;
		expect(error.message).toMatch(/cannot carry out this operation/);
		expect(error.description).toMatch(/'Provider': "Viber Bot"\.$/);
		expect(telecom.peer.seen).toHaveLength(0);
	});
});
