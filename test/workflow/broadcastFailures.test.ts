import type { IDataObject, NodeApiError } from 'n8n-workflow';

import { until } from '../sandbox/support';
import { n8nLogger } from '../support/engine';
import type { Account } from './broadcastScene';
import { BroadcastScene, toOf } from './broadcastScene';

// As often as ever, but without the waits.
jest.mock('../../nodes/Viber/shared/waits', () => ({
	...jest.requireActual<object>('../../nodes/Viber/shared/waits'),
	RETRIES: { tries: 5, totalMs: 60_000, baseMs: 10, capMs: 10 },
}));

const scene = new BroadcastScene();

const NOTHING_ELSE = { items: 1, leaveOut: [], inPart: [] };

/** One request after another. */
const ONE_BY_ONE = { options: { requestsAtOnce: 1 } };

describe('a cancelled broadcast', () => {
	it('has everybody in the log, and with whom to go on', async () => {
		const receivers = await scene.thousand();
		const warned: string[] = [];
		const warn = jest
			.spyOn(n8nLogger(), 'warn')
			.mockImplementation((message) => void warned.push(message));
		let cancel = () => {};
		scene.before = { request: 2, act: async () => cancel() };
		await scene.broadcast(
			{ receivers: receivers.join(), ...ONE_BY_ONE },
			{ started: (ofRun) => (cancel = ofRun) },
		);
		await until(() => warned.some((one) => one.includes('continueFrom')), 'the account');
		warn.mockRestore();
		expect(scene.passed).toHaveLength(2);
		const log = warned.join('\n');
		const failed = new Set(
			scene.passed.flatMap((one) => one.failed.map(({ receiver }) => receiver)),
		);
		for (const [index, to] of receivers.entries()) {
			const told = warned.filter((line) => line.includes(`to ${to}`)).join();
			const ending = index >= 600 ? 'notTried' : failed.has(to) ? 'refused' : 'accepted';
			expect(told).toContain(`Viber: ${ending}: `);
			if (ending === 'accepted') {
				expect(told).toContain(`to ${to} ${scene.passed[Math.floor(index / 300)]?.token}`);
			}
		}
		expect(log).toContain('continueFrom: item 0');
		expect(log).not.toContain(scene.bot.token);
		expect(log).not.toContain('News');
	});
});

describe('Retry On Fail', () => {
	it('tells of all who got it, though a request before theirs may have been carried out', async () => {
		const receivers = await scene.thousand();
		const lost = scene.fail({ resetBefore: 1 });
		scene.before = {
			request: 2,
			async act() {
				await until(
					() => scene.passed.filter(({ token }) => token !== '').length === 3,
					'the others',
				);
				await lost();
			},
		};
		const { result } = await scene.broadcast(
			{ receivers: receivers.join() },
			{ retryOnFail: true },
		);
		const { accepted, refused, uncertain, notTried } = (
			result.data.resultData.error as NodeApiError
		).context.data as unknown as Account;
		const arrived = await scene.inbox();
		expect([...arrived.values()].filter(({ length }) => length > 1)).toEqual([]);
		expect(accepted.map(({ to }) => to).sort()).toEqual([...arrived.keys()].sort());
		const first = scene.passed.slice(0, 4);
		const lostWith = first.find(({ token }) => token === '');
		expect(uncertain.map(({ to }) => to)).toEqual(lostWith?.receivers);
		// Those who were refused may be asked for again, as long as the run has not ended.
		const failed = first.flatMap((one) => one.failed.map(({ receiver }) => receiver));
		expect([...refused, ...notTried].map(({ to }) => to).sort()).toEqual(failed.sort());
		const again = scene.passed.slice(4).flatMap((one) => one.receivers);
		expect(again.filter((to) => !failed.includes(to))).toEqual([]);
	});
});

describe('side by side', () => {
	it('a request that fails stops what has not begun, and the account is true', async () => {
		const receivers = await scene.thousand();
		scene.before = { request: 2, act: scene.fail({ resetAfter: 1 }) };
		const { result } = await scene.broadcast({ receivers: receivers.join() });
		const { accepted, refused, failed, uncertain, notTried } = (
			result.data.resultData.error as NodeApiError
		).context.data as unknown as Account;
		const all = [...accepted, ...refused, ...failed, ...uncertain, ...notTried];
		expect(all.map(({ to }) => to).sort()).toEqual([...receivers].sort());
		const arrived = await scene.inbox();
		for (const { to, messageId } of accepted) {
			expect(arrived.get(to)?.map(({ token }) => token)).toEqual([messageId]);
		}
		const may = new Set([...accepted, ...uncertain].map(({ to }) => to));
		for (const to of arrived.keys()) expect(may).toContain(to);
		expect([100, 300]).toContain(uncertain.length);
	});
});

describe('a request that fails as a whole', () => {
	interface Trouble {
		fault: IDataObject;
		status: 'refused' | 'unknown';
		code: string;
		says: RegExp;
		/** How often the request goes out. */
		tries?: number;
		/** Whether it is carried out all the same. */
		arrives?: true;
	}

	const troubles: Array<[string, Trouble]> = [
		[
			'refused',
			{ fault: { status: { status: 3, times: 1 } }, status: 'refused', code: '3', says: /badData/ },
		],
		[
			'perhaps not carried out to its end',
			{
				fault: { status: { status: 19, times: 1 } },
				status: 'unknown',
				code: '19',
				says: /cannotSendBroadcast/,
			},
		],
		[
			'refused for its rate as often as it is tried',
			{
				fault: { rateLimit: 5 },
				status: 'refused',
				code: '12',
				says: /tooManyRequests, code 12/,
				tries: 5,
			},
		],
		[
			'answered with HTTP 500',
			{ fault: { http500: 1 }, status: 'unknown', code: 'HTTP 500', says: /^Outcome unknown/ },
		],
		[
			'carried out, but answered with HTTP 500',
			{
				fault: { http500After: 1 },
				status: 'unknown',
				code: 'HTTP 500',
				says: /^Outcome unknown/,
				arrives: true,
			},
		],
		[
			'carried out, but not answered',
			{
				fault: { resetAfter: 1 },
				status: 'unknown',
				code: 'ECONNRESET',
				says: /^Outcome unknown/,
				arrives: true,
			},
		],
	];

	it.each(troubles)(
		'%s: the run stops with an exact account',
		async (_, { fault, status, code, says, tries = 1 }) => {
			const receivers = await scene.thousand();
			scene.before = { request: 2, act: scene.fail(fault) };
			const { output, result } = await scene.broadcast({
				receivers: receivers.join(),
				...ONE_BY_ONE,
			});
			expect(output).toEqual([]);
			expect(scene.passed).toHaveLength(1 + tries);
			const error = result.data.resultData.error as NodeApiError;
			expect(error.message).toMatch(says);
			expect(error.name).toBe(status === 'refused' ? 'NodeApiError' : 'NodeOperationError');

			const account = error.context.data as unknown as Account;
			const { accepted, refused, notTried } = account;
			const failed = status === 'unknown' ? account.uncertain : account.failed;
			expect([...account.failed, ...account.uncertain]).toEqual(failed);
			const named = [...accepted, ...refused].sort(
				(one, other) => receivers.indexOf(one.to) - receivers.indexOf(other.to),
			);
			expect([...named, ...failed, ...notTried].map(({ to }) => to)).toEqual(receivers);
			expect(failed.map(({ to }) => to)).toEqual(receivers.slice(300, 600));
			expect(failed.every((one) => one.name !== '' && one.code === code)).toBe(true);
			expect(refused.map(({ to }) => to)).toEqual(
				scene.passed[0]?.failed.map(({ receiver }) => receiver),
			);
			expect(new Set(accepted.map(({ messageId }) => messageId))).toEqual(
				new Set([scene.passed[0]?.token]),
			);
			expect([...named, ...failed, ...notTried].every(({ item }) => item === 0)).toBe(true);

			// Nobody who has the message is missing from the account.
			const arrived = await scene.inbox();
			const mayHaveIt = new Set(
				[...accepted, ...(status === 'unknown' ? failed : [])].map((w) => w.to),
			);
			for (const { to } of accepted) expect(arrived.get(to)).toHaveLength(1);
			for (const to of arrived.keys()) expect(mayHaveIt).toContain(to);

			expect(error.description).toContain(
				`Accepted: ${accepted.length} (item 0: ${scene.passed[0]?.token} for ${accepted.length})`,
			);
			expect(error.description).toContain(`Refused individually: ${refused.length} (item 0).`);
			expect(error.description).toContain(
				status === 'unknown' ? 'Outcome unknown: 300 (item 0)' : 'Not sent: 300 (item 0).',
			);
			expect(error.description).toContain('Not tried: 400 (item 0).');
			expect(error.description).toContain('begin with item 0. Some recipients of item 0 are done');
			expect(account).toMatchObject({ items: 1, continueFrom: 0, inPart: [0] });
		},
	);

	it.each(troubles)(
		'%s: the others get it when the node goes on',
		async (_, { fault, status, code, tries = 1, arrives }) => {
			const receivers = await scene.thousand();
			scene.before = { request: 2, act: scene.fail(fault) };
			const { output } = await scene.broadcast(
				{ receivers: receivers.join(), ...ONE_BY_ONE },
				{ onError: 'continueRegularOutput' },
			);
			expect(scene.passed.map((one) => one.receivers.length)).toEqual([
				300,
				...Array<number>(tries).fill(300),
				...[300, 100],
			]);
			expect(output.map(toOf)).toEqual(receivers);
			for (const { json } of output.slice(300, 600)) {
				const error = json.error as IDataObject;
				expect(error.status).toBe(status);
				expect(error.code).toBe(code);
			}
			const rest = [...output.slice(0, 300), ...output.slice(600)];
			const others = [...scene.passed.slice(0, 1), ...scene.passed.slice(1 + tries)];
			const failed = new Set(others.flatMap((one) => one.failed.map(({ receiver }) => receiver)));
			const arrived = await scene.inbox();
			for (const item of rest) {
				const to = String(toOf(item));
				expect(item.json.status).toBe(failed.has(to) ? undefined : 'accepted');
				expect(arrived.get(to)?.map(({ token }) => token)).toEqual(
					failed.has(to) ? undefined : [item.json.messageId],
				);
			}
			expect(rest.filter(({ json }) => json.status === 'accepted')).toHaveLength(
				rest.length - failed.size,
			);
			// What the lost answer would have said is not claimed, and not denied either.
			const within = receivers.slice(300, 600).filter((to) => arrived.has(to)).length;
			expect(within > 0).toBe(arrives === true);
		},
	);

	it('refused twice for its rate: goes out again, and everybody gets it once', async () => {
		const receivers = await scene.thousand();
		scene.before = { request: 2, act: scene.fail({ rateLimit: 2 }) };
		const { output } = await scene.broadcast({ receivers: receivers.join() });
		expect(scene.passed).toHaveLength(4 + 2);
		expect(output.map(toOf)).toEqual(receivers);
		const accepted = output.filter(({ json }) => json.status === 'accepted');
		expect(accepted).toHaveLength(882);
		const arrived = await scene.inbox();
		expect(arrived.size).toBe(accepted.length);
		for (const { json } of accepted) {
			expect(arrived.get(String(json.to))?.map(({ token }) => token)).toEqual([json.messageId]);
		}
	});

	it('says nothing more than what happened when it was the only one', async () => {
		scene.before = { request: 1, act: scene.fail({ status: { status: 20, times: 1 } }) };
		const olena = scene.ids('Olena')[0];
		const { result } = await scene.broadcast({ receivers: olena });
		const error = result.data.resultData.error as NodeApiError;
		expect(error.message).toMatch(/broadcastNotAllowed, code 20/);
		expect(error.description).not.toMatch(/Accepted|Not tried/);
		expect(error.context.data).toEqual({
			...NOTHING_ELSE,
			continueFrom: 0,
			accepted: [],
			refused: [],
			failed: [{ item: 0, to: olena, code: '20', name: 'broadcastNotAllowed' }],
			uncertain: [],
			skipped: [],
			notTried: [],
		});
	});

	it('is sent once when the same list comes along with each of many items', async () => {
		const ids = scene.ids('Olena', 'Marek');
		const items = Array.from({ length: 50 }, () => ({ ids }));
		const { output } = await scene.broadcast({ receivers: '={{ $json.ids }}' }, { items });
		expect(scene.passed).toHaveLength(1);
		expect(output.map(({ json }) => [json.to, json.status, json.duplicatesRemoved])).toEqual(
			ids.map((id) => [id, 'accepted', 49]),
		);
	});

	it('leaves nothing but its own item behind when each item has a list', async () => {
		const [olena, marek] = scene.ids('Olena', 'Marek');
		scene.before = { request: 2, act: scene.fail({ status: { status: 3, times: 1 } }) };
		const { result } = await scene.broadcast(
			{ receivers: '={{ $json.to }}', text: '={{ $json.text }}', ...ONE_BY_ONE },
			{
				items: [
					{ to: olena, text: 'one' },
					{ to: marek, text: 'two' },
					{ to: olena, text: 'three' },
				],
			},
		);
		const error = result.data.resultData.error as NodeApiError;
		expect(error.context.itemIndex).toBe(1);
		expect(error.context.data).toEqual({
			...NOTHING_ELSE,
			items: 3,
			continueFrom: 1,
			accepted: [{ item: 0, to: olena, messageId: scene.passed[0]?.token }],
			refused: [],
			failed: [{ item: 1, to: marek, code: '3', name: 'badData' }],
			uncertain: [],
			skipped: [],
			notTried: [{ item: 2, to: olena }],
		});
	});
});
