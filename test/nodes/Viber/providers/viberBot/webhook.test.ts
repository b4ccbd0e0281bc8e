import { explainFailedCheck, webhook } from '../../../../../nodes/Viber/providers/viberBot/webhook';
import { textOf } from './reader';

describe('the optional events', () => {
	it.each<[string[], string[]]>([
		[['message'], []],
		[['message', 'subscribed', 'unsubscribed', 'clientStatus'], []],
		[
			['message', 'delivered', 'seen'],
			['delivered', 'seen'],
		],
		[
			['conversationStarted', 'failed'],
			['conversation_started', 'failed'],
		],
		[['all'], ['conversation_started', 'delivered', 'failed', 'seen']],
	])('%j needs %j', (events, expected) => {
		expect(webhook.eventTypesFor(events).sort()).toEqual(expected);
	});

	it.each<[string[] | undefined, string[], boolean]>([
		[['delivered', 'seen'], ['seen', 'delivered'], true],
		[['delivered', 'seen', 'message', 'client_status'], ['delivered', 'seen'], true],
		[['delivered'], ['delivered', 'seen'], false],
		[['delivered', 'seen', 'failed'], ['delivered', 'seen'], false],
		[[], [], true],
		[undefined, [], false],
	])('an account with %j delivers %j: %s', (eventTypes, wanted, expected) => {
		expect(webhook.delivers({ url: 'https://x.example', eventTypes }, wanted)).toBe(expected);
	});

	it('asks for none but these, also when a webhook is given back as it was', () => {
		const url = 'https://x.example';
		const eventTypes = ['seen', 'client_status', 'message', 'conversation_started'];
		const request = webhook.set({ url, eventTypes, sendName: true, sendPhoto: false });
		expect(JSON.parse(textOf(request))).toEqual({
			url,
			event_types: ['seen', 'conversation_started'],
			send_name: true,
			send_photo: false,
		});
	});

	it('reads an account that says little', () => {
		expect(webhook.readGet({})).toEqual({ url: '' });
		expect(webhook.readGet({ webhook: 'https://x.example', event_types: ['seen'] })).toEqual({
			url: 'https://x.example',
			eventTypes: ['seen'],
		});
	});
});

// viber-bot-api.md §2, "Observed failures"
describe('what Viber answers to set_webhook', () => {
	it.each([
		[
			'Result[HttpRequest[POST /x HTTP/1.1]@5f4d > HttpResponse[HTTP/1.1 404 Not Found]@77aa] null',
			/answered 404 .*check/,
			/WEBHOOK_URL/,
		],
		[
			'Result[HttpRequest[POST /x HTTP/1.1]@1 > HttpResponse[HTTP/1.1 419 ]@2] null',
			/419/,
			/proxy/,
		],
		[
			'Result[HttpRequest[POST /x HTTP/1.1]@1 > HttpResponse[HTTP/1.1 401 ]@2] null',
			/401/,
			/login/,
		],
		[
			'Result[HttpRequest[POST /x HTTP/1.1]@1 > HttpResponse[HTTP/1.1 302 Found]@2]',
			/302/,
			/redirect/,
		],
		['Result[HttpRequest[POST /x HTTP/2]@1 > HttpResponse[HTTP/2 502 ]@2]', /502/, /log/],
		['java.net.ConnectException: Connection refused', /Nothing answered/, /internet/],
		['java.net.UnknownHostException: n8n.example.com', /look up/, /DNS/],
		['java.net.SocketTimeoutException: Read timed out', /in time/, /firewall/],
		[
			'javax.net.ssl.SSLHandshakeException: PKIX path building failed',
			/certificate/,
			/self-signed/,
		],
		['URL not valid or not HTTPS', /could not use/, /https/],
		['', /could not use/, /https/],
	])('%s', (text, reason, cure) => {
		const explained = explainFailedCheck(text);
		expect(explained.reason).toMatch(reason);
		expect(explained.cure).toMatch(cure);
		const refused = JSON.stringify({ status: 1, status_message: text });
		expect(webhook.outcome({ kind: 'answer', statusCode: 200, text: refused })).toMatchObject({
			kind: 'refused',
			refusal: { code: '1', name: 'invalidUrl', ...explained },
		});
	});

	it('leaves other refusals as they are', () => {
		const text = '{"status":2,"status_message":"invalidAuthToken"}';
		expect(webhook.outcome({ kind: 'answer', statusCode: 200, text })).toMatchObject({
			kind: 'refused',
			refusal: { code: '2', name: 'invalidAuthToken' },
		});
	});
});
