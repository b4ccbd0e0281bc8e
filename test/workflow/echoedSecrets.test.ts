import { runViber } from '../support/engine';
import { msgId, xml } from '../support/messaggioPeer';
import type { HostileCall, RawPeer } from './hostileAnswers';
import {
	ACCESS_KEY,
	CALLBACK_SECRET,
	CALLS,
	digitsOf,
	everythingIn,
	httpAnswer,
	MESSAGGIO_SEND,
	runCall,
	SECRET_KEY,
	startRawPeer,
} from './hostileAnswers';

const SECRETS = [ACCESS_KEY, CALLBACK_SECRET, SECRET_KEY];
const TOKEN = '445da6az1s345z78-dazcczb2542zv51a-e0vc5fva17480im9';

let peer: RawPeer;

beforeAll(async () => {
	peer = await startRawPeer();
});

afterAll(async () => await peer.stop());

/** The same answer, with everything in it that must not come out. */
function withEcho(json: string, secrets: readonly string[]): string {
	const echo = {
		headers: Object.fromEntries(secrets.map((secret) => [`x ${secret}`, [{ deep: secret }]])),
		escaped: 'here',
	};
	// The last one is written as JSON allows it, so that the bytes do not show it.
	const [first = ''] = secrets;
	const escaped = `\\u00${first.charCodeAt(0).toString(16)}${first.slice(1)}`;
	const debug = JSON.stringify(echo).replace('here', escaped);
	return `{"debug":${debug},${json.slice(1)}`;
}

function echoed(call: HostileCall, item: number): string {
	if (call !== MESSAGGIO_SEND) return withEcho(call.good(item), SECRETS);
	const [one = '', two = '', three = ''] = SECRETS;
	return xml(0, `got ${one}`, [msgId(digitsOf(item)).replace('id-of-', `id-of-${two}-${three}-`)]);
}

describe('an answer that repeats what it was given, with Simplify off', () => {
	it.each(CALLS)('$name: nothing secret comes out', async (call) => {
		peer.answer = (item) => httpAnswer(echoed(call, Number.isNaN(item) ? 0 : item));
		const parameters = { ...call.parameters, simplify: false };
		const { output, everything } = await runCall(peer.origin, { ...call, parameters }, 1);
		expect(JSON.stringify(output[0]?.json)).toContain('***');
		expect(output[0]?.json).not.toHaveProperty('error');
		for (const secret of SECRETS) expect(everything).not.toContain(secret);
	});

	it.each([
		['a message', { operation: 'send', to: 'x', from: 'Café', text: 'hi' }, ''],
		[
			'a broadcast',
			{ operation: 'broadcast', receivers: 'x,y', from: 'Café', text: 'hi' },
			`"failed_list":[{"receiver":"y","status":6,"status_message":"no ${TOKEN}","${TOKEN}":"${TOKEN}"}],`,
		],
		['the account', { resource: 'account', operation: 'get' }, ''],
	])('%s of a bot: nothing secret comes out', async (_, parameters, more) => {
		peer.answer = () =>
			httpAnswer(withEcho(`{${more}"status":0,"status_message":"ok","message_token":5}`, [TOKEN]));
		const run = await runViber({
			items: [{}],
			parameters: { resource: 'message', provider: 'viberBot', simplify: false, ...parameters },
			credential: { authToken: TOKEN, baseUrl: peer.origin },
		});
		expect(JSON.stringify(run.output[0]?.json)).toContain('***');
		expect(run.output[0]?.json).not.toHaveProperty('error');
		expect(everythingIn(run)).not.toContain(TOKEN);
	});
});
