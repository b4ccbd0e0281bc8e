import type { ICredentialDataDecryptedObject, IWebhookFunctions } from 'n8n-workflow';

import type { Provider } from '../../../../nodes/Viber/providers/provider';
import { judgeByCredential } from '../../../../nodes/Viber/trigger/credential';

/** A credential in n8n whose readings end when the test says so. */
class Store {
	token = 'old';
	readonly readings: Array<() => void> = [];

	async read(): Promise<ICredentialDataDecryptedObject> {
		const { token } = this;
		await new Promise<void>((resolve) => this.readings.push(resolve));
		if (token === 'unreadable') throw new Error('The credential cannot be read');
		return { token };
	}
}

let store: Store;
let trigger: { mode: string; workflow: string; node: string; credential: string };

beforeEach(() => {
	store = new Store();
	trigger = { mode: 'webhook', workflow: 'w', node: 'n', credential: 'c' };
});

/** A callback that is genuine when it was signed with the token that was read. */
async function arrive(signedWith: string, where = trigger): Promise<string> {
	const context = {
		getCredentials: async () => await store.read(),
		getMode: () => where.mode,
		getWorkflow: () => ({ id: where.workflow }),
		getNode: () => ({ id: where.node, credentials: { viberBotApi: { id: where.credential } } }),
	};
	return await judgeByCredential(
		context as unknown as IWebhookFunctions,
		{ credential: 'viberBotApi' } as Provider,
		async ({ token }) => (token === signedWith ? 'taken' : 'refused'),
		(judgement) => judgement === 'refused',
	);
}

async function settle(): Promise<void> {
	for (const end of store.readings.splice(0)) end();
	await new Promise((resolve) => setImmediate(resolve));
}

describe('reading the credential', () => {
	it('is shared by callbacks that arrive while it goes on, and begins anew afterwards', async () => {
		const together = [arrive('old'), arrive('old'), arrive('old')];
		expect(store.readings).toHaveLength(1);
		await settle();
		expect(await Promise.all(together)).toEqual(['taken', 'taken', 'taken']);
		const later = arrive('old');
		expect(store.readings).toHaveLength(1);
		await settle();
		expect(await later).toBe('taken');
	});

	it('refuses nothing by a reading that began before the callback came', async () => {
		const first = arrive('old');
		store.token = 'new';
		const second = arrive('new');
		await settle();
		expect(await first).toBe('taken');
		expect(store.readings).toHaveLength(1);
		await settle();
		expect(await second).toBe('taken');
	});

	it('takes nothing by a token that was replaced before it was read', async () => {
		store.token = 'new';
		const forged = arrive('old');
		const genuine = arrive('new');
		await settle();
		expect(await forged).toBe('refused');
		expect(await genuine).toBe('taken');
	});

	it('is tried again by the callbacks that had waited for one that failed', async () => {
		store.token = 'unreadable';
		const first = arrive('old').catch((error: Error) => error.message);
		const second = arrive('old');
		store.token = 'old';
		await settle();
		await settle();
		expect(await first).toBe('The credential cannot be read');
		expect(await second).toBe('taken');
	});

	it('holds nobody else when it hangs', async () => {
		const hanging = arrive('old');
		const [end] = store.readings.splice(0);
		const next = [arrive('old'), arrive('old')];
		await settle();
		expect(store.readings).toHaveLength(0);
		await new Promise((resolve) => setTimeout(resolve, 1200));
		expect(store.readings.length).toBeGreaterThan(0);
		await settle();
		expect(await Promise.all(next)).toEqual(['taken', 'taken']);
		end?.();
		expect(await hanging).toBe('taken');
	});

	it.each(['mode', 'workflow', 'node', 'credential'] as const)(
		'is not shared with another %s',
		async (part) => {
			const both = [arrive('old'), arrive('old', { ...trigger, [part]: 'another' })];
			expect(store.readings).toHaveLength(2);
			await settle();
			await Promise.all(both);
		},
	);
});
