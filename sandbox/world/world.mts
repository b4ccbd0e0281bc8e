import { randomBytes } from 'node:crypto';
import type { Provider } from '../providers/provider.mts';
import { Account } from './account.mts';
import { Refusal } from './refusal.mts';

/** Wishes for a new bot; every one may be left out. */
export interface AccountWish {
	id?: unknown;
	name?: unknown;
	provider?: unknown;
	settings?: unknown;
}

/** All bots of all providers. */
export class World {
	private readonly accounts = new Map<string, Account>();

	/** @param providers the providers that are played; the first one is used when none is named */
	constructor(readonly providers: readonly Provider[]) {
		for (const provider of providers) {
			const { demo } = provider;
			this.accounts.set(demo.id, new Account(provider, { ...demo, settings: {} }));
		}
	}

	/** Every bot, the demo ones first. */
	all(): Account[] {
		return [...this.accounts.values()];
	}

	/** @throws Refusal (404) when there is no such bot */
	account(id: string): Account {
		const found = this.accounts.get(id);
		if (!found) throw new Refusal(404, `There is no bot "${id}".`);
		return found;
	}

	/** The bot of a provider whose secret this is, or undefined. */
	bySecret(provider: Provider, secret: string): Account | undefined {
		return this.all().find((one) => one.provider === provider && one.secret === secret);
	}

	/** The bot of a provider that has this value in its credential, or undefined. */
	byCredential(provider: Provider, name: string, value: string): Account | undefined {
		return this.all().find((one) => one.provider === provider && one.credential[name] === value);
	}

	/** Makes a bot with people of its own. @throws Refusal (400) when a wish does not fit */
	add(wish: AccountWish): Account {
		const id = wish.id ?? `bot-${randomBytes(4).toString('hex')}`;
		if (typeof id !== 'string' || !/^[A-Za-z0-9_-]{1,60}$/.test(id)) {
			throw new Refusal(400, 'id must be 1 to 60 letters, digits, hyphens or underscores.');
		}
		if (this.accounts.has(id)) throw new Refusal(400, `There is already a bot "${id}".`);
		const name = wish.name ?? 'Test Bot';
		if (typeof name !== 'string' || name.trim() === '' || name.length > 75) {
			throw new Refusal(400, 'name must be a text of 1 to 75 characters.');
		}
		const provider = this.providers.find((one) => one.id === (wish.provider ?? one.id));
		if (!provider) throw new Refusal(400, `There is no provider "${String(wish.provider)}".`);
		const settings = wish.settings ?? {};
		const secret = provider.newSecret();
		const credential = provider.newCredential?.(secret) ?? {};
		const account = new Account(provider, { id, name, secret, credential, settings });
		this.accounts.set(id, account);
		return account;
	}

	/** Stops all bots. */
	close(): void {
		for (const account of this.accounts.values()) account.close();
	}
}
