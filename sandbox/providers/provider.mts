import type { FastifyInstance } from 'fastify';
import type { Account } from '../world/account.mts';
import type { FaultName } from '../world/faultKinds.mts';
import type { SettingRule } from '../world/settings.mts';
import type { Act, Message, Person, PersonSeed, PlainObject, Settings } from '../world/types.mts';
import type { World } from '../world/world.mts';

/** What people and accounts of a provider can do; the page hides the rest and the control API refuses it. */
export interface Abilities {
	/** People write whenever they like. Otherwise only those whom the driver lets (`Person.mayWrite`). */
	write: boolean;
	/** People send pictures, files and the like beside text. */
	attach: boolean;
	/** People subscribe, and open the chat by a link. */
	subscribe: boolean;
	/** Names of the calls that faults may be limited to. */
	methods: readonly string[];
	/** Faults that the provider knows how to play, in the order of the page; others are refused. */
	faults: readonly FaultName[];
	/** Calls that a fault strikes, where those are not all. */
	faultMethods?: Partial<Record<FaultName, readonly string[]>>;
	/** What the faults `status` and `statusAfter` are set to at first; calls are answered with it. */
	faultStatus: number;
}

/** A provider that the sandbox plays. A further one is a folder of this shape and a line in `index`. */
export interface Provider {
	id: string;
	title: string;
	/** Where its API lives below the sandbox's address. */
	basePath: string;
	/** The bot that is there from the start; `seed` is what the ids of its people are derived from. */
	demo: {
		id: string;
		name: string;
		secret: string;
		seed: string;
		credential?: Record<string, string>;
	};
	abilities: Abilities;
	/** The people that every bot starts with. */
	firstPeople: readonly PersonSeed[];
	/** Settings of a new bot, and the rules for those that only this provider has. */
	settings: Settings;
	settingRules: readonly SettingRule[];
	/** The token, key or secret of a new bot; the log never shows it. */
	newSecret(): string;
	/** What else a client needs to connect, such as a login, by its name on the page. */
	newCredential?(secret: string): Record<string, string>;
	/**
	 * An id in the provider's own shape: made of the seed, the same seed giving the same id, or the
	 * person's phone number as digits.
	 */
	personId(seed: string, person: PersonSeed): string;
	/** A new id for a message, unique in this process. */
	messageId(): string;
	/** The behaviour of one bot. */
	open(account: Account): Driver;
	/** Adds the provider's API to the server. */
	routes(app: FastifyInstance, world: World): Promise<void>;
}

/** How one bot of a provider reacts to what happens on the phones. */
export interface Driver {
	/**
	 * What the page and the control API show of the provider's own state. `webhook` is '' while there is
	 * none, and null where the bot as a whole has none because each message names its own.
	 */
	facts(): { webhook: string | null; eventTypes: string[] };
	acted(person: Person, act: Act): void;
	delivered(person: Person, message: Message): void;
	/** All that was unread until now, oldest first, never empty. */
	seen(person: Person, messages: readonly Message[]): void;
	/**
	 * A button of a keyboard or a carousel is tapped. Only for providers that have such buttons.
	 *
	 * @param location where the person says they are, if the button asks for it
	 * @returns what the person sends by it, or null
	 * @throws Refusal (400) when there is no such button or it gives nothing to send
	 */
	tapped?(person: Person, board: PlainObject, index: number, location: unknown): Message | null;
	/** Sends a callback as somebody has put it together, of whatever event. */
	raise(event: string, fields: PlainObject): void;
	/** Ends calls under way and repeats that are still due. */
	stop(): void;
}
