import { setTimeout as wait } from 'node:timers/promises';
import { Failure } from '../setup/failure.mjs';
import { triggerOf, viberOf } from './demo.mts';
import { executionError, FINISHED, nodeOutput, type Execution } from './executions.mts';
import { N8nError } from './http.mts';
import type { N8nRest } from './rest.mts';
import type { StoredWorkflow } from './types.mts';
import type { ChatMessage, Person, SandboxControl, WireLine } from './viberSandbox.mts';

/** One thing that happened on the way, with the exact 64-bit id that tells which message it was. */
export interface Leg {
	what: string;
	id: string;
	text: string;
}

/** What the round trip runs through. */
export interface Route {
	rest: N8nRest;
	sandbox: SandboxControl;
	/** Listens to the bot: answers messages, takes note of receipts. */
	echo: StoredWorkflow;
	/** Sends when its Webhook node is called. */
	send: StoredWorkflow;
}

const LEG_TIMEOUT_MS = 20_000;
const POLL_MS = 150;
const WEBHOOK_TYPE = 'n8n-nodes-base.webhook';

/** Asks again and again until there is an answer other than undefined. */
async function until<T>(what: string, ask: () => Promise<T | undefined>): Promise<T> {
	const end = Date.now() + LEG_TIMEOUT_MS;
	for (;;) {
		const answer = await ask();
		if (answer !== undefined) return answer;
		if (Date.now() > end) {
			throw new Failure('The round trip stopped on its way.', {
				reason: `${what} did not happen within ${LEG_TIMEOUT_MS / 1000} seconds.`,
				advice: 'Look at the executions in n8n and at the log on the page of the phone.',
			});
		}
		await wait(POLL_MS);
	}
}

/**
 * Checks that one id is the same at every place where it was seen, digit by digit, and so large that
 * an ordinary JavaScript number could not hold it.
 */
function sameId(seen: Record<string, unknown>): string {
	const ids = Object.values(seen);
	const [id] = ids;
	const agree = ids.every((other) => typeof other === 'string' && other === id);
	if (agree && /^\d+$/.test(String(id)) && BigInt(String(id)) > 2n ** 53n) return String(id);
	const list = Object.entries(seen).map(([where, value]) => `${where}: ${JSON.stringify(value)}`);
	throw new Failure('A message id was damaged on the way.', { reason: list.join(', ') });
}

/** Finds executions of one workflow by what a node gave; each is read once. */
class Executions {
	private readonly read = new Map<string, Execution>();

	constructor(
		private readonly rest: N8nRest,
		private readonly workflowId: string,
	) {}

	async find(matches: (execution: Execution) => boolean): Promise<Execution | undefined> {
		for (const { id, status } of await this.rest.executions(this.workflowId)) {
			if (FINISHED.has(status) && !this.read.has(id)) {
				this.read.set(id, await this.rest.finishedExecution(id));
			}
		}
		return [...this.read.values()].find(matches);
	}
}

const chatWith = async (sandbox: SandboxControl, personId: string): Promise<ChatMessage[]> =>
	(await sandbox.bot()).people.find(({ id }) => id === personId)?.messages ?? [];

const lineOf = async (sandbox: SandboxControl, name: string, token: unknown): Promise<WireLine> =>
	await until(`"${name}" in the log of the sandbox`, async () =>
		(await sandbox.log()).find((line) => line.name === name && line.token === token),
	);

function requireSuccess(execution: Execution, workflow: StoredWorkflow): void {
	if (execution.status === 'success') return;
	const error = executionError(execution);
	throw new Failure(`The workflow "${workflow.name}" ended with an error.`, {
		reason: [error?.message, error?.description].filter(Boolean).join(' '),
		advice: 'Open its executions in n8n to see the step that failed.',
	});
}

/** Calls the Webhook node of the sending workflow, as another system would. */
async function requestMessage({ rest, send }: Route, person: Person, text: string) {
	const hook = send.nodes.find(({ type }) => type === WEBHOOK_TYPE);
	const path = String(hook?.parameters['path'] ?? '');
	try {
		const { body } = await rest.request('POST', `/webhook/${path}`, { to: person.id, text });
		return body as Record<string, unknown>;
	} catch (error) {
		if (!(error instanceof N8nError)) throw error;
		const [failed] = await rest.executions(send.id, 1);
		if (failed) requireSuccess(await rest.finishedExecution(failed.id), send);
		throw new Failure('n8n did not send the message.', { reason: error.message });
	}
}

/**
 * Sends a message through n8n, follows it to the phone and back, lets the person write, and follows
 * the answer of the workflow. Each leg is compared by its id between n8n and the sandbox.
 *
 * @returns the legs as they happen
 * @throws Failure when a leg does not happen, a workflow fails, or an id differs anywhere
 */
export async function* roundTrip(route: Route): AsyncGenerator<Leg> {
	const { rest, sandbox, echo, send } = route;
	const [person] = (await sandbox.bot()).people;
	if (!person) throw new Failure('The sandbox has nobody to write to.');
	const time = new Date().toLocaleTimeString('en-GB');
	const trigger = triggerOf(echo).name;
	const received = new Executions(rest, echo.id);
	const event = (execution: Execution) => nodeOutput(execution, trigger)[0]?.json ?? {};

	const text = `Hello from n8n, it is ${time}`;
	const answer = await requestMessage(route, person, text);
	const sends = new Executions(rest, send.id);
	const sentId = (execution: Execution) =>
		nodeOutput(execution, viberOf(send).name)[0]?.json['messageId'];
	const sending = await until('The execution that sends', async () =>
		sends.find((execution) => sentId(execution) === answer['messageId']),
	);
	requireSuccess(sending, send);
	const onPhone = await until('The message on the phone', async () =>
		(await chatWith(sandbox, person.id)).find((message) => message.text === text),
	);
	const id = sameId({
		'n8n, answer of the workflow': answer['messageId'],
		'n8n, output of the node': sentId(sending),
		'sandbox, phone': onPhone.token,
		'sandbox, log': (await lineOf(sandbox, 'send_message', onPhone.token)).token,
	});
	yield { what: 'sent', id, text: `"${text}" to ${person.name}, by the workflow "${send.name}"` };

	for (const receipt of ['delivered', 'seen'] as const) {
		const execution = await until(`"${receipt}" in n8n`, async () =>
			received.find((candidate) => {
				const { event: name, messageId } = event(candidate);
				return name === receipt && messageId === id;
			}),
		);
		requireSuccess(execution, echo);
		sameId({
			'n8n, output of the trigger': event(execution)['messageId'],
			'sandbox, log': (await lineOf(sandbox, receipt, id)).token,
			'n8n, output of the node': id,
		});
		yield { what: receipt, id, text: `by ${person.name}; started "${echo.name}"` };
	}

	const reply = `Thank you! (${time})`;
	await sandbox.write(person.id, reply);
	const conversation = await until('The reply of the person in n8n', async () =>
		received.find((candidate) => {
			const message = event(candidate)['message'] as { text?: string } | undefined;
			return message?.text === reply;
		}),
	);
	requireSuccess(conversation, echo);
	const replyId = sameId({
		'n8n, output of the trigger': event(conversation)['messageId'],
		'sandbox, log': (await lineOf(sandbox, 'message', event(conversation)['messageId'])).token,
	});
	yield {
		what: 'written',
		id: replyId,
		text: `"${reply}" by ${person.name}; started "${echo.name}"`,
	};

	const answered = nodeOutput(conversation, viberOf(echo).name)[0]?.json['messageId'];
	const answerOnPhone = await until('The answer on the phone', async () =>
		(await chatWith(sandbox, person.id)).find((message) => message.token === answered),
	);
	const answerId = sameId({
		'n8n, output of the node': answered,
		'sandbox, phone': answerOnPhone.token,
		'sandbox, log': (await lineOf(sandbox, 'send_message', answered)).token,
	});
	yield {
		what: 'answered',
		id: answerId,
		text: `"${answerOnPhone.text}" by the workflow "${echo.name}"`,
	};
}
