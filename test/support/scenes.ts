import type { ICredentialDataDecryptedObject, IDataObject } from 'n8n-workflow';

import { acceptedBy, AT_ONCE, call } from '../sandbox/support';
import type { TestRun } from './engine';
import { runViber } from './engine';
import type { FaultyWay } from './faultyWay';
import { openFaultyWay } from './faultyWay';
import type { Peer } from './peer';
import { startPeer } from './peer';
import type { Sandbox, SandboxAcceptance, SandboxBot, SandboxPerson } from './sandbox';
import { startSandbox } from './sandbox';
import type { Wanted } from './truth';

/** The ways to send: by each provider, and in broadcasts. */
export const MANNERS = ['viberBot', 'decisionTelecom', 'messaggio', 'broadcast'] as const;

export type Manner = (typeof MANNERS)[number];

/** What all scenes of a test file share. */
export interface Stage {
	sandbox: Sandbox;
	/** Viber lets no bot send that has no webhook. */
	webhook: Peer;
}

/** An account in the sandbox with people, the way there, and what the node is to send to them. */
export interface Scene {
	account: SandboxBot;
	people: SandboxPerson[];
	way: FaultyWay;
	/** One for each person. */
	wanted: Wanted[];
	/** How many of them go out with one request, and how many requests that makes. */
	perRequest: number;
	requests: number;
	/** Runs the node for all that is wanted. */
	send(options?: IDataObject, changes?: Partial<TestRun>): ReturnType<typeof runViber>;
	/** Changes what goes wrong at the sandbox. */
	disturb(faults: IDataObject): Promise<void>;
	set(settings: IDataObject): Promise<void>;
	/** What the sandbox has accepted, in order. */
	accepted(): Promise<SandboxAcceptance[]>;
	close(): Promise<void>;
}

/** How to go on after failures. */
export const GOES_ON = { onError: 'continueRegularOutput' } as const;

interface MannerOfSending {
	provider: string;
	perRequest: number;
	settings: IDataObject;
	parameters: IDataObject;
	options?: IDataObject;
}

const TEN = 10;

const SENDING: Readonly<Record<Manner, MannerOfSending>> = {
	viberBot: {
		provider: 'viberBot',
		perRequest: 1,
		settings: { messagesPerHourWithoutReply: null },
		parameters: { operation: 'send', from: 'Corner Café' },
	},
	decisionTelecom: {
		provider: 'decisionTelecom',
		perRequest: 1,
		settings: {},
		parameters: { operation: 'send', from: 'DEMO' },
	},
	messaggio: {
		provider: 'messaggio',
		perRequest: TEN,
		settings: { messagesPerSecond: null },
		parameters: { operation: 'send', from: 'DEMO' },
		options: { messagesPerSecond: 0 },
	},
	broadcast: {
		provider: 'viberBot',
		perRequest: TEN,
		settings: { messagesPerHourWithoutReply: null },
		parameters: { operation: 'broadcast', receiversFrom: 'items', from: 'Corner Café' },
	},
};

export async function startStage(): Promise<Stage> {
	const [sandbox, webhook] = await Promise.all([startSandbox(), startPeer()]);
	return { sandbox, webhook };
}

export async function stopStage(stage: Stage | undefined): Promise<void> {
	await Promise.all([stage?.sandbox.stop(), stage?.webhook.stop()]);
}

/**
 * Sets a scene of its own. Each message has a person of its own, and a text that it shares with no
 * more of them than go out together.
 *
 * @param requests how many of them that shall make; as many as 40 messages do unless given
 * @param settings of the account
 */
export async function openScene(
	{ sandbox, webhook }: Stage,
	manner: Manner,
	{ requests, settings = {} }: { requests?: number; settings?: IDataObject } = {},
): Promise<Scene> {
	const sending = SENDING[manner];
	const { provider, perRequest, parameters } = sending;
	const count = requests === undefined ? 40 : requests * perRequest;
	const account = await sandbox.control<SandboxBot>('POST', '/bots', {
		provider,
		settings: { ...AT_ONCE, ...sending.settings, ...settings },
	});
	if (provider === 'viberBot') {
		await call(account, 'set_webhook', { url: webhook.origin, event_types: [] });
	}
	const { people } = await sandbox.control<{ people: SandboxPerson[] }>(
		'POST',
		`/bots/${account.id}/people`,
		{ count, ...(provider === 'viberBot' ? { subscribed: 1 } : {}) },
	);
	const way = await openFaultyWay(sandbox);
	const wanted = people.map(({ id, phoneNumber }, item) => ({
		item,
		to: provider === 'viberBot' ? id : phoneNumber.replace(/\D/g, ''),
		text: `message ${Math.floor(item / perRequest)}`,
	}));
	return {
		account,
		people,
		way,
		wanted,
		perRequest,
		requests: count / perRequest,
		send: async (options = {}, changes = {}) =>
			await runViber({
				items: wanted.map(({ to, text }) => ({ to, text })),
				parameters: {
					resource: 'message',
					provider,
					to: '={{ $json.to }}',
					messageType: 'text',
					text: '={{ $json.text }}',
					...parameters,
					options: { ...sending.options, ...options },
				} as TestRun['parameters'],
				credential: credentialOf(account, way.addressOf(account)),
				...changes,
			}),
		disturb: async (faults) => await sandbox.control('PATCH', `/bots/${account.id}/faults`, faults),
		set: async (changed) => await sandbox.control('PATCH', `/bots/${account.id}/settings`, changed),
		accepted: async () => await acceptedBy(sandbox, account),
		close: async () => await way.peer.stop(),
	};
}

/** The data of a credential for an account of any provider, at an address. */
export function credentialOf(account: SandboxBot, address: string): ICredentialDataDecryptedObject {
	const { credential } = account as unknown as { credential?: { login?: string } };
	return {
		authToken: account.token,
		apiKey: account.token,
		login: credential?.login ?? '',
		secretKey: account.token,
		baseUrl: address,
		mediaUrl: `${address}/upload/`,
	};
}
