import { startSandbox, type Sandbox } from '../support/sandbox';
import { AT_ONCE, call, inModule, named, Receiver, textFor, tokenIn } from './support';

const MODULE = 'providers/viberBot/tokens.mts';
const msOf = (token: bigint) => Number(token >> 22n) + 0x4400000000;

describe('message tokens', () => {
	it('hold the time, rise without a gap in order, and suffer from JavaScript numbers', async () => {
		const start = 1_700_000_000_000;
		// The clock stands still, is set back and goes on, over more tokens than a millisecond holds.
		const digits = (await inModule(
			MODULE,
			`let calls = 0;
			const next = module.createTokenSource(() => {
				calls += 1;
				return ${start} + (calls < 6000 ? 0 : calls < 7000 ? -5 : calls - 7000);
			});
			return Array.from({ length: 9000 }, () => String(next()));`,
		)) as string[];
		const tokens = digits.map(BigInt);
		expect(msOf(tokens[0] ?? 0n)).toBe(start);
		expect((tokens[1] ?? 0n) - (tokens[0] ?? 0n)).toBe(1n);
		for (const [index, token] of tokens.entries()) {
			if (index > 0) expect(token > (tokens[index - 1] ?? 0n)).toBe(true);
			expect(token < 2n ** 63n).toBe(true);
			expect(BigInt(Number(token)) === token).toBe(false);
		}
		expect(msOf(tokens.at(-1) ?? 0n)).toBe(start + 2000);
	});

	it('decode as the published layout says', () => {
		expect(msOf(5905337701873633686n)).toBe(1_700_000_000_123);
	});

	describe('on the wire', () => {
		let sandbox: Sandbox;
		let receiver: Receiver;

		beforeAll(async () => {
			[sandbox, receiver] = await Promise.all([startSandbox(), Receiver.start()]);
		});

		afterAll(async () => await Promise.all([sandbox?.stop(), receiver?.stop()]));

		it('are bare numbers above 2^53, all different, also in refusals', async () => {
			const bot = await sandbox.newBot({ ...AT_ONCE, messagesPerHourWithoutReply: null });
			await call(bot, 'set_webhook', { url: receiver.url });
			const before = Date.now();
			const olena = named(bot, 'Olena');
			const answers = await Promise.all(
				Array.from({ length: 200 }, async () => await call(bot, 'send_message', textFor(olena))),
			);
			const tokens = answers.map(({ text }) => BigInt(tokenIn(text)));
			expect(new Set(tokens).size).toBe(200);
			for (const token of tokens) {
				expect(token > 2n ** 53n).toBe(true);
				expect(msOf(token)).toBeGreaterThanOrEqual(before);
				expect(msOf(token)).toBeLessThanOrEqual(Date.now() + 1000);
			}
			const refused = await call(bot, 'send_message', textFor(named(bot, 'Sofia')));
			expect(tokenIn(refused.text)).toMatch(/^\d{19}$/);
		});
	});
});

describe('subscriber ids', () => {
	it('are base64 of 16 bytes, with / and + among them', async () => {
		const ids = (await inModule(
			MODULE,
			`return Array.from({ length: 50 }, (_, n) => module.subscriberId(String(n)));`,
		)) as string[];
		for (const id of ids) {
			expect(Buffer.from(id, 'base64')).toHaveLength(16);
			expect(id).toMatch(/^[A-Za-z0-9+/]{22}==$/);
		}
		expect(ids.some((id) => id.includes('/')) && ids.some((id) => id.includes('+'))).toBe(true);
	});
});
