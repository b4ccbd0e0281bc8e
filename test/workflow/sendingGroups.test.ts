import type { IDataObject, NodeApiError } from 'n8n-workflow';

import type { Scene, Stage } from '../support/scenes';
import { GOES_ON, openScene, startStage, stopStage } from '../support/scenes';
import type { Wanted } from '../support/truth';
import { expectTruth, toldByError, toldByItems } from '../support/truth';

/** Numbers of the sandbox's Messaggio that stand for something. */
const BAD = '380500000151';
const DENIED = '380500000153';
const ERROR_ONCE = '380500000154';
const TOO_FAST = '380500000156';

let stage: Stage;
let scene: Scene;

beforeAll(async () => {
	stage = await startStage();
});

afterAll(async () => await stopStage(stage));

beforeEach(async () => {
	scene = await openScene(stage, 'messaggio');
});

afterEach(async () => await scene.close());

/** Equal messages to these numbers; ten of them go out together. */
const toEach = (numbers: readonly string[]): Wanted[] =>
	numbers.map((to, item) => ({ item, to, text: 'Hello' }));

const send = async (wanted: readonly Wanted[], options: IDataObject = {}, goesOn = true) =>
	await scene.send(options, {
		items: wanted.map(({ to, text }) => ({ to, text })),
		...(goesOn ? GOES_ON : {}),
	});

const phones = () => scene.wanted.map(({ to }) => to);

const statusOf = ({ json }: { json: IDataObject }) =>
	json.status ?? (json.error as IDataObject).status;

/** What becomes of the bad numbers, and of the good ones in a request with one of them. */
type Fates = Record<'bad' | 'beside', { status: string; hasId: boolean }>;

const REFUSED = { status: 'refused', hasId: false };
const DOUBTFUL = { status: 'unknown', hasId: true };

/** What Messaggio may do with a request that names bad numbers: no document says (messaggio.md §9, 8). */
const BAD_PHONE: Array<[string, Fates]> = [
	['refusesAll', { bad: REFUSED, beside: { status: 'accepted', hasId: true } }],
	[
		'takesTheRest',
		{ bad: { status: 'unknown', hasId: false }, beside: { status: 'accepted', hasId: true } },
	],
	['takesTheRestButRefuses', { bad: REFUSED, beside: DOUBTFUL }],
];

/** Where the bad numbers stand: in two groups, and in one. */
const PLACES: Array<[string, Array<[number, string]>]> = [
	[
		'two groups',
		[
			[13, DENIED],
			[27, BAD],
		],
	],
	[
		'one group',
		[
			[10, BAD],
			[19, DENIED],
		],
	],
];

const CASES = BAD_PHONE.flatMap(([setting, fates]) =>
	PLACES.map(([where, places]) => ({ setting, where, fates, places })),
);

describe('bad numbers among good ones', () => {
	function withBad(places: Array<[number, string]>): Wanted[] {
		const numbers = phones();
		for (const [place, number] of places) numbers[place] = number;
		return toEach(numbers);
	}

	const groupOf = (item: number) => Math.floor(item / 10);

	it.each(CASES)(
		'$setting, in $where: nobody gets it twice, and each item says what became of it',
		async ({ setting, fates, places }) => {
			await scene.set({ badPhone: setting });
			const wanted = withBad(places);
			const { output } = await send(wanted);
			const told = toldByItems(output, wanted);
			const accepted = await scene.accepted();
			expectTruth(told, accepted, wanted);
			const bad = new Set(places.map(([place]) => place));
			const spoilt = new Set(places.map(([place]) => groupOf(place)));
			expect(accepted).toHaveLength(wanted.length - bad.size);
			const fateOf = (item: number) => {
				if (bad.has(item)) return fates.bad;
				return spoilt.has(groupOf(item)) ? fates.beside : { status: 'accepted', hasId: true };
			};
			const lines = [...told.accepted, ...told.uncertain, ...told.unsent];
			const hasId = new Map(lines.map(({ item, messageId }) => [item, messageId !== null]));
			expect(output.map((one, item) => [item, statusOf(one), hasId.get(item)])).toEqual(
				wanted.map(({ item }) => [item, fateOf(item).status, fateOf(item).hasId]),
			);
			for (const [place, number] of places) {
				if (fates.bad !== REFUSED) continue;
				expect(output[place]?.json.error).toMatchObject({ to: number });
			}
		},
	);

	it.each(CASES.filter(({ fates }) => fates.bad === REFUSED))(
		'$setting, in $where: the run stops, and its account has every ID that was given out',
		async ({ setting, places }) => {
			await scene.set({ badPhone: setting });
			const wanted = withBad(places);
			const { result } = await send(wanted, { requestsAtOnce: 1 }, false);
			const error = result.data.resultData.error as NodeApiError;
			const told = toldByError(error, wanted);
			const accepted = await scene.accepted();
			expectTruth(told, accepted, wanted);
			const inSecond = places.filter(([place]) => groupOf(place) === 1);
			expect(told.accepted).toHaveLength(20 - inSecond.length);
			expect(accepted).toHaveLength(20 - inSecond.length);
			expect(told.unsent.map(({ item }) => item)).toEqual([
				...inSecond.map(([place]) => place),
				...[...Array(20).keys()].map((item) => 20 + item),
			]);
			for (const { id } of accepted) expect(error.description).toContain(id);
		},
	);

	it('are found with few requests', async () => {
		await send(withBad([[13, DENIED]]));
		// Four groups, and eight more to find the one in its group of ten.
		expect(scene.way.peer.seen.length).toBeLessThanOrEqual(12);
	});

	it('an answer that gets lost on the way to them: nobody gets it twice', async () => {
		const wanted = withBad([[7, DENIED]]).slice(0, 10);
		await scene.disturb({ resetAfter: { times: 1, from: 2 } });
		const { output } = await send(wanted);
		const accepted = await scene.accepted();
		expectTruth(toldByItems(output, wanted), accepted, wanted);
		expect(accepted).toHaveLength(9);
		// The first five are uncertain; the denied one is found among the others.
		expect(output.map(statusOf)).toEqual([
			...Array<string>(5).fill('unknown'),
			...['accepted', 'accepted', 'refused', 'accepted', 'accepted'],
		]);
	});

	it('a sender that is not allowed: groups are not all cut down to single numbers', async () => {
		await scene.set({ approvedSenders: 'Somebody' });
		const wanted = toEach(Array.from({ length: 100 }, (_, item) => String(380500001000 + item)));
		const { output } = await send(wanted, { requestsAtOnce: 1 });
		const told = toldByItems(output, wanted);
		expectTruth(told, await scene.accepted(), wanted);
		for (const { json } of output) {
			expect(json.error).toMatchObject({ status: 'refused', code: '-1' });
		}
		expect(scene.way.peer.seen).toHaveLength(28);
	});
});

describe('IDs in the answer', () => {
	it.each(['digits', 'plus', 'absent'])(
		'whether they name their phones or not (%s), each gets its own',
		async (idPhone) => {
			await scene.set({ idPhone });
			const { wanted, requests, way } = scene;
			const told = toldByItems((await scene.send()).output, wanted);
			expectTruth(told, await scene.accepted(), wanted);
			expect(told.accepted).toHaveLength(wanted.length);
			expect(way.peer.seen).toHaveLength(requests);
		},
	);

	it('are there for some recipients of an item only: it says so for each of them', async () => {
		await scene.set({ acceptedPhones: 1 });
		const [first = '', second = ''] = phones();
		const { output } = await scene.send({}, { items: [{ to: [first, second], text: 'Hello' }] });
		const wanted = [first, second].map((to) => ({ item: 0, to, text: 'Hello' }));
		const told = toldByItems(output, wanted);
		expectTruth(told, await scene.accepted(), wanted);
		expect(told.accepted.map(({ to }) => to)).toEqual([first]);
		expect(told.uncertain.map(({ to }) => to)).toEqual([second]);
		expect(output[1]?.json.note).toMatch(/no ID/);
	});

	it.each([
		['digits', 4],
		['plus', 4],
		// IDs of some, and nobody knows of whom.
		['absent', 0],
	])(
		'are there for some only (%s): the others may have been left out, and are not sent again',
		async (idPhone, known) => {
			await scene.set({ acceptedPhones: 4, idPhone });
			const { wanted, requests, way } = scene;
			const { output } = await scene.send();
			const told = toldByItems(output, wanted);
			const accepted = await scene.accepted();
			expectTruth(told, accepted, wanted);
			expect(accepted).toHaveLength(4 * requests);
			expect(told.accepted).toHaveLength(known * requests);
			expect(told.unsent).toEqual([]);
			for (const { item } of told.uncertain) {
				expect(output[item]?.json).toMatchObject({
					messageId: null,
					note: expect.stringMatching(/no ID/) as string,
				});
			}
			expect(way.peer.seen).toHaveLength(requests);
		},
	);
});

describe('codes that ask to repeat', () => {
	it('-4: the whole request is asked again, and everybody gets it once', async () => {
		const wanted = toEach([...phones(), ERROR_ONCE]);
		const { output } = await send(wanted);
		const told = toldByItems(output, wanted);
		expectTruth(told, await scene.accepted(), wanted);
		expect(told.accepted).toHaveLength(wanted.length);
		expect(scene.way.peer.seen).toHaveLength(5 + 1);
	});

	it('-6: asked again after a second, and given up as documented', async () => {
		const begun = performance.now();
		const wanted = toEach([TOO_FAST]);
		const { output } = await send(wanted, { retries: 1 });
		expect(performance.now() - begun).toBeGreaterThan(1000);
		expectTruth(toldByItems(output, wanted), await scene.accepted(), wanted);
		expect(output[0]?.json.error).toMatchObject({ status: 'refused', code: '-6' });
		expect(scene.way.peer.seen).toHaveLength(2);
	});
});

describe('by GET', () => {
	const MANY = Array.from({ length: 1000 }, (_, item) => String(380500000000 + item));
	const all = { method: 'GET', recipientsPerRequest: 1000, deliveryReport: false };

	// The server is one of Node.js, which takes heads of up to 16 KB.
	it.each([
		['names no more than fit into the address', 8000, 3],
		['is cut when the server takes less', 2000, 21],
	])('a group %s', async (_, most, requests) => {
		const { peer } = scene.way;
		scene.way.interfere = (__, response, { path }) => {
			if (path.length > most) response.writeHead(414).end('<html>too long</html>');
			else response.writeHead(200).end('<response><code>0</code></response>');
			return true;
		};
		const { output } = await send(toEach(MANY), all);
		expect(output.filter(({ json }) => json.status !== 'accepted')).toEqual([]);
		const taken = peer.seen.filter(({ path }) => path.length <= most);
		const named = taken.flatMap(({ path }) => new URLSearchParams(path.slice(1)).getAll('phone'));
		expect(named.sort()).toEqual(MANY);
		expect(peer.seen).toHaveLength(requests);
	});
});
