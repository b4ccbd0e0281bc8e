import fc from 'fast-check';

import type { KeyTable } from '../../../../../nodes/Viber/shared/sending/sharedKeys';
import { SharedKeys } from '../../../../../nodes/Viber/shared/sending/sharedKeys';
import { FakeClock } from './support';

/** n8n's store: each process reads all of it, changes it, and writes all of it back. */
class Database {
	names: string[] = [];
	/** Whether the row is there at all: n8n inserts it, which fails when another one was faster. */
	private exists = false;

	constructor(private readonly clock: FakeClock) {}

	/** A process whose calls take turns. @param windows ms between reading and writing, one after another */
	process(windows: () => number, failure: () => boolean = () => false): KeyTable {
		let turn: Promise<unknown> = Promise.resolve();
		const inTurn = async <T>(work: () => Promise<T>): Promise<T> => {
			const result = turn.then(work);
			turn = result.catch(() => {});
			return await result;
		};
		const change = async <T>(alter: (names: string[]) => T): Promise<T> => {
			const found = this.exists;
			const names = [...this.names];
			const result = alter(names);
			await this.clock.sleep(windows());
			if (!found && this.exists) throw new Error('duplicate key value violates unique constraint');
			if (failure()) throw new Error('no connection');
			this.exists = true;
			this.names = names;
			return result;
		};
		const note = async (wanted: readonly string[]) => {
			const begin = this.clock.now();
			const fresh = await change((names) => {
				const added = wanted.filter((name) => !names.includes(name));
				names.push(...added);
				return new Set(added);
			});
			return { fresh, ms: this.clock.now() - begin };
		};
		const remove = async (unwanted: readonly string[]) =>
			await change((names) => {
				const kept = names.filter((name) => !unwanted.includes(name));
				names.splice(0, names.length, ...kept);
			});
		return {
			note: async (wanted) => await inTurn(async () => await note(wanted)),
			remove: async (unwanted) => await inTurn(async () => await remove(unwanted)),
			hasAny: async (names) =>
				await inTurn(async () => {
					const { fresh } = await note(names);
					if (fresh.size > 0) await remove([...fresh]);
					return fresh.size < names.length;
				}),
			trim: async () => {},
		};
	}
}

let runs = 0;
function claimsOf(table: KeyTable, clock: FakeClock): SharedKeys {
	runs += 1;
	return new SharedKeys(table, clock, `run ${runs}`);
}

describe('keys that several workers claim', () => {
	it('are claimed by one only, when two read before either writes', async () => {
		const clock = new FakeClock();
		const database = new Database(clock);
		const both = [1, 2].map(() =>
			claimsOf(
				database.process(() => 45),
				clock,
			),
		);
		const fresh = await clock.until(
			Promise.all(both.map(async (claims) => await claims.claim(['order 1']))),
		);
		expect(fresh.map(({ size }) => size).sort()).toEqual([0, 1]);
		expect(database.names).toContain('order 1');
	});

	it('stay noted, when another worker writes over them', async () => {
		const clock = new FakeClock();
		const database = new Database(clock);
		const [slow, quick] = [database.process(() => 45), database.process(() => 5)];
		// The slow one reads before the quick one writes, and writes afterwards.
		const other = claimsOf(slow, clock).claim(['theirs']);
		const fresh = await clock.until(claimsOf(quick, clock).claim(['ours']));
		await clock.until(other);
		expect([...fresh]).toEqual(['ours']);
		expect(database.names).toEqual(expect.arrayContaining(['ours', 'theirs']));
	});

	it('that were claimed seconds ago are noted anew, too', async () => {
		const clock = new FakeClock();
		const database = new Database(clock);
		const own = claimsOf(
			database.process(() => 5),
			clock,
		);
		await clock.until(own.claim(['first']));
		const before = [...database.names];
		const second = own.claim(['second']);
		await clock.until(clock.sleep(20));
		// Somebody had read the store before the first of them.
		database.names = before.filter((name) => name === 'nothing');
		await clock.until(second);
		expect(database.names).toEqual(expect.arrayContaining(['first', 'second']));
	});

	it('are given back, also when somebody brings them back', async () => {
		const clock = new FakeClock();
		const database = new Database(clock);
		const own = claimsOf(
			database.process(() => 5),
			clock,
		);
		await clock.until(own.claim(['refused']));
		const other = claimsOf(
			database.process(() => 45),
			clock,
		).claim(['theirs']);
		await clock.until(own.release(['refused']));
		await clock.until(other);
		await clock.until(own.settle());
		expect(database.names).not.toContain('refused');
		const again = claimsOf(
			database.process(() => 5),
			clock,
		);
		expect((await clock.until(again.claim(['refused']))).has('refused')).toBe(true);
	});

	it('are not taken from somebody who claims them just after they were given back', async () => {
		const clock = new FakeClock();
		const database = new Database(clock);
		const [one, other] = [1, 2].map(() =>
			claimsOf(
				database.process(() => 5),
				clock,
			),
		);
		await clock.until(one?.claim(['key']) ?? Promise.reject());
		await clock.until(one?.release(['key']) ?? Promise.reject());
		const fresh = await clock.until(other?.claim(['key']) ?? Promise.reject());
		await clock.until(one?.settle() ?? Promise.reject());
		expect([...fresh]).toEqual(['key']);
		expect(database.names).toContain('key');
	});

	it('leave no marks behind', async () => {
		const clock = new FakeClock();
		const database = new Database(clock);
		const own = claimsOf(
			database.process(() => 5),
			clock,
		);
		await clock.until(own.claim(['a', 'b']));
		await clock.until(own.claim(['c', 'a']));
		await clock.until(own.settle());
		expect([...database.names].sort()).toEqual(['a', 'b', 'c']);
	});
});

it('waits for the others no longer because its own process has many claims at once', async () => {
	const clock = new FakeClock();
	const table = new Database(clock).process(() => 5);
	const all = Array.from({ length: 50 }, async (_, index) => {
		await claimsOf(table, clock).claim([`key ${index}`]);
	});
	await clock.until(Promise.all(all));
	// Each takes its turn twice, at 5 ms, and reads again after 150.
	expect(clock.now()).toBeLessThan(50 * 2 * 5 + 200);
});

it('puts right at its end what somebody slow has written over', async () => {
	const clock = new FakeClock();
	const database = new Database(clock);
	const own = claimsOf(
		database.process(() => 5),
		clock,
	);
	await clock.until(own.claim(['before']));
	// Reads before the claim, and stands still until after it.
	const slow = claimsOf(
		database.process(() => 300),
		clock,
	).claim(['theirs']);
	await clock.until(own.claim(['ours']));
	await clock.until(clock.sleep(200));
	expect(database.names).not.toContain('ours');
	await clock.until(own.settle());
	await clock.until(slow);
	expect(database.names).toEqual(expect.arrayContaining(['ours', 'theirs']));
});

describe('a store that fails', () => {
	it('is asked again, as long as it has noted nothing', async () => {
		const clock = new FakeClock();
		const failures = [true, false];
		const table = new Database(clock).process(
			() => 5,
			() => failures.shift() ?? false,
		);
		expect([...(await clock.until(claimsOf(table, clock).claim(['a'])))]).toEqual(['a']);
	});

	it('is asked again to forget a key', async () => {
		const clock = new FakeClock();
		const database = new Database(clock);
		let isBroken = false;
		const table = database.process(
			() => 5,
			() => isBroken,
		);
		const own = claimsOf(table, clock);
		await clock.until(own.claim(['a']));
		isBroken = true;
		const released = own.release(['a']);
		await clock.until(clock.sleep(7));
		isBroken = false;
		await clock.until(released);
		await clock.until(own.settle());
		expect(database.names).toEqual([]);
	});

	it('fails the claim when it goes on', async () => {
		const clock = new FakeClock();
		const table = new Database(clock).process(
			() => 5,
			() => true,
		);
		await expect(clock.until(claimsOf(table, clock).claim(['a']))).rejects.toThrow('no connection');
	});

	it('fails the claim when it noted the keys and said that it did not', async () => {
		const clock = new FakeClock();
		const table = new Database(clock).process(() => 5);
		let calls = 0;
		const lying: KeyTable = {
			...table,
			note: async (names) => {
				const noted = await table.note(names);
				calls += 1;
				if (calls === 1) throw new Error('no answer');
				return noted;
			},
		};
		await expect(clock.until(claimsOf(lying, clock).claim(['a']))).rejects.toThrow('Nobody knows');
	});
});

interface Job {
	/** When a worker takes it up. */
	at: number;
	keys: number[];
	/** What the provider says, for each key. */
	endings: boolean[];
	takes: number;
}

const job: fc.Arbitrary<Job> = fc.record({
	at: fc.integer({ min: 0, max: 3000 }),
	keys: fc.uniqueArray(fc.integer({ min: 0, max: 8 }), { minLength: 1, maxLength: 3 }),
	endings: fc.array(fc.boolean(), { minLength: 3, maxLength: 3 }),
	takes: fc.integer({ min: 1, max: 200 }),
});

it('whatever workers do at the same time: nothing sent twice, nothing sent forgotten', async () => {
	await fc.assert(
		fc.asyncProperty(
			fc.array(fc.array(job, { maxLength: 8 }), { minLength: 2, maxLength: 4 }),
			fc.infiniteStream(fc.integer({ min: 0, max: 48 })),
			async (workers, windows) => {
				const clock = new FakeClock();
				const database = new Database(clock);
				const sent = new Map<number, number>();
				const carryOut = async (table: KeyTable, { at, keys, endings, takes }: Job) => {
					await clock.sleep(at);
					const claims = claimsOf(table, clock);
					const fresh = await claims.claim(keys.map(String)).catch(() => new Set<string>());
					const own = keys.filter((key) => fresh.has(String(key)));
					await clock.sleep(takes);
					const isSent = (key: number) => endings[keys.indexOf(key)] === true;
					for (const key of own.filter(isSent)) sent.set(key, (sent.get(key) ?? 0) + 1);
					// Together, or one after another, as the answers come.
					const refused = own.filter((key) => !isSent(key)).map(String);
					if (takes % 2 === 0 && refused.length > 0) await claims.release(refused);
					else for (const key of refused) await claims.release([key]);
					await claims.settle();
				};
				await clock.until(
					Promise.all(
						workers.map(async (jobs) => {
							const table = database.process(() => windows.next().value as number);
							await Promise.all(jobs.map(async (one) => await carryOut(table, one)));
						}),
					),
				);
				for (const [key, times] of sent) {
					expect([key, times]).toEqual([key, 1]);
					expect(database.names).toContain(String(key));
				}
			},
		),
		{ numRuns: 300 },
	);
}, 120_000);
