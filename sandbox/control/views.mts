import type { Account } from '../world/account.mts';
import type { Person } from '../world/types.mts';

/** A person without the chat, for news about the person alone. */
export function showProfile(person: Person): Omit<Person, 'messages'> {
	return Object.fromEntries(Object.entries(person).filter(([name]) => name !== 'messages')) as Omit<
		Person,
		'messages'
	>;
}

/** A bot with its people and their chats. */
export function showAccount(account: Account, origin: string) {
	return { ...showFacts(account, origin), people: account.people };
}

/** A bot without its people: how to connect, and what settings and webhook look like now. */
export function showFacts(account: Account, origin: string) {
	return {
		id: account.id,
		name: account.name,
		provider: account.provider.id,
		token: account.secret,
		credential: account.credential,
		abilities: account.provider.abilities,
		baseUrl: origin + account.provider.basePath,
		...account.driver.facts(),
		settings: account.settings,
		faults: account.faults.all(),
	};
}
