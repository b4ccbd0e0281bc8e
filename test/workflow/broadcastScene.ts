import type { IDataObject, INodeExecutionData, INodeParameters } from 'n8n-workflow';

import { AT_ONCE, call, named, tokenIn } from '../sandbox/support';
import type { TestRun } from '../support/engine';
import { runViber } from '../support/engine';
import type { Peer, SeenRequest } from '../support/peer';
import { startPeer } from '../support/peer';
import { ProcessedData } from '../support/processedData';
import type { Sandbox, SandboxBot, SandboxMessage, SandboxPerson } from '../support/sandbox';
import { startSandbox } from '../support/sandbox';

/** One request of a broadcast with its answer, as they went over the wire. */
export interface Passed {
	receivers: string[];
	text: string;
	/** All digits of the message_token; '' when there was no answer that has one. */
	token: string;
	failed: Array<{ receiver: string; status: number }>;
}

/** A line of the account of a run. */
export interface Who {
	item: number;
	to: string;
	messageId?: string | null;
	code?: string;
	name?: string;
}

export type Account = Record<
	'accepted' | 'refused' | 'failed' | 'uncertain' | 'skipped' | 'notTried',
	Who[]
>;

const PARAMETERS = {
	resource: 'message',
	operation: 'broadcast',
	provider: 'viberBot',
	from: 'Corner Café',
	messageType: 'text',
	text: 'News',
};

/** A bot in the sandbox for each test, with a wire in between that notes what passes. */
export class BroadcastScene {
	sandbox!: Sandbox;
	bot!: SandboxBot;
	passed: Passed[] = [];
	/** Done before the request with this number, from 1, goes on to the sandbox. */
	before: { request: number; act: () => Promise<unknown> } | undefined;
	private wire!: Peer;
	private webhook!: Peer;

	/** Sets the scene for the tests of a file. */
	constructor() {
		beforeAll(async () => await this.open());
		afterAll(async () => {
			await Promise.all([this.sandbox?.stop(), this.wire?.stop(), this.webhook?.stop()]);
		});
		beforeEach(async () => {
			this.bot = await this.sandbox.newBot({ ...AT_ONCE, messagesPerHourWithoutReply: null });
			await call(this.bot, 'set_webhook', { url: this.webhook.origin, event_types: [] });
			this.passed = [];
			this.before = undefined;
		});
	}

	private async open(): Promise<void> {
		await new ProcessedData().install();
		[this.sandbox, this.wire, this.webhook] = await Promise.all([
			startSandbox(),
			startPeer(),
			startPeer(),
		]);
		this.wire.answer = (request, response) => {
			void this.passOn(request).then(
				({ status, text }) =>
					response.writeHead(status, { 'content-type': 'application/json' }).end(text),
				() => response.destroy(),
			);
		};
	}

	private async passOn(request: SeenRequest): Promise<{ status: number; text: string }> {
		const { broadcast_list: receivers, text = '' } = JSON.parse(request.body.toString()) as {
			broadcast_list: string[];
			text?: string;
		};
		const entry: Passed = { receivers, text, token: '', failed: [] };
		this.passed.push(entry);
		if (this.before?.request === this.passed.length) await this.before.act();
		const answer = await fetch(`${this.sandbox.url}${request.path}`, {
			method: request.method,
			headers: {
				'content-type': String(request.headers['content-type']),
				'x-viber-auth-token': String(request.headers['x-viber-auth-token']),
			},
			body: new Uint8Array(request.body),
		});
		const body = await answer.text();
		if (answer.status === 200) {
			entry.token = tokenIn(body);
			entry.failed = (JSON.parse(body) as { failed_list?: Passed['failed'] }).failed_list ?? [];
		}
		return { status: answer.status, text: body };
	}

	/** Runs the node with these fields beside the usual ones. */
	async broadcast(fields: IDataObject, changes: Partial<TestRun> = {}) {
		return await runViber({
			items: [{}],
			parameters: { ...PARAMETERS, ...fields } as INodeParameters,
			credential: {
				authToken: this.bot.token,
				baseUrl: this.bot.baseUrl.replace(this.sandbox.url, this.wire.origin),
			},
			...changes,
		});
	}

	/** 1,000 receivers: 98 of them have not subscribed, and 20 IDs among them are nobody's. */
	async thousand(): Promise<string[]> {
		const { people } = await this.sandbox.control<{ people: SandboxPerson[] }>(
			'POST',
			`/bots/${this.bot.id}/people`,
			{ count: 980, subscribed: 0.9 },
		);
		const ids = people.map(({ id }) => id);
		for (let at = 10; at < 1000; at += 50) ids.splice(at, 0, `nobody-${at}`);
		expect(new Set(ids).size).toBe(1000);
		return ids;
	}

	/** The IDs of people of the bot, by their names. */
	ids<Names extends string[]>(...names: Names): { [Name in keyof Names]: string } {
		return names.map((name) => named(this.bot, name).id) as { [Name in keyof Names]: string };
	}

	/** What has arrived at whom. */
	async inbox(): Promise<Map<string, SandboxMessage[]>> {
		const { people } = await this.sandbox.control<SandboxBot>('GET', `/bots/${this.bot.id}`);
		return new Map(
			people
				.filter(({ messages }) => messages.length > 0)
				.map(({ id, messages }) => [id, messages]),
		);
	}

	/** Lets something go wrong at the sandbox once the time has come. */
	fail(fault: IDataObject): () => Promise<unknown> {
		return async () => await this.sandbox.control('PATCH', `/bots/${this.bot.id}/faults`, fault);
	}
}

/** Where in the list a request begins: those under way side by side arrive in any order. */
export const place = (receivers: string[], { receivers: [first = ''] }: Passed) =>
	receivers.indexOf(first);

export const toOf = ({ json }: INodeExecutionData) => json.to ?? (json.error as IDataObject).to;
