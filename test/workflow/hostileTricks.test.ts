import { msgId, xml } from '../support/messaggioPeer';
import type { HostileCall, RawPeer } from './hostileAnswers';
import {
	ACCESS_KEY,
	CALLS,
	DECISION_TELECOM_SEND,
	digitsOf,
	GET_STATUS,
	httpAnswer,
	MESSAGGIO_SEND,
	runCall,
	secretsOf,
	startRawPeer,
	UPLOAD,
} from './hostileAnswers';

// As often as ever, but without the waits.
jest.mock('../../nodes/Viber/shared/waits', () => ({
	...jest.requireActual<object>('../../nodes/Viber/shared/waits'),
	RETRIES: { tries: 5, totalMs: 60_000, baseMs: 10, capMs: 10 },
}));

let peer: RawPeer;

beforeAll(async () => {
	peer = await startRawPeer();
});

afterAll(async () => await peer.stop());

beforeEach(() => {
	peer.seen.length = 0;
});

interface Told {
	status?: string;
	messageId?: string | null;
	code?: string;
}

/** Refusals that ask for the same message again: 429, -4 and -6. */
const ASKS_AGAIN = ['refused 0', 'refused -4', 'refused -6'];

/** What one item comes to when the server says this. */
async function toldBy(call: HostileCall, body: Buffer | string): Promise<Told> {
	peer.answer = () => httpAnswer(body);
	const before = peer.seen.length;
	const { output, everything } = await runCall(peer.origin, call, 1, 'continueRegularOutput');
	const asked = peer.seen.length - before;
	for (const secret of secretsOf(peer)) expect(everything).not.toContain(secret);
	expect(({} as { polluted?: number }).polluted).toBeUndefined();
	const [item] = output;
	const told = (item?.json.error as Told | undefined) ?? item?.json ?? {};
	// Only what was refused for a moment is sent again.
	if (call.isSend && !ASKS_AGAIN.includes(`${told.status} ${told.code}`)) expect(asked).toBe(1);
	return told;
}

const ID = digitsOf(0);
const GOOD = `<code>0</code>${msgId(ID, 'the-id')}`;
const of = (inside: string) => `<response>${inside}</response>`;

describe('XML that is well-formed, with a trick', () => {
	it.each<[string, Buffer | string]>([
		['a byte order mark', `\uFEFF${of(GOOD)}`],
		['a declaration of another encoding', `<?xml version="1.0" encoding="UTF-16"?>${of(GOOD)}`],
		['comments', `<!-- <response><code>-5</code></response> -->${of(`<!-- -1 -->${GOOD}<!---->`)}`],
		['instructions', `<?xml-stylesheet href="x"?>${of(`<?code -5?>${GOOD}`)}`],
		['a CDATA section', of(`<code><![CDATA[0]]></code>${msgId(ID, '<![CDATA[the-id]]>')}`)],
		['numbered characters', of(`<code>&#48;</code>${msgId(ID, '&#x74;he-id')}`)],
		['other elements', of(`<a><code>-5</code></a>${GOOD}<code2>-5</code2>`)],
		['blanks', `\n${of(`\n<code>\t0\n</code>\n${msgId(` ${ID} `, ' the-id ')}\n`)}\n`],
		['a number with a plus sign', of(`<code>0</code>${msgId(`+${ID}`, 'the-id')}`)],
	])('is read: %s', async (_, body) => {
		expect(await toldBy(MESSAGGIO_SEND, body)).toMatchObject({
			status: 'accepted',
			messageId: 'the-id',
		});
	});

	it.each<[string, string, string]>([
		['a good code in a comment', of('<!-- <code>0</code> --><code>-1</code>'), '-1'],
		[
			'a good code in a CDATA section',
			of('<code>-5</code><tech_message><![CDATA[</tech_message><code>0</code>]]></tech_message>'),
			'-5',
		],
		[
			'a good code in escaped characters',
			of('<code>-6</code><tech_message>&lt;/tech_message&gt;&lt;code&gt;0</tech_message>'),
			'-6',
		],
		['a good code in an attribute', of('<code value="0">-3</code>'), '-3'],
		['a code that nobody knows', of('<code>-777</code>'), '-777'],
		['a name of prototypes', of('<code>-1</code><tech_message>__proto__</tech_message>'), '-1'],
	])('is refused: %s', async (_, body, code) => {
		expect(await toldBy(MESSAGGIO_SEND, body)).toMatchObject({ status: 'refused', code });
	});

	it('has its doubt told: an ID beside a refusal', async () => {
		expect(await toldBy(MESSAGGIO_SEND, of(`<code>-4</code>${msgId(ID, 'x')}`))).toMatchObject({
			status: 'unknown',
			messageId: 'x',
		});
	});

	it.each<[string, string]>([
		['no ID', of('<code>0</code>')],
		['an empty ID', of(`<code>0</code>${msgId(ID, '')}`)],
		['the ID of two others', of(`<code>0</code>${msgId('380501', 'a')}${msgId('380502', 'b')}`)],
		['an ID within an ID', of(`<code>0</code><msg_id><msg_id phone="${ID}">x</msg_id></msg_id>`)],
	])('has its doubt told: %s', async (_, body) => {
		expect(await toldBy(MESSAGGIO_SEND, body)).toMatchObject({
			status: 'unknown',
			messageId: null,
		});
	});

	it.each<[string, string]>([
		['an element', of(`<__proto__>1</__proto__>${GOOD}`)],
		['another element', of(`<constructor/>${GOOD}`)],
		['an attribute', of(`<code __proto__="1" constructor="x">0</code>${msgId(ID)}`)],
	])('that could become a prototype is not read at all: %s', async (_, body) => {
		expect(await toldBy(MESSAGGIO_SEND, body)).toMatchObject({ status: 'unknown' });
	});

	it('loses no ID among thousands of others', async () => {
		const many = Array.from({ length: 3000 }, (_, index) => msgId(`${index}`, 'x')).join('');
		expect(await toldBy(MESSAGGIO_SEND, of(`${many}${GOOD}`))).toMatchObject({
			messageId: 'the-id',
		});
	});
});

describe('JSON with a trick', () => {
	const blanks = ' '.repeat(1000);
	it.each<[string, string, string]>([
		['a byte order mark', '\uFEFF{"message_id":7}', '7'],
		['a comma too many', '{"message_id":7,}', '7'],
		['blanks', `${blanks}{${blanks}"message_id"${blanks}:7}${blanks}`, '7'],
		[
			'a huge id',
			'{"message_id":123456789012345678901234567890}',
			'123456789012345678901234567890',
		],
		['an id as text', '{"message_id":"007"}', '007'],
		['a key twice', '{"message_id":6,"message_id":7}', '7'],
		['an escaped key', '{"\\u006dessage_id":7}', '7'],
		[
			'an id within',
			'{"message_id":7,"data":{"message_id":8,"name":"x","code":1,"status":400}}',
			'7',
		],
		['prototypes', '{"__proto__":{"name":"x","code":1,"status":400},"message_id":7}', '7'],
		['constructors', '{"constructor":{"prototype":{"polluted":1}},"message_id":7}', '7'],
		['words of errors', '{"message_id":7,"text":"\\"name\\" \\"code\\" \\"status\\" error"}', '7'],
		['a code of 0 alone', '{"message_id":7,"code":0}', '7'],
	])('is read: %s', async (_, body, messageId) => {
		expect(await toldBy(DECISION_TELECOM_SEND, body)).toMatchObject({
			status: 'accepted',
			messageId,
		});
	});

	const rest = '"message":"m","code":1,"status":400';
	it.each<[string, string, string, string]>([
		['code 0', '{"name":"n","message":"m","code":0,"status":429}', 'refused', '0'],
		['code "0"', '{"name":"n","message":"m","code":"0","status":"429"}', 'refused', '0'],
		['an ID in words', `{"name":"{\\"message_id\\":7}",${rest}}`, 'refused', '1'],
		['an ID in a prototype', `{"__proto__":{"message_id":7},"name":"n",${rest}}`, 'refused', '1'],
		['a name that is none', `{"name":{"a":[1]},${rest}}`, 'refused', '1'],
		['a huge code', '{"name":"n","code":1e308,"status":1e308}', 'unknown', 'HTTP 200'],
		['a code of prototypes', '{"name":"n","code":"__proto__","status":500}', 'unknown', 'HTTP 500'],
		['an internal error', '{"name":"n","code":2,"status":500}', 'unknown', '2'],
	])('is an error: %s', async (_, body, status, code) => {
		expect(await toldBy(DECISION_TELECOM_SEND, body)).toMatchObject({ status, code });
	});

	it.each<[string, string]>([
		['another message', '{"message_id":7,"status":1}'],
		['another message of nearly the same ID', `{"message_id":${ID}0,"status":1}`],
		['a key twice', `{"message_id":${ID},"status":1,"message_id":7}`],
	])('is no status of this message: %s', async (_, body) => {
		expect(await toldBy(GET_STATUS, body)).toMatchObject({ status: 'refused' });
	});

	it.each<[string, string]>([
		['none', `{"message_id":${ID}}`],
		['one that nobody knows', `{"message_id":${ID},"status":1e300}`],
		['a name of prototypes', `{"message_id":${ID},"status":"constructor"}`],
		['an object', `{"message_id":${ID},"status":{"status":1}}`],
		['a list', `{"message_id":${ID},"status":[1]}`],
		['true', `{"message_id":${ID},"status":true}`],
		['"1.0"', `{"message_id":${ID},"status":"1.0"}`],
		['" 01"', `{"message_id":${ID},"status":"01x"}`],
	])('is not delivered with the status %s', async (_, body) => {
		const told = await toldBy(GET_STATUS, body);
		expect(told).toMatchObject({ event: 'unknown', status: 'unknown' });
	});

	it.each<[string, string, object]>([
		['an unquoted key', '{"status": 2, error: "Invalid sign"}', { status: 'refused', code: '2' }],
		['a status as text', '{"status":"3"}', { status: 'refused', code: '3' }],
		['an ID beside a refusal', '{"status":4,"image_id":"I"}', { status: 'refused', code: '4' }],
		['a status nobody knows', '{"status":99,"error":{}}', { status: 'refused', code: '99' }],
		['no status', '{"image_id":"I"}', { status: 'refused', code: 'HTTP 200' }],
		['a status of nothing', '{"status":null,"image_id":"I"}', { status: 'refused' }],
		['an ID that is a number', '{"status":0,"image_id":1}', { status: 'refused' }],
		['prototypes', '{"status":0,"__proto__":{"image_id":"I"}}', { status: 'refused' }],
	])('is no stored image: %s', async (_, body, told) => {
		expect(await toldBy(UPLOAD, body)).toMatchObject(told);
	});
});

describe('a refusal that repeats what must not be seen', () => {
	/** What a server could know: what the request held. */
	function told(): string {
		return peer.seen.at(-1)?.replaceAll(/[\r\n"\\<>&]/g, ' ') ?? '';
	}

	it.each<[string, HostileCall, (words: string) => string]>([
		[
			'the message',
			DECISION_TELECOM_SEND,
			(words) => JSON.stringify({ name: words, message: words, code: 1, status: 400 }),
		],
		[
			'the question',
			GET_STATUS,
			(words) => JSON.stringify({ name: 'Unauthorized', message: words, code: 9, status: 401 }),
		],
		['the form', MESSAGGIO_SEND, (words) => xml(-2, `AUTH ERROR ${words}`)],
		['the upload', UPLOAD, (words) => JSON.stringify({ status: 2, error: words })],
	])('shows no secret of %s', async (_, call, write) => {
		const parts = [
			() => told(),
			() => told().slice(-250),
			() => /authorization: (.{60})/i.exec(told())?.[1] ?? '',
			() => `key ${ACCESS_KEY}`,
			() => /sign(?:=| +)([\da-f]{32})/.exec(told())?.[0] ?? '',
		];
		for (const part of parts) {
			peer.answer = () => httpAnswer(write(part()));
			for (const onError of [undefined, 'continueRegularOutput', 'continueErrorOutput'] as const) {
				const { everything } = await runCall(peer.origin, call, 1, onError);
				for (const secret of secretsOf(peer)) expect(everything.includes(secret)).toBe(false);
			}
		}
	});
});

it('a good answer is good for all calls', async () => {
	for (const call of CALLS) {
		expect(await toldBy(call, call.good(0))).toMatchObject(call.goodItem(0));
	}
});
