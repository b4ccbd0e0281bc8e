import assert from 'node:assert/strict';
import { test } from 'node:test';

import { nodeOutput } from '../../sandbox/n8n/executions.mts';
import type { World } from './suite.mts';
import { CALLBACK_SECRET } from './support/accounts.mts';
import { chat } from './support/acts.mts';
import {
	eventOf,
	eventsOf,
	givesItems,
	listener,
	productionUrl,
	runNodes,
	withSecret,
} from './support/runs.mts';
import type { Casting, Player } from './support/stage.mts';
import { eventually, viberNode } from './support/stage.mts';

const OLENA = '380500000001';
const WITHOUT_VIBER = '380500000004';

/** Messages through DecisionTelecom, there and back, in the real n8n. */
export function decisionTelecomTests(world: World): void {
	const player = async (name: string, casting: Casting = {}): Promise<Player> =>
		await world.stage.player(`DecisionTelecom: ${name}`, {
			provider: 'decisionTelecom',
			...casting,
		});

	const sent = async ({ control }: Player) =>
		(await control.log()).filter(({ name }) => name === 'send-viber');

	test('tells a good access key from a bad one, and sends nothing', async () => {
		const { bot, control, credential, data } = await player('keys');
		const { rest } = world.stage;
		const check = async (changes: Record<string, string>) =>
			await rest.testCredential(credential, { ...data, ...changes });
		assert.equal((await check({})).status, 'OK');
		assert.equal((await check({ apiKey: bot.credential['encodedKey'] ?? '' })).status, 'OK');
		assert.equal((await check({ apiKey: ` ${bot.token} ` })).status, 'OK');
		assert.equal((await check({ baseUrl: `${bot.baseUrl}/` })).status, 'OK');
		const wrong = await check({ apiKey: 'dummy-key' });
		assert.equal(wrong.status, 'Error');
		assert.match(wrong.message, /does not accept this access key/);
		const twice = await check({
			apiKey: bot.credential['encodedKey'] ?? '',
			keyEncoding: 'raw',
		});
		assert.match(twice.message, /does not accept this access key.*Key Encoding/);
		const elsewhere = await check({ baseUrl: `${world.stage.sandbox.address}/nowhere` });
		assert.equal(elsewhere.status, 'Error');
		assert.match(elsewhere.message, /Base URL/);
		assert.equal((await check({ baseUrl: 'http://127.0.0.1:9' })).status, 'Error');
		const calls = (await control.log()).map(({ name }) => name);
		assert.deepEqual([...new Set(calls)], ['receive-viber'], 'only the status was asked for');
	});

	test('a number without Viber: the SMS goes out; status by Get Status and by callback', async () => {
		const shop = await player('fallback');
		const live = await listener(world.stage, shop, ['delivered', 'failed']);
		const parameters = {
			to: '+38 (050) 000-00-04',
			text: 'Your order 1042 is on its way',
			smsText: 'Order 1042 is on its way',
			options: { callbackUrl: productionUrl(world.stage, live), validityPeriod: 40 },
		};
		const execution = await runNodes(world.stage, 'Fallback: send', [viberNode(shop, parameters)]);
		const [item] = nodeOutput(execution, 'Viber');
		const messageId = String(item?.json['messageId']);
		assert.deepEqual(item?.json, {
			provider: 'decisionTelecom',
			to: WITHOUT_VIBER,
			messageId,
			status: 'accepted',
		});
		const isThis = (event: { messageId?: string }) => event.messageId === messageId;
		const told = await eventOf(world.stage, live, 'news by callback', isThis);
		assert.deepEqual(
			[told.event, told['channel'], told['viber'], (told['sms'] as { code: number }).code],
			['delivered', 'sms', { status: 'undelivered', code: 4 }, 2],
		);
		const asked = await runNodes(world.stage, 'Fallback: ask', [
			viberNode(shop, { operation: 'getStatus', messageId }),
		]);
		assert.deepEqual(nodeOutput(asked, 'Viber')[0]?.json, told, 'both ways tell the same');
		const log = await shop.control.log();
		assert.ok(log.some(({ name, token }) => name === 'status' && token === messageId));
		const bubbles = await chat(shop, WITHOUT_VIBER);
		assert.deepEqual(
			bubbles.map(({ channel = 'viber', text, delivered }) => [channel, text, delivered]),
			[
				['viber', 'Your order 1042 is on its way', false],
				['sms', 'Order 1042 is on its way', true],
			],
		);
		assert.ok(!JSON.stringify([item, told]).includes(CALLBACK_SECRET));
	});

	test('a two-way reply starts a workflow and names the message that it answers', async () => {
		const shop = await player('replies', { settings: { idsBeyond53: true } });
		const live = await listener(world.stage, shop, ['delivered', 'message']);
		const options = { callbackUrl: productionUrl(world.stage, live) };
		const execution = await runNodes(world.stage, 'Replies: send', [
			viberNode(shop, { to: OLENA, text: 'Shall we ship it?', twoWay: true, options }),
		]);
		const messageId = String(nodeOutput(execution, 'Viber')[0]?.json['messageId']);
		assert.ok(BigInt(messageId) > 2n ** 53n, 'an id that a number could not hold');
		await eventOf(
			world.stage,
			live,
			'delivered',
			(event) => event.event === 'delivered' && event.messageId === messageId,
		);
		await shop.control.write(OLENA, 'Так, підтверджую 😀');
		const reply = await eventOf(world.stage, live, 'the reply', ({ event }) => event === 'message');
		const line = (await shop.control.log()).find(({ name }) => name === 'reply');
		assert.equal(reply.messageId, line?.token, 'the token of the reply, digit by digit');
		assert.ok(BigInt(reply.messageId ?? 0) > 2n ** 53n);
		assert.deepEqual(
			[reply['repliesTo'], reply.user, reply.message?.text, reply.message?.trackingData],
			[messageId, { phone: OLENA }, 'Так, підтверджую 😀', `tracking_id:${messageId}`],
		);
	});

	test('the callback address may stand in the credential instead', async () => {
		const shop = await player('address');
		const live = await listener(world.stage, shop, ['delivered']);
		const data = { ...shop.data, callbackUrl: productionUrl(world.stage, live) };
		await world.stage.rest.saveCredential({ ...shop.credential, data }, shop.credential.id);
		const execution = await runNodes(world.stage, 'Address: send', [
			viberNode(shop, { to: OLENA }),
		]);
		const messageId = nodeOutput(execution, 'Viber')[0]?.json['messageId'];
		await eventOf(world.stage, live, 'delivered', (event) => event.messageId === messageId);
	});

	test('a wrong or missing secret is refused and starts nothing; inactive, n8n answers 404', async () => {
		const shop = await player('forgeries');
		const live = await listener(world.stage, shop, ['all']);
		const url = productionUrl(world.stage, live);
		const body = JSON.stringify({ message_id: 100429, status: 1 });
		const post = async (address: string) =>
			await fetch(address, {
				method: 'POST',
				headers: { 'content-type': 'application/json' },
				body,
			});
		const forged = ['', '?secret=', '?secret=guess', `?Secret=${CALLBACK_SECRET}`];
		for (const query of forged) {
			assert.equal((await post(url + query)).status, 403, query);
			const get = `${url}${query}${query === '' ? '?' : '&'}message_id=100429&status=1`;
			assert.equal((await fetch(get)).status, 403, get);
		}
		assert.deepEqual(await world.stage.rest.executions(live.id), []);
		assert.equal((await post(withSecret(url))).status, 200);
		const { messageId } = await eventOf(world.stage, live, 'the genuine one', () => true);
		assert.equal(messageId, '100429');
		await world.stage.rest.deactivate(live.id);
		assert.equal((await post(withSecret(url))).status, 404);
		assert.equal((await eventsOf(world.stage, live)).length, 1);
	});

	test('continuing on fail: each number its outcome, ids equal in node, callbacks and sandbox', async () => {
		const shop = await player('mixed outcomes');
		const live = await listener(world.stage, shop, ['delivered', 'failed']);
		const outcomes: Array<[to: string, expected: string]> = [
			[OLENA, 'accepted'],
			['not a number', 'invalid'],
			['380500000003', 'accepted'],
			['380500000500', 'unknown'],
			['380500000010', 'accepted'],
			// Without a balance nothing more begins, so it comes last.
			['380500000402', 'refused'],
		];
		const options = { callbackUrl: productionUrl(world.stage, live) };
		const execution = await runNodes(
			world.stage,
			'Mixed outcomes: send',
			[
				...givesItems(outcomes.map(([to]) => ({ to }))),
				viberNode(shop, { to: '={{ $json.to }}', options }, { onError: 'continueRegularOutput' }),
			],
			120_000,
		);
		const items = nodeOutput(execution, 'Viber').map(({ json }) => json);
		assert.deepEqual(
			items.map(({ status, error }) => status ?? (error as { status: string }).status),
			outcomes.map(([, expected]) => expected),
		);
		const ids = items.flatMap(({ messageId }) => (messageId === undefined ? [] : [messageId]));
		const accepted = (await sent(shop)).flatMap(({ token }) => token ?? []);
		assert.deepEqual([...ids].sort(), accepted.sort());
		await eventually('news of all three', async () => {
			const events = await eventsOf(world.stage, live);
			return ids.every((id) => events.some(({ messageId }) => messageId === id));
		});
		const events = await eventsOf(world.stage, live);
		assert.deepEqual(
			ids.map((id) => events.find(({ messageId }) => messageId === id)?.event),
			['delivered', 'failed', 'delivered'],
		);
		assert.ok(events.every(({ messageId = '' }) => ids.includes(messageId)));
	});
}
