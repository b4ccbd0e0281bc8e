import {
	answerWithin,
	settledWithin,
	startDeadline,
} from '../../../../nodes/Viber/shared/deadlines';

const wait = async (ms: number) => await new Promise((resolve) => setTimeout(resolve, ms));

/** Lets the common timer come to rest. */
const rest = async () => await wait(150);

describe('a deadline', () => {
	it('is told once when it is missed, and not when it was met', async () => {
		const expired: string[] = [];
		const end = startDeadline(20, () => expired.push('met'));
		startDeadline(20, () => expired.push('missed'));
		startDeadline(5000, () => expired.push('far'))();
		end();
		await wait(250);
		expect(expired).toEqual(['missed']);
	});

	it('needs no timer of its own, and none is left behind', async () => {
		await rest();
		const timers = jest.spyOn(AbortSignal, 'timeout');
		for (let request = 0; request < 10_000; request++) startDeadline(30_000, () => {})();
		expect(timers).toHaveBeenCalledTimes(1);
		await rest();
		expect(timers).toHaveBeenCalledTimes(1);
	});
});

describe('an answer', () => {
	it('is given on as it is, its connection left open', async () => {
		let signal: AbortSignal | undefined;
		const answer = { body: { destroy: jest.fn() } };
		const given = await answerWithin(20, async (ofThis) => {
			signal = ofThis;
			return answer;
		});
		await wait(150);
		expect(given).toBe(answer);
		expect(signal?.aborted).toBe(false);
		expect(answer.body.destroy).not.toHaveBeenCalled();
	});

	it('that comes too late is let go, also where n8n hands no signal on', async () => {
		const body = { destroy: jest.fn() };
		const late = answerWithin(20, async () => {
			await wait(250);
			return { body };
		});
		await expect(late).rejects.toMatchObject({ code: 'ETIMEDOUT' });
		await wait(250);
		expect(body.destroy).toHaveBeenCalledTimes(1);
	});

	it('that fails too late troubles nobody', async () => {
		const late = answerWithin(20, async (signal): Promise<{ body?: unknown }> => {
			await new Promise((resolve) => signal.addEventListener('abort', resolve));
			throw new Error('aborted');
		});
		await expect(late).rejects.toMatchObject({ code: 'ETIMEDOUT' });
	});
});

it('what others wait for is waited for only so long', async () => {
	expect(await settledWithin(5000, Promise.resolve('done'))).toBe('done');
	expect(await settledWithin(5000, Promise.reject(new Error('no')))).toBeUndefined();
	expect(await settledWithin(20, new Promise(() => {}))).toBeUndefined();
});
