import fc from 'fast-check';

import { encodeText } from '../../../../../nodes/Viber/providers/messaggio/charsets';
import { signMessage, signUpload } from '../../../../../nodes/Viber/providers/messaggio/signing';
import { md5 } from '../../../../support/messaggioPeer';
import type { MessaggioBot } from '../../../../sandbox/messaggioSupport';
import { newAccount } from '../../../../sandbox/messaggioSupport';
import type { SenderAccount } from '../../../../sandbox/decisionTelecomSupport';
import { newSender } from '../../../../sandbox/decisionTelecomSupport';
import { runViber } from '../../../../support/engine';
import type { Sandbox, SandboxLogEntry, SandboxMessage } from '../../../../support/sandbox';
import { startSandbox } from '../../../../support/sandbox';

const RUNS = 60;
const FIRST = '380500000001';
const OTHERS = ['380500000002', '380500000003'];

let sandbox: Sandbox;

beforeAll(async () => {
	sandbox = await startSandbox();
});

afterAll(async () => await sandbox?.stop());

// messaggio.md §3 and §6: those that tell a wrong reading from the right one.
describe('the vectors of other readings', () => {
	it('are what CP1251 would give for the official sample', () => {
		const [user, from, phone] = ['hitfm', 'HitFM', '79031234567'].map((value) =>
			Buffer.from(value),
		);
		const txt = encodeText('Съешь еще этих французских булок', 'CP1251', 'Text');
		if (!user || !from || !phone) throw new Error('A value is missing');
		expect(signMessage({ user, from, phones: [phone], txt }, 'test_key')).toBe(
			'51c0f9c085d774d1b8b472e989e9bb9c',
		);
	});

	it('are what the digest of an image in capitals would give', () => {
		const image = '03806EA9F48D2A9196C1CEAAED832EC6';
		expect(md5('onvUser', image, '4GD2dh5FAa032')).toBe('442565d4f64e01ad93543fe764c0b03f');
		const hello = Buffer.from('hello');
		expect(md5(hello)).toBe('5d41402abc4b2a76b9719d911017c592');
		const inCapitals = md5('demoUser', md5(hello).toUpperCase(), 's3cr3tKey');
		expect(inCapitals).toBe('52cd2c335a68910b4b4b8750592b4bc2');
		expect(signUpload('demoUser', hello, 's3cr3tKey')).not.toBe(inCapitals);
	});
});

/** What has gone wrong in forms, JSON and charsets before, and anything else. */
const AWKWARD = fc.oneof(
	{ weight: 3, arbitrary: fc.string({ unit: 'binary', minLength: 1, maxLength: 3 }) },
	{
		weight: 1,
		arbitrary: fc.integer({ min: 0xd800, max: 0xdfff }).map((c) => String.fromCharCode(c)),
	},
	{
		weight: 3,
		arbitrary: fc.constantFrom(
			...['&', '+', '%', '%41', '%zz', '=', ';', '#', '?', ' ', '\n', '\r\n', '\r', '\t', '\0'],
			...['"', '\\', '<b>', '&amp;', '{{ 1 }}', '=', '=1', '[]', "'", '\u2028', '\uFEFF', '\x7f'],
			...[
				'ї',
				'Ж',
				'é',
				'e\u0301',
				'o\u0302\u0323',
				'\u200d',
				'\u202e',
				'😀',
				'👩‍👩‍👧',
				'🇺🇦',
				'𝔘',
				'ﷺ',
			],
		),
	},
);

const text = (maxLength: number) =>
	fc
		.array(AWKWARD, { minLength: 1, maxLength: 12 })
		.map((parts) => parts.join('').slice(0, maxLength))
		.filter((value) => value.trim() !== '');

/** What of a text can be written: half a pair of surrogates has no bytes in UTF-8. */
const writable = (value: string) => Buffer.from(value).toString();

async function messagesOf(id: string, phone: string): Promise<SandboxMessage[]> {
	const { people } = await sandbox.control<MessaggioBot>('GET', `/bots/${id}`);
	const found = people.find(({ phoneNumber }) => phoneNumber === `+${phone}`);
	return (found?.messages ?? []).filter(({ from }) => from === 'bot');
}

describe.each([
	['POST', 'UTF-8', 'apart'],
	['GET', 'UTF-8', 'apart'],
	['POST', 'UCS-2', 'apart'],
	['GET', 'UCS-2', 'apart'],
	['POST', 'UTF-8', 'grouped'],
	['GET', 'UCS-2', 'grouped'],
])('Messaggio, by %s in %s, %s', (method, charset, how) => {
	const isGrouped = how === 'grouped';

	it('takes every signature, and the phone shows what was sent', async () => {
		const bot = await newAccount(sandbox, { approvedSenders: '*' });
		const credential = {
			login: bot.credential.login,
			secretKey: bot.token,
			baseUrl: `${bot.baseUrl}/`,
			mediaUrl: `${bot.baseUrl}/upload/`,
		};
		const message = fc.record({
			text: text(500).map((value) => (charset === 'UTF-8' ? value : writable(value))),
			from: text(11),
			transactionId: text(100),
			to: isGrouped
				? fc.constant<string[]>([FIRST, ...OTHERS])
				: fc.shuffledSubarray([...OTHERS]).map((others): string[] => [FIRST, ...others]),
		});
		const items = fc.sample(message, RUNS);
		const { output } = await runViber({
			// Each person of a group has an item, and all of them one request.
			items: isGrouped
				? items.flatMap((item) => item.to.map((phone) => ({ ...item, to: [phone] })))
				: items,
			parameters: {
				resource: 'message',
				operation: 'send',
				provider: 'messaggio',
				to: '={{ $json.to }}',
				from: '={{ $json.from }}',
				text: '={{ $json.text }}',
				options: {
					transactionId: '={{ $json.transactionId }}',
					method,
					charset,
					messagesPerSecond: 0,
					groupEqual: isGrouped,
				},
			},
			credential,
			onError: 'continueRegularOutput',
		});
		const expected = items.flatMap(({ to, transactionId }) =>
			to.map((phone) => ({ to: phone, status: 'accepted', transactionId })),
		);
		expect(output.map(({ json }) => json)).toMatchObject(expected);
		const log = await sandbox.control<SandboxLogEntry[]>('GET', `/bots/${bot.id}/log`);
		const sent = log.filter(({ name }) => name === 'send');
		if (isGrouped) expect(sent).toHaveLength(RUNS);
		expect(sent.filter(({ status }) => status !== 0)).toEqual([]);
		const shown = await messagesOf(bot.id, FIRST);
		expect(shown.map((one) => [one.text, one.senderName, one.trackingData])).toEqual(
			items.map((one) => [
				writable(one.text),
				writable(one.from.trim()),
				writable(one.transactionId),
			]),
		);
		for (const phone of OTHERS) {
			const meant = items.filter(({ to }) => to.includes(phone));
			expect((await messagesOf(bot.id, phone)).map((one) => one.text)).toEqual(
				meant.map((one) => writable(one.text)),
			);
		}
	}, 60_000);
});

it('Messaggio, in CP1251: all that it has arrives', async () => {
	const bot = await newAccount(sandbox);
	const all = new TextDecoder('windows-1251').decode(
		Uint8Array.from({ length: 255 }, (_, index) => index + 1).filter((byte) => byte !== 0x98),
	);
	const { output } = await runViber({
		items: [{ text: all }],
		parameters: {
			resource: 'message',
			operation: 'send',
			provider: 'messaggio',
			to: FIRST,
			from: 'DEMO',
			text: '={{ $json.text }}',
			options: { charset: 'CP1251' },
		},
		credential: {
			login: bot.credential.login,
			secretKey: bot.token,
			baseUrl: bot.baseUrl,
			mediaUrl: bot.baseUrl,
		},
	});
	expect(output[0]?.json.status).toBe('accepted');
	expect((await messagesOf(bot.id, FIRST)).map((one) => one.text)).toEqual([all]);
});

it('DecisionTelecom: any text arrives unchanged', async () => {
	const account: SenderAccount = await newSender(sandbox, { registeredSenders: '*' });
	const items = fc.sample(fc.record({ text: text(1000), from: text(20) }), RUNS);
	const { output } = await runViber({
		items,
		parameters: {
			resource: 'message',
			operation: 'send',
			provider: 'decisionTelecom',
			to: FIRST,
			from: '={{ $json.from }}',
			text: '={{ $json.text }}',
		},
		credential: { apiKey: account.token, keyEncoding: 'auto', baseUrl: account.baseUrl },
		onError: 'continueRegularOutput',
	});
	expect(output.map(({ json }) => json.status)).toEqual(items.map(() => 'accepted'));
	// JSON can write half a pair of surrogates, so that not even that is lost.
	expect((await messagesOf(account.id, FIRST)).map((one) => [one.text, one.senderName])).toEqual(
		items.map((one) => [one.text, one.from.trim()]),
	);
}, 60_000);
