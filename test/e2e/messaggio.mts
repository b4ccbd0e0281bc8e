import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { test } from 'node:test';

import { nodeOutput } from '../../sandbox/n8n/executions.mts';
import type { WorkflowNode } from '../../sandbox/n8n/types.mts';
import type { World } from './suite.mts';
import { CALLBACK_SECRET } from './support/accounts.mts';
import { chat } from './support/acts.mts';
import {
	eventOf,
	eventsOf,
	givesItems,
	listener,
	pictureNode,
	productionUrl,
	reportTo,
	runNodes,
	withSecret,
} from './support/runs.mts';
import type { Casting, Player } from './support/stage.mts';
import { eventually, viberNode } from './support/stage.mts';

const [OLENA, MAREK] = ['380500000001', '380500000002'] as const;
const BUTTON = { buttonText: 'Track it', buttonUrl: 'https://shop.example.com/orders/1042' };

/** Messages through Messaggio, there and back, in the real n8n. */
export function messaggioTests(world: World): void {
	const player = async (name: string, casting: Casting = {}): Promise<Player> =>
		await world.stage.player(`Messaggio: ${name}`, { provider: 'messaggio', ...casting });

	/** An account that reports to a workflow. */
	async function reporting(name: string, events: string[], casting?: Casting) {
		const shop = await player(name, casting);
		const live = await listener(world.stage, shop, events);
		await reportTo(world.stage, shop, live);
		return { shop, live };
	}

	const upload = (shop: Player): WorkflowNode => ({
		...viberNode(shop, {}),
		name: 'Upload',
		parameters: {
			resource: 'image',
			operation: 'upload',
			provider: 'messaggio',
			binaryPropertyName: 'data',
		},
	});

	test('tells a good secret from a bad one, and sends nothing', async () => {
		const { bot, control, credential, data } = await player('secrets');
		const { rest } = world.stage;
		const check = async (changes: Record<string, string>) =>
			await rest.testCredential(credential, { ...data, ...changes });
		assert.equal((await check({})).status, 'OK');
		assert.equal((await check({ secretKey: ` ${bot.token} ` })).status, 'OK');
		const wrong: Array<Record<string, string>> = [{ secretKey: 'dummy' }, { login: 'nobody' }];
		for (const changes of wrong) {
			const { status, message } = await check(changes);
			assert.equal(status, 'Error');
			assert.match(message, /Secret Key/);
			assert.ok(!message.includes(bot.token));
		}
		const elsewhere = await check({ mediaUrl: `${world.stage.sandbox.address}/control/bots` });
		assert.equal(elsewhere.status, 'Error');
		assert.match(elsewhere.message, /Media URL/);
		assert.equal((await check({ mediaUrl: 'http://127.0.0.1:9/' })).status, 'Error');
		const calls = (await control.log()).map(({ name }) => name);
		assert.deepEqual([...new Set(calls)], ['upload'], 'no message was sent');
	});

	test('tells a wrong secret also where refusals can be read as JSON', async () => {
		const { credential, data } = await player('readable', { settings: { uploadErrors: 'json' } });
		const wrong = { ...data, secretKey: 'dummy' };
		const { status, message } = await world.stage.rest.testCredential(credential, wrong);
		assert.equal(status, 'Error');
		assert.match(message, /signature/i);
	});

	test('order shipped: a picture with a button; delivered and seen start the second workflow', async () => {
		const { shop, live } = await reporting('order shipped', ['delivered', 'seen']);
		const send = viberNode(shop, {
			to: `+${OLENA}, ${MAREK}`,
			messageType: 'textImageButton',
			text: 'Your order 1042 is on its way 🎁',
			imageId: '={{ $json.imageId }}',
			...BUTTON,
			options: { transactionId: 'order-1042' },
		});
		const execution = await runNodes(world.stage, 'Order shipped', [
			pictureNode(world.stage),
			upload(shop),
			send,
		]);
		assert.equal(execution.status, 'success', execution.data.resultData.error?.message);
		const [uploaded] = nodeOutput(execution, 'Upload');
		assert.equal(String(uploaded?.json['imageId']).length, 64);
		assert.equal(uploaded?.json['mimeType'], 'image/png');
		const phoneOf = new Map(
			nodeOutput(execution, 'Viber').map(({ json }) => [json['messageId'], json['to']]),
		);
		assert.deepEqual([...phoneOf.values()], [OLENA, MAREK]);
		const complete = await eventually('delivered and seen, both of both', async () => {
			const events = await eventsOf(world.stage, live);
			return events.length >= 4 && events;
		});
		// Reports carry no phone: it comes from what the sending node gave.
		assert.deepEqual(
			complete.map(({ event, messageId }) => `${event} ${phoneOf.get(messageId)}`).sort(),
			['delivered', 'seen'].flatMap((event) => [`${event} ${OLENA}`, `${event} ${MAREK}`]),
		);
		assert.ok(complete.every(({ transactionId }) => transactionId === 'order-1042'));
		const log = (await shop.control.log()).filter(({ what }) => what === 'callback');
		assert.deepEqual(
			new Set(log.map(({ token }) => token)),
			new Set([...phoneOf.keys()]),
			'the ids of the sandbox',
		);
		for (const phone of [OLENA, MAREK]) {
			const [bubble] = await chat(shop, phone);
			assert.equal(bubble?.text, 'Your order 1042 is on its way 🎁');
			assert.deepEqual(bubble.button, { caption: BUTTON.buttonText, url: BUTTON.buttonUrl });
			const bytes = Buffer.from(await (await fetch(bubble.media ?? '')).arrayBuffer());
			const original = `${world.stage.sandbox.address}/media/samples/sunset.png`;
			const expected = Buffer.from(await (await fetch(original)).arrayBuffer());
			const sum = (content: Buffer) => createHash('sha256').update(content).digest('hex');
			assert.equal(sum(bytes), sum(expected), 'the picture, byte for byte');
		}
		assert.ok(
			!JSON.stringify([...nodeOutput(execution, 'Viber'), complete]).includes(shop.bot.token),
		);
		assert.ok(!JSON.stringify(complete).includes(CALLBACK_SECRET));
	});

	for (const callbackMethod of ['POST', 'GET']) {
		test(`a reply starts a workflow; reports by ${callbackMethod}`, async () => {
			const { shop, live } = await reporting(`replies by ${callbackMethod}`, ['all'], {
				settings: { callbackMethod },
			});
			const execution = await runNodes(world.stage, `Replies by ${callbackMethod}`, [
				viberNode(shop, { to: OLENA, options: { transactionId: 'a+b & c' } }),
			]);
			const messageId = nodeOutput(execution, 'Viber')[0]?.json['messageId'];
			const told = async (name: string) =>
				await eventOf(world.stage, live, name, ({ event }) => event === name);
			await told('delivered');
			await shop.control.write(OLENA, 'Дякую & до зустрічі 😀');
			const reply = await told('message');
			assert.deepEqual(
				[reply['repliesTo'], reply.message?.text, reply['transactionId']],
				[messageId, 'Дякую & до зустрічі 😀', 'a+b & c'],
			);
			assert.equal((await told('seen')).messageId, messageId);
		});
	}

	test('a wrong or missing secret is refused and starts nothing; inactive, the report is lost', async () => {
		const { shop, live } = await reporting('forgeries', ['all']);
		const url = productionUrl(world.stage, live);
		const report = 'type=seen&msg_id=11111111-2222-4333-8444-555555555501';
		const headers = { 'content-type': 'application/x-www-form-urlencoded' };
		const post = async (address: string) =>
			await fetch(address, { method: 'POST', headers, body: report });
		for (const query of ['', '?secret=', '?secret=guess', `?Secret=${CALLBACK_SECRET}`]) {
			assert.equal((await post(url + query)).status, 403, query);
			const get = `${url}${query}${query === '' ? '?' : '&'}${report}`;
			assert.equal((await fetch(get)).status, 403, get);
		}
		assert.deepEqual(await world.stage.rest.executions(live.id), []);
		assert.equal((await post(withSecret(url))).status, 200);
		assert.equal((await fetch(`${withSecret(url)}&${report}`)).status, 200);
		await eventOf(world.stage, live, 'the genuine one', ({ event }) => event === 'seen');

		await world.stage.rest.deactivate(live.id);
		await runNodes(world.stage, 'Forgeries: nobody listens', [viberNode(shop, { to: OLENA })]);
		const lost = await eventually('Messaggio has its answer', async () =>
			(await shop.control.log()).find(({ name }) => name === 'delivery'),
		);
		assert.equal(lost.status, 404);
		assert.equal((await eventsOf(world.stage, live)).length, 1);
	});

	test('continuing on fail: each number its outcome, ids equal in node, callbacks and sandbox', async () => {
		const { shop, live } = await reporting('mixed outcomes', ['delivered', 'failed']);
		const outcomes: Array<[to: string, expected: string[]]> = [
			[OLENA, ['accepted']],
			['380500000153', ['refused']],
			['050 000 00 01', ['invalid']],
			[`${MAREK}; 380500000102`, ['accepted', 'accepted']],
			['380500000106', ['accepted']],
			// Without balance a run ends, so it comes last; in one request with others it would end theirs.
			['380500000155', ['refused']],
		];
		const execution = await runNodes(
			world.stage,
			'Mixed outcomes: Messaggio',
			[
				...givesItems(outcomes.map(([to]) => ({ to }))),
				viberNode(
					shop,
					{ to: '={{ $json.to }}', options: { groupEqual: false } },
					{ onError: 'continueRegularOutput' },
				),
			],
			120_000,
		);
		const items = nodeOutput(execution, 'Viber').map(({ json }) => json);
		assert.deepEqual(
			items.map(({ status, error }) => status ?? (error as { status: string }).status),
			outcomes.flatMap(([, expected]) => expected),
		);
		const accepted = items.filter(({ messageId }) => messageId !== undefined);
		assert.deepEqual(
			accepted.map(({ to }) => to),
			[OLENA, MAREK, '380500000102', '380500000106'],
		);
		const { people } = await shop.control.bot();
		for (const { to, messageId } of accepted) {
			const bubbles = people.find(({ id }) => id === to)?.messages ?? [];
			assert.deepEqual(
				bubbles.map(({ token }) => token),
				[messageId],
			);
		}
		const received = people.filter(({ messages }) => messages.length > 0);
		assert.equal(received.length, accepted.length, 'nobody else has got anything');
		const events = await eventually('news of all four', async () => {
			const all = await eventsOf(world.stage, live);
			return all.length >= accepted.length && all;
		});
		assert.deepEqual(
			accepted.map(({ messageId }) => {
				const event = events.find((one) => one.messageId === messageId);
				return [event?.event, (event?.['error'] as { code: string } | undefined)?.code];
			}),
			[
				['delivered', undefined],
				['delivered', undefined],
				['failed', 'VIBER_BLOCKED_BY_USER'],
				['failed', 'PHONE_BLACKLISTED'],
			],
		);
	});
}
