import { randomBytes } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Failure } from '../setup/failure.mjs';
import { fingerprint, PROJECT } from '../setup/folders.mjs';
import { N8nError } from './http.mts';
import type { N8nRest } from './rest.mts';
import type {
	Owner,
	StoredCredential,
	StoredWorkflow,
	WorkflowContent,
	WorkflowNode,
} from './types.mts';
import type { Bot, SandboxControl } from './viberSandbox.mts';

/** What is remembered beside n8n's own state from one start to the next. */
interface Memory {
	password: string;
	/** By the name of the example: the workflow made from it, and the fingerprint of its content. */
	workflows: Record<string, { id: string; content: string }>;
}

const OWNER = { email: 'owner@example.com', firstName: 'Sandbox', lastName: 'Owner' };
const CREDENTIAL = { name: 'Viber sandbox', type: 'viberBotApi' };
const TRIGGER_TYPE = 'n8n-nodes-viber.viberTrigger';
const NODE_TYPE = 'n8n-nodes-viber.viber';
/** Stands in an expression of the examples where a user puts the id of a person. */
const PERSON_PLACEHOLDER = "'SUBSCRIBER-ID'";
const START_AFRESH = 'Start with an empty state: npm start -- --fresh';

/**
 * The contents of the n8n that `npm start` shows: owner, credential and example workflows. What is
 * there from an earlier start is found again; what was deleted is made anew.
 */
export class Demo {
	private readonly file: string;

	private readonly memory: Memory;

	constructor(
		private readonly rest: N8nRest,
		private readonly sandbox: SandboxControl,
		/** The user folder of this n8n. */
		home: string,
	) {
		this.file = join(home, 'demo.json');
		this.memory = recall(this.file);
	}

	/** How to sign in to this n8n. */
	get owner(): Owner {
		return { ...OWNER, password: this.memory.password };
	}

	/**
	 * Creates the owner, or signs in as the owner of an earlier start.
	 *
	 * @throws Failure when this n8n has an owner whose password is not known here
	 */
	async signIn(): Promise<'created' | 'signed in'> {
		// Written first: an owner whose password was lost could never be used again.
		this.remember();
		try {
			return await this.rest.signIn(this.owner);
		} catch (error) {
			if (!(error instanceof N8nError) || error.status === 0) throw error;
			throw new Failure('The stored n8n could not be signed in to.', {
				reason: `n8n says: ${error.explanation}`,
				advice: START_AFRESH,
			});
		}
	}

	/**
	 * Makes the credential for the sandbox's bot, or brings it up to date, and tries it.
	 *
	 * @throws Failure when n8n's own test of the credential fails
	 */
	async credential(bot: Bot): Promise<StoredCredential> {
		const data = { authToken: bot.token, baseUrl: bot.baseUrl };
		const known = (await this.rest.credentials()).find(
			({ name, type }) => name === CREDENTIAL.name && type === CREDENTIAL.type,
		);
		const stored = await this.rest.saveCredential({ ...CREDENTIAL, data }, known?.id);
		const test = await this.rest.testCredential(stored, data);
		if (test.status === 'OK') return stored;
		throw new Failure('n8n could not sign in to the sandbox with the credential.', {
			reason: `The test of the credential says: ${test.message}`,
		});
	}

	/**
	 * Makes an example workflow, or finds the one made before, and publishes it. A workflow that the
	 * user has changed stays as it is, unless the example itself has changed since.
	 *
	 * @param file name of a file in `examples`, without `.json`
	 */
	async workflow(file: string, credential: StoredCredential, bot: Bot): Promise<StoredWorkflow> {
		const content = readExample(file, bot);
		const print = fingerprint(JSON.stringify(content));
		const known = this.memory.workflows[content.name];
		const present = await this.rest.workflows();
		const found =
			present.find(({ id }) => id === known?.id) ??
			present.find(({ name }) => name === content.name);

		const isOurs = found !== undefined && known?.id === found.id && known.content === print;
		const stored = isOurs
			? await this.repaired(await this.rest.workflow(found.id), credential)
			: await this.rest.saveWorkflow(withCredential(content, credential), found?.id);
		this.memory.workflows[content.name] = { id: stored.id, content: print };
		this.remember();
		if (!isOurs || !found.active) await this.publish(stored.id, stored.name);
		return stored;
	}

	/** Gives Viber nodes whose credential was deleted, or taken out, the present one. */
	private async repaired(
		workflow: StoredWorkflow,
		credential: StoredCredential,
	): Promise<StoredWorkflow> {
		const present = new Set((await this.rest.credentials()).map(({ id }) => id));
		const isFine = (node: WorkflowNode) =>
			!isViber(node) || present.has(node.credentials?.[CREDENTIAL.type]?.id ?? '');
		if (workflow.nodes.every(isFine)) return workflow;
		const stored = await this.rest.saveWorkflow(
			withCredential(workflow, credential, isFine),
			workflow.id,
		);
		await this.publish(stored.id, stored.name);
		return stored;
	}

	/**
	 * Makes sure that the sandbox calls the trigger of a published workflow. n8n does not register
	 * webhooks again when it starts, and a sandbox that was started anew knows of none.
	 *
	 * @throws Failure when the workflow has no Viber Trigger, or the sandbox still calls elsewhere
	 */
	async connectTrigger(workflow: StoredWorkflow): Promise<void> {
		const trigger = triggerOf(workflow);
		const wanted = this.rest.webhookUrl(`${trigger.webhookId}/viber`);
		if ((await this.sandbox.bot()).webhook === wanted) return;
		await this.rest.deactivate(workflow.id);
		await this.publish(workflow.id, workflow.name);
		const { webhook } = await this.sandbox.bot();
		if (webhook === wanted) return;
		throw new Failure(`"${workflow.name}" is published, but the sandbox does not call it.`, {
			reason: `It calls ${webhook || 'nobody'} instead of ${wanted}.`,
			advice: `Take other workflows with a Viber Trigger out of service, or: ${START_AFRESH}`,
		});
	}

	private async publish(id: string, name: string): Promise<void> {
		try {
			await this.rest.activate(id);
		} catch (error) {
			if (!(error instanceof N8nError)) throw error;
			throw new Failure(`The workflow "${name}" could not be published.`, {
				reason: `n8n says: ${error.explanation}`,
				advice: `If you have changed the workflow, undo that or delete it. Otherwise: ${START_AFRESH}`,
			});
		}
	}

	private remember(): void {
		// Only the user may read it: it holds the password of an n8n that can run programs.
		writeFileSync(this.file, JSON.stringify(this.memory, null, '\t'), { mode: 0o600 });
	}
}

/**
 * Gives the node of a workflow that has a certain part in the demonstration.
 *
 * @throws Failure when the user has removed it
 */
function nodeOf(workflow: StoredWorkflow, type: string) {
	const node = workflow.nodes.find((candidate) => candidate.type === type);
	if (node) return node;
	throw new Failure(`The workflow "${workflow.name}" has no node of the type ${type} any more.`, {
		advice: 'Delete the workflow in n8n and start again: it is then made anew.',
	});
}

/** Gives the Viber Trigger of a workflow; throws Failure when there is none. */
export const triggerOf = (workflow: StoredWorkflow) => nodeOf(workflow, TRIGGER_TYPE);

/** Gives the first Viber node of a workflow; throws Failure when there is none. */
export const viberOf = (workflow: StoredWorkflow) => nodeOf(workflow, NODE_TYPE);

/** Reads what an earlier start has remembered; there may be none. */
function recall(file: string): Memory {
	if (!existsSync(file)) return { password: newPassword(), workflows: {} };
	try {
		const { password, workflows } = JSON.parse(readFileSync(file, 'utf8')) as Memory;
		return { password: String(password), workflows: { ...workflows } };
	} catch {
		throw new Failure(`What an earlier start remembered in ${file} cannot be read.`, {
			advice: START_AFRESH,
		});
	}
}

/** A password that nobody can guess and that n8n accepts: with a capital letter and a digit. */
function newPassword(): string {
	return `Sandbox-1-${randomBytes(9).toString('base64url')}`;
}

function readExample(file: string, bot: Bot): WorkflowContent {
	const text = readFileSync(join(PROJECT, 'examples', `${file}.json`), 'utf8');
	const [person] = bot.people;
	if (!person) throw new Failure('The sandbox has nobody to write to.');
	return JSON.parse(text.replaceAll(PERSON_PLACEHOLDER, `'${person.id}'`)) as WorkflowContent;
}

const isViber = ({ type }: WorkflowNode) => type === NODE_TYPE || type === TRIGGER_TYPE;

/** Puts the credential into the Viber nodes of a workflow, except where `keeps` says otherwise. */
function withCredential<T extends WorkflowContent>(
	content: T,
	{ id, name }: StoredCredential,
	keeps: (node: WorkflowNode) => boolean = () => false,
): T {
	const nodes = content.nodes.map((node) =>
		isViber(node) && !keeps(node)
			? { ...node, credentials: { [CREDENTIAL.type]: { id, name } } }
			: node,
	);
	return { ...content, nodes };
}
