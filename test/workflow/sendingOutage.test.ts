import { openDoor } from '../support/door';
import type { Manner, Stage } from '../support/scenes';
import { credentialOf, GOES_ON, openScene, startStage, stopStage } from '../support/scenes';
import { expectTruth, toldByItems } from '../support/truth';

/** How long the provider is away. The waits between tries bridge 7.5 s at least. */
const AWAY_MS = 5000;

const AT_ONCE = 3;

let stage: Stage;

beforeAll(async () => {
	stage = await startStage();
});

afterAll(async () => await stopStage(stage));

/** Runs the node while the provider goes away: when one request more than `before` has come. */
async function play(manner: Manner, requests: number, before: number) {
	const scene = await openScene(stage, manner, { requests });
	const { way, account, wanted, perRequest } = scene;
	const door = await openDoor(way.peer.origin);
	const back = new Promise<void>((resolve, reject) => {
		way.interfere = async (number) => {
			if (number !== before + 1) return false;
			await door.shut();
			setTimeout(() => void door.open().then(resolve, reject), AWAY_MS);
			return false;
		};
	});
	const address = way.addressOf(account).replace(way.peer.origin, door.origin);
	const credential = credentialOf(account, address);
	const { output } = await scene.send({ requestsAtOnce: AT_ONCE }, { ...GOES_ON, credential });
	await back;
	const booked = await scene.accepted();
	await Promise.all([scene.close(), door.shut()]);
	return { output, booked, wanted, perRequest, requests, seen: way.peer.seen.length };
}

describe('a provider that goes away in the middle and comes back after five seconds', () => {
	it('everybody gets the message but those whose answers were lost, and nobody gets it twice', async () => {
		// The longest waits, so that a run tries as seldom as it may, and the test takes as long each time.
		jest.spyOn(Math, 'random').mockReturnValue(0.999);
		const plays = await Promise.all([play('viberBot', 40, 10), play('messaggio', 12, 4)]);
		for (const { output, booked, wanted, perRequest, requests, seen } of plays) {
			const told = toldByItems(output, wanted);
			expectTruth(told, booked, wanted);
			expect(told.unsent).toEqual([]);
			expect(told.uncertain.length).toBeGreaterThanOrEqual(perRequest);
			expect(told.uncertain.length).toBeLessThanOrEqual(AT_ONCE * perRequest);
			// What ended in the door was not seen; what was tried again there had not been seen either.
			expect(seen).toBeLessThanOrEqual(requests);
		}
	}, 40_000);
});
