import type { IDataObject, INodeParameters } from 'n8n-workflow';

import { AT_ONCE, call } from '../sandbox/support';
import { runViber } from '../support/engine';
import type { FaultyWay } from '../support/faultyWay';
import { openFaultyWay } from '../support/faultyWay';
import type { Peer, SeenRequest } from '../support/peer';
import { startPeer } from '../support/peer';
import type { Sandbox, SandboxBot, SandboxPerson } from '../support/sandbox';
import { startSandbox } from '../support/sandbox';

/** How many people get each message. */
const PEOPLE = 3;

const keyboard = (reply: string) =>
	JSON.stringify({ Type: 'keyboard', Buttons: [{ ActionBody: reply, Text: 'Yes' }] });

/** What messages may differ in; each of them differs from the first in one thing. */
const PLAIN = {
	from: 'Corner Café',
	messageType: 'text',
	text: 'News',
	imageUrl: 'https://shop.example.com/a.jpg',
	caption: '',
	keyboardJson: '',
	trackingData: '',
	avatar: '',
	minApiVersion: '' as number | '',
};
const DIFFERENCES: Array<Partial<typeof PLAIN>> = [
	{},
	{ from: 'Corner Bakery' },
	{ text: 'Other news' },
	{ messageType: 'picture' },
	{ messageType: 'picture', imageUrl: 'https://shop.example.com/b.jpg' },
	{ messageType: 'picture', caption: 'Sale' },
	{ keyboardJson: keyboard('yes') },
	{ keyboardJson: keyboard('no') },
	{ trackingData: 'order 1' },
	{ trackingData: 'order 2' },
	{ avatar: 'https://shop.example.com/avatar.jpg' },
	{ minApiVersion: 3 },
	{ minApiVersion: 4 },
];

const UNUSED = Object.fromEntries(
	['videoUrl', 'fileUrl', 'contactName', 'contactPhone', 'linkUrl', 'stickerId'].map((name) => [
		name,
		'1',
	]),
);

let sandbox: Sandbox;
let webhook: Peer;
let way: FaultyWay;
/** Two bots, as an expression in the credential chooses one for each item. */
let bots: SandboxBot[];
let items: Array<{ item: IDataObject; bot: SandboxBot }>;

beforeAll(async () => {
	[sandbox, webhook] = await Promise.all([startSandbox(), startPeer()]);
	way = await openFaultyWay(sandbox);
	bots = await Promise.all([openBot(), openBot()]);
	const people = await Promise.all(bots.map(peopleOf));
	// Equal ones stand far from each other.
	items = Array.from({ length: PEOPLE }, (_, person) =>
		DIFFERENCES.flatMap((difference, place) =>
			bots.map((bot, account) => ({
				item: {
					...PLAIN,
					...difference,
					to: people[account]?.[person * DIFFERENCES.length + place]?.id,
				},
				bot,
			})),
		),
	).flat();
});

afterAll(async () => {
	await Promise.all([way?.peer.stop(), webhook?.stop()]);
	await sandbox?.stop();
});

async function openBot(): Promise<SandboxBot> {
	const bot = await sandbox.newBot({ ...AT_ONCE, messagesPerHourWithoutReply: null });
	await call(bot, 'set_webhook', { url: webhook.origin, event_types: [] });
	return bot;
}

async function peopleOf({ id }: SandboxBot): Promise<SandboxPerson[]> {
	const wish = { count: PEOPLE * DIFFERENCES.length, subscribed: 1 };
	const path = `/bots/${id}/people`;
	return (await sandbox.control<{ people: SandboxPerson[] }>('POST', path, wish)).people;
}

/** Gives the output, and what went over the wire. */
async function run(operation: 'send' | 'broadcast') {
	const { output } = await runViber({
		items: items.map(({ item }) => item),
		parameters: {
			resource: 'message',
			operation,
			provider: 'viberBot',
			receiversFrom: 'items',
			to: '={{ $json.to }}',
			from: '={{ $json.from }}',
			messageType: '={{ $json.messageType }}',
			text: '={{ $json.text }}',
			imageUrl: '={{ $json.imageUrl }}',
			// With an expression as message type n8n wants the fields of all.
			...UNUSED,
			options: Object.fromEntries(
				['caption', 'keyboardJson', 'trackingData', 'avatar', 'minApiVersion'].map((name) => [
					name,
					`={{ $json.${name} }}`,
				]),
			),
		} as INodeParameters,
		credential: items.map(({ bot }) => ({
			authToken: bot.token,
			baseUrl: way.addressOf(bot),
		})),
	});
	return { output, requests: way.peer.seen.splice(0) };
}

/** What the requests say to each receiver, in whose name. */
function saidOf(requests: readonly SeenRequest[]): Map<string, unknown> {
	const said = new Map<string, unknown>();
	for (const { headers, body } of requests) {
		const { receiver, broadcast_list, ...content } = JSON.parse(body.toString()) as {
			receiver?: string;
			broadcast_list?: string[];
		};
		for (const to of broadcast_list ?? [receiver ?? '']) {
			expect(said.has(to)).toBe(false);
			said.set(to, [headers['x-viber-auth-token'], content]);
		}
	}
	return said;
}

it('together or not, everybody gets the same, from the same bot, and each item has its own ID', async () => {
	const apart = await run('send');
	const together = await run('broadcast');
	expect(apart.requests).toHaveLength(items.length);
	expect(together.requests).toHaveLength(bots.length * DIFFERENCES.length);
	const said = saidOf(together.requests);
	expect(said.size).toBe(items.length);
	expect(said).toEqual(saidOf(apart.requests));
	const accepted = await Promise.all(
		bots.map(
			async ({ id }) =>
				await sandbox.control<Array<{ id: string; to: string }>>('GET', `/bots/${id}/accepted`),
		),
	);
	const idsOf = (to: unknown) => accepted.flat().flatMap((one) => (one.to === to ? [one.id] : []));
	for (const [nth, { output }] of [apart, together].entries()) {
		expect(output.map(({ json, pairedItem }) => [pairedItem, json.to, json.messageId])).toEqual(
			items.map(({ item: { to } }, item) => [{ item }, to, idsOf(to)[nth]]),
		);
	}
});
