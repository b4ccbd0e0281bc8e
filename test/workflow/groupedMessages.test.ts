import type { IDataObject } from 'n8n-workflow';

import type { MessaggioBot } from '../sandbox/messaggioSupport';
import { newAccount, uploadPicture } from '../sandbox/messaggioSupport';
import { acceptedBy } from '../sandbox/support';
import { runViber } from '../support/engine';
import type { FaultyWay } from '../support/faultyWay';
import { openFaultyWay } from '../support/faultyWay';
import type { SeenRequest } from '../support/peer';
import type { Sandbox, SandboxBot, SandboxMessage, SandboxPerson } from '../support/sandbox';
import { startSandbox } from '../support/sandbox';
import { credentialOf } from '../support/scenes';

/** How many people get each message; more than go out with one request. */
const PEOPLE = 12;
const AT_ONCE = 10;

/** What messages may differ in; each of them differs from the first in one thing. */
const PLAIN = {
	from: 'DEMO',
	text: 'Hello',
	messageType: 'text',
	buttonText: '',
	buttonUrl: '',
	transactionId: '',
	expiryText: '',
	deliveryReport: true,
	channel: 'viber',
	charset: 'UTF-8',
	/** In seconds; '' for none. */
	deliveryTimeout: '' as number | '',
	extraFields: '',
	method: 'POST',
	/** Which of the account's pictures, where there is one. */
	picture: 0,
};
const BUTTON = {
	messageType: 'textButton',
	buttonText: 'Open',
	buttonUrl: 'https://shop.example.com/a',
};
const DIFFERENCES: Array<Partial<typeof PLAIN>> = [
	{},
	{ from: 'Corner Cafe' },
	{ text: 'Goodbye' },
	BUTTON,
	{ ...BUTTON, from: 'Corner Cafe' },
	{ ...BUTTON, buttonText: 'Look' },
	{ ...BUTTON, buttonUrl: 'https://shop.example.com/b' },
	{ ...BUTTON, messageType: 'textImageButton' },
	{ messageType: 'image', text: '' },
	{ messageType: 'image', text: '', picture: 1 },
	{ transactionId: 'order 1' },
	{ transactionId: 'order 2' },
	{ expiryText: 'Too late' },
	{ deliveryReport: false },
	{ channel: 'sms' },
	{ charset: 'CP1251' },
	{ deliveryTimeout: 120 },
	{ deliveryTimeout: 180 },
	{ extraFields: '{ "label": "spring" }' },
	{ method: 'GET' },
];

interface Item extends IDataObject {
	to: string;
	imageId: string;
}

let sandbox: Sandbox;
let way: FaultyWay;
/** Two accounts, as an expression in the credential chooses one for each item. */
let accounts: Array<{ bot: MessaggioBot; people: SandboxPerson[]; imageIds: string[] }>;
let items: Array<{ item: Item & typeof PLAIN; account: number }>;

beforeAll(async () => {
	sandbox = await startSandbox();
	way = await openFaultyWay(sandbox);
	await openAccounts();
});

afterAll(async () => {
	await way?.peer.stop();
	await sandbox?.stop();
});

const phoneOf = ({ phoneNumber }: SandboxPerson) => phoneNumber.replace(/\D/g, '');

async function openAccounts(): Promise<void> {
	accounts = await Promise.all(
		[0, 1].map(async (account) => {
			const bot = await newAccount(sandbox);
			const { people } = await sandbox.control<{ people: SandboxPerson[] }>(
				'POST',
				`/bots/${bot.id}/people`,
				// All accounts have the same numbers; so that nobody is in both, the second has other ones.
				{ count: (account + 1) * PEOPLE * DIFFERENCES.length },
			);
			people.splice(0, account * PEOPLE * DIFFERENCES.length);
			return { bot, people, imageIds: [await uploadPicture(bot), await uploadPicture(bot)] };
		}),
	);
	// Equal ones stand far from each other.
	items = Array.from({ length: PEOPLE }, (_, person) =>
		DIFFERENCES.flatMap((difference, place) =>
			accounts.map(({ people, imageIds }, account) => ({
				item: {
					...PLAIN,
					...difference,
					to: phoneOf(people[person * DIFFERENCES.length + place] as SandboxPerson),
					imageId: imageIds[difference.picture ?? 0] ?? '',
				},
				account,
			})),
		),
	).flat();
	expect(new Set(items.map(({ item }) => item.to)).size).toBe(items.length);
}

async function send(groupEqual: boolean) {
	const { output } = await runViber({
		items: items.map(({ item }) => item),
		parameters: {
			resource: 'message',
			operation: 'send',
			provider: 'messaggio',
			to: '={{ $json.to }}',
			from: '={{ $json.from }}',
			messageType: '={{ $json.messageType }}',
			channel: '={{ $json.channel }}',
			text: '={{ $json.text }}',
			imageId: '={{ $json.imageId }}',
			buttonText: '={{ $json.buttonText }}',
			buttonUrl: '={{ $json.buttonUrl }}',
			options: {
				transactionId: '={{ $json.transactionId }}',
				expiryText: '={{ $json.expiryText }}',
				deliveryReport: '={{ $json.deliveryReport }}',
				charset: '={{ $json.charset }}',
				deliveryTimeout: '={{ $json.deliveryTimeout }}',
				extraFields: '={{ $json.extraFields }}',
				method: '={{ $json.method }}',
				messagesPerSecond: 0,
				recipientsPerRequest: AT_ONCE,
				groupEqual,
			},
		},
		credential: items.map(({ account }) => {
			const { bot } = accounts[account] as { bot: MessaggioBot };
			return credentialOf(bot, way.addressOf(bot));
		}),
	});
	return output;
}

/** What of a message its reader sees, and what comes back in reports of it. */
function essence({ text, senderName, media, trackingData, ...more }: SandboxMessage) {
	const { button, expiryText } = more as { button?: unknown; expiryText?: string };
	return { text, senderName, media, button, trackingData, expiryText };
}

/** What arrived at each phone of both accounts. */
async function arrived(): Promise<Map<string, Array<ReturnType<typeof essence>>>> {
	const all = await Promise.all(
		accounts.map(async ({ bot }, account) => {
			const { people } = await sandbox.control<SandboxBot>('GET', `/bots/${bot.id}`);
			return people.map((person) => ({
				phone: `${account} ${phoneOf(person)}`,
				messages: person.messages.map(essence),
			}));
		}),
	);
	return new Map(all.flat().map(({ phone, messages }) => [phone, messages]));
}

/** What the requests say, beside their signature, to each phone of each account. */
function saidOf(requests: readonly SeenRequest[]): Map<string, string> {
	const said = new Map<string, string>();
	for (const { method, path, body } of requests) {
		const form = new URLSearchParams(method === 'GET' ? path.replace(/.*\?/, '') : body.toString());
		const rest = [...form].filter(([key]) => key !== 'phone' && key !== 'sign');
		for (const phone of form.getAll('phone')) {
			const name = `${form.get('user')} ${phone}`;
			expect(said.get(name)).toBeUndefined();
			said.set(name, JSON.stringify([method, rest]));
		}
	}
	return said;
}

/** What an item is to come to; the address of a picture is the sandbox's own. */
const wantedOf = ({ item }: (typeof items)[number]) => ({
	text: item.text,
	senderName: item.from,
	media: /image/i.test(item.messageType) ? (expect.any(String) as string) : undefined,
	button: item.buttonText === '' ? undefined : { caption: item.buttonText, url: item.buttonUrl },
	trackingData: item.transactionId === '' ? null : item.transactionId,
	expiryText: item.expiryText === '' ? undefined : item.expiryText,
});

it('grouped or not, everybody gets the same, and each item has its own ID', async () => {
	const apart = await send(false);
	expect(way.peer.seen).toHaveLength(items.length);
	const grouped = await send(true);
	const requests = way.peer.seen.splice(0);
	expect(saidOf(requests.slice(items.length))).toEqual(saidOf(requests.slice(0, items.length)));
	expect(requests.length - items.length).toBe(
		accounts.length * DIFFERENCES.length * Math.ceil(PEOPLE / AT_ONCE),
	);

	const got = await arrived();
	const pictures = new Map<string, string>();
	for (const one of items) {
		const messages = got.get(`${one.account} ${one.item.to}`) ?? [];
		expect(messages).toEqual([wantedOf(one), wantedOf(one)]);
		for (const { media } of messages) {
			if (media === undefined) continue;
			expect(pictures.get(one.item.imageId) ?? media).toBe(media);
			pictures.set(one.item.imageId, media);
		}
	}
	expect(new Set(pictures.values()).size).toBe(4);

	const ids = new Map<string, string[]>();
	for (const [account, { bot }] of accounts.entries()) {
		for (const { to, id } of await acceptedBy(sandbox, bot)) {
			ids.set(`${account} ${to}`, [...(ids.get(`${account} ${to}`) ?? []), id]);
		}
	}
	expect([...ids.values()].flat()).toHaveLength(2 * items.length);
	for (const [run, output] of [apart, grouped].entries()) {
		expect(output.map(({ json, pairedItem }) => [pairedItem, json.to, json.messageId])).toEqual(
			items.map(({ item, account }, index) => [
				{ item: index },
				item.to,
				item.deliveryReport ? ids.get(`${account} ${item.to}`)?.[run] : null,
			]),
		);
	}
});
