import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Sandbox, SandboxBot } from '../support/sandbox';
import { AT_ONCE, type Reply } from './support';

/** An account of the sandbox at Messaggio. */
export interface MessaggioBot extends SandboxBot {
	credential: { login: string };
}

/** Fields in the order of the request; a value may be bytes in any encoding. */
export type Fields = ReadonlyArray<readonly [string, string | Buffer]>;

/** What a sending may deviate in from an ordinary, rightly signed POST of a urlencoded form. */
export interface Deviation {
	as?: 'form' | 'query' | 'multipart';
	/** Another signature than the right one; null for none. */
	sign?: string | null;
	user?: string;
}

/** The answer to a sending. */
export interface XmlAnswer {
	http: number;
	contentType: string;
	text: string;
	code: number;
	says: string;
	ids: Array<{ phone: string | undefined; id: string }>;
}

export const OLENA = '380500000001';
export const MAREK = '380500000002';
export const SOFIA = '380500000003';
export const STAND_IN = {
	noViber: '380500000101',
	expired: '380500000103',
	spam: '380500000107',
	bad: '380500000151',
	denied: '380500000153',
	errorAtFirst: '380500000154',
	noBalance: '380500000155',
	tooFast: '380500000156',
};

/** Makes an account where everything happens at once. */
export async function newAccount(
	sandbox: Sandbox,
	settings: Record<string, unknown> = {},
): Promise<MessaggioBot> {
	return await sandbox.control<MessaggioBot>('POST', '/bots', {
		provider: 'messaggio',
		settings: { ...AT_ONCE, expiresAfterMs: 0, messagesPerSecond: null, ...settings },
	});
}

/** A text by Viber that passes every rule, with what a test wants changed; undefined leaves out. */
export function textTo(phones: string | string[], more: Record<string, string | undefined> = {}) {
	const fields = { sending_method: 'viber', from: 'DEMO', txt: 'Hello', ...more };
	return [
		...Object.entries(fields).filter((pair): pair is [string, string] => pair[1] !== undefined),
		...[phones].flat().map((phone) => ['phone', phone] as const),
	];
}

/** Encodes Cyrillic as CP1251 does: the alphabet lies in one row, four letters elsewhere. */
export const cp1251 = (text: string) =>
	Buffer.from(
		[...text].map((sign) => {
			const code = sign.charCodeAt(0);
			if (sign === 'і') return 0xb3;
			return code < 0x80 ? code : code - 0x410 + 0xc0;
		}),
	);
/** Encodes text as UTF-16 with the high byte first. */
export const utf16be = (text: string) => Buffer.from(text, 'utf16le').swap16();

const md5 = (...parts: Array<string | Buffer>) => {
	const bytes = parts.map((part) => Buffer.from(part as string));
	return createHash('md5').update(Buffer.concat(bytes)).digest('hex');
};

/** The right signature of a sending, put together from the documents alone. */
export function signOf(fields: Fields, user: string, secret: string): string {
	const of = (name: string) => fields.filter(([one]) => one === name).map(([, value]) => value);
	return md5(user, ...of('from').slice(0, 1), ...of('phone'), ...of('txt').slice(0, 1), secret);
}

const percent = (value: string | Buffer) =>
	Buffer.from(value as string)
		.toString('hex')
		.replace(/../g, '%$&');

/** Sends: signed with the account's secret unless the test deviates. */
export async function send(
	bot: MessaggioBot,
	fields: Fields,
	{ as = 'form', sign, user = bot.credential.login }: Deviation = {},
): Promise<XmlAnswer> {
	const right = signOf(fields, user, bot.token);
	const signature: Fields = sign === null ? [] : [['sign', sign ?? right]];
	const whole: Fields = [['user', user], ...fields, ...signature];
	const url = `${bot.baseUrl}/`;
	const pairs = whole.map(([name, value]) => `${encodeURIComponent(name)}=${percent(value)}`);
	if (as === 'query') return await readXml(await fetch(`${url}?${pairs.join('&')}`));
	if (as === 'form') return await postForm(bot, pairs.join('&'));
	const form = new FormData();
	for (const [name, value] of whole) form.append(name, String(value));
	return await readXml(await fetch(url, { method: 'POST', body: form }));
}

/** Posts a form as it is written. */
export async function postForm(
	bot: MessaggioBot,
	body: string,
	contentType = 'application/x-www-form-urlencoded',
): Promise<XmlAnswer> {
	const headers = { 'content-type': contentType };
	return await readXml(await fetch(`${bot.baseUrl}/`, { method: 'POST', headers, body }));
}

async function readXml(response: Response): Promise<XmlAnswer> {
	const text = await response.text();
	const ids = [...text.matchAll(/<msg_id(?: phone="([^"]*)")?>([^<]*)<\/msg_id>/g)];
	return {
		http: response.status,
		contentType: response.headers.get('content-type') ?? '',
		text,
		code: Number(/<code>(-?\d+)<\/code>/.exec(text)?.[1] ?? NaN),
		says: /<tech_message>([^<]*)<\/tech_message>/.exec(text)?.[1] ?? '',
		ids: ids.map(([, phone, id = '']) => ({ phone, id })),
	};
}

/** What an upload may deviate in. */
export interface UploadDeviation {
	login?: string | null;
	sign?: string | null;
	fileName?: string;
	upper?: boolean;
}

/** Uploads a file. @returns HTTP status and the answer as text */
export async function upload(
	bot: MessaggioBot,
	image: Buffer | null,
	deviation: UploadDeviation = {},
): Promise<{ http: number; text: string }> {
	const { login = bot.credential.login, fileName = 'a.png', upper = false } = deviation;
	const digest = md5(image ?? '');
	const right = md5(login ?? '', upper ? digest.toUpperCase() : digest, bot.token);
	const form = new FormData();
	if (login !== null) form.append('login', login);
	if (image) form.append('image', new Blob([new Uint8Array(image)]), fileName);
	if (deviation.sign !== null) form.append('sign', deviation.sign ?? right);
	const response = await fetch(`${bot.baseUrl}/upload/`, { method: 'POST', body: form });
	return { http: response.status, text: await response.text() };
}

/** Uploads a small picture. @returns its id */
export async function uploadPicture(bot: MessaggioBot): Promise<string> {
	const { text } = await upload(bot, Buffer.from('GIF89a'));
	return (JSON.parse(text) as { image_id: string }).image_id;
}

/** A report as it arrived. */
export interface Report {
	at: number;
	method: string;
	url: string;
	contentType: string;
	raw: string;
	fields: Record<string, string>;
}

/** A web server on loopback that plays the script for delivery reports. */
export class ReportScript {
	readonly got: Report[] = [];

	/** Decides each answer. HTTP 200 without a body unless a test says otherwise. */
	reply: (report: Report) => Reply = () => ({ status: 200 });

	/** Where reports are heard; it changes with each beginning. */
	path = '/reports/1/';

	private beginnings = 1;

	private constructor(private readonly server: Server) {}

	static async start(): Promise<ReportScript> {
		const server = createServer();
		const script = new ReportScript(server);
		server.on('request', (request, response) => {
			const chunks: Buffer[] = [];
			request.on('data', (chunk: Buffer) => chunks.push(chunk));
			request.on('end', () => {
				const { method = '', url = '' } = request;
				if (!url.startsWith(script.path)) {
					response.end();
					return;
				}
				const raw = Buffer.concat(chunks).toString();
				const form = new URLSearchParams(method === 'GET' ? url.replace(/^[^?]*/, '') : raw);
				const contentType = request.headers['content-type'] ?? '';
				const fields = Object.fromEntries(form);
				const report = { at: Date.now(), method, url, contentType, raw, fields };
				script.got.push(report);
				const reply = script.reply(report);
				if (reply !== 'hang') response.writeHead(reply.status).end(reply.body);
			});
		});
		server.listen(0, '127.0.0.1');
		await once(server, 'listening');
		return script;
	}

	get url(): string {
		return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}${this.path}`;
	}

	/** Begins anew at another address; what comes late to the one before is not heard any more. */
	begin(): void {
		this.beginnings += 1;
		this.path = `/reports/${this.beginnings}/`;
		this.got.length = 0;
		this.reply = () => ({ status: 200, body: 'thanks' });
	}

	/** The fields of all reports of a type so far; '' stands for those without one. */
	of(type: string): Array<Record<string, string>> {
		return this.got.map(({ fields }) => fields).filter((fields) => (fields.type ?? '') === type);
	}

	async stop(): Promise<void> {
		this.server.closeAllConnections();
		this.server.close();
		await once(this.server, 'close');
	}
}
