import type { FastifyInstance } from 'fastify';
import type { Account } from '../world/account.mts';
import type { SettingRule } from '../world/settings.mts';
import type { Act, Message, Person, PlainObject, Settings } from '../world/types.mts';
import type { World } from '../world/world.mts';

/** A provider that the sandbox plays. A further one is a folder of this shape and a line in `index`. */
export interface Provider {
	id: string;
	title: string;
	/** Where its API lives below the sandbox's address. */
	basePath: string;
	/** The bot that is there from the start; `seed` is what the ids of its people are derived from. */
	demo: { id: string; name: string; secret: string; seed: string };
	/** Settings of a new bot, and the rules for those that only this provider has. */
	settings: Settings;
	settingRules: readonly SettingRule[];
	newSecret(): string;
	/** An id in the provider's own shape; the same seed gives the same id. */
	personId(seed: string): string;
	/** A new id for a message, unique in this process. */
	messageId(): string;
	/** The behaviour of one bot. */
	open(account: Account): Driver;
	/** Adds the provider's API to the server. */
	routes(app: FastifyInstance, world: World): Promise<void>;
}

/** How one bot of a provider reacts to what happens on the phones. */
export interface Driver {
	/** What the page and the control API show of the provider's own state. */
	facts(): { webhook: string; eventTypes: string[] };
	acted(person: Person, act: Act): void;
	delivered(person: Person, message: Message): void;
	seen(person: Person, newest: Message): void;
	/**
	 * A button of a keyboard or a carousel is tapped.
	 *
	 * @param location where the person says they are, if the button asks for it
	 * @returns what the person sends by it, or null
	 * @throws Refusal (400) when there is no such button or it gives nothing to send
	 */
	tapped(person: Person, board: PlainObject, index: number, location: unknown): Message | null;
	/** Sends a callback as somebody has put it together, of whatever event. */
	raise(event: string, fields: PlainObject): void;
	/** Ends calls under way and repeats that are still due. */
	stop(): void;
}
