import { randomUUID } from 'node:crypto';
import type { Driver, Provider } from '../providers/provider.mts';
import { Acceptances } from './acceptances.mts';
import { Faults } from './faults.mts';
import { WireLog } from './log.mts';
import { MediaShelf } from './media.mts';
import { Refusal } from './refusal.mts';
import { changeSettings, COMMON_SETTINGS } from './settings.mts';
import type { Change, Message, Person, PersonSeed, Settings } from './types.mts';

const KEPT_MESSAGES = 2000;

/** How a bot is made; what is left out is made up. */
export interface AccountPlan {
	id: string;
	name: string;
	secret: string;
	/** What else a client needs to connect, by name. */
	credential?: Record<string, string>;
	settings: unknown;
	/** Names that person ids are derived from; the same seed gives the same ids. */
	seed?: string;
}

/** One isolated bot (or sender) at one provider, with its people, its settings and its log. */
export class Account {
	readonly id: string;

	readonly name: string;

	readonly secret: string;

	readonly credential: Readonly<Record<string, string>>;

	readonly log: WireLog;

	readonly media = new MediaShelf();

	readonly faults: Faults;

	/** All messages that calls got accepted. */
	readonly accepted = new Acceptances();

	people: Person[] = [];

	private readonly byId = new Map<string, Person>();

	settings: Settings;

	driver: Driver;

	private readonly firstSettings: Settings;

	private readonly seed: string;

	private readonly timers = new Set<NodeJS.Timeout>();

	private readonly listeners = new Set<(change: Change) => void>();

	constructor(
		readonly provider: Provider,
		plan: AccountPlan,
	) {
		this.id = plan.id;
		this.name = plan.name;
		this.secret = plan.secret;
		this.credential = plan.credential ?? {};
		this.seed = plan.seed ?? randomUUID();
		this.log = new WireLog({ ...this.credential, token: plan.secret }, (entry) =>
			this.announce({ kind: 'log', entry }),
		);
		this.faults = new Faults(provider, () => this.announce({ kind: 'facts' }));
		this.firstSettings = this.withChanges(provider.settings, plan.settings);
		this.settings = this.firstSettings;
		this.driver = provider.open(this);
		this.placeFirstPeople();
	}

	/** Lets a listener hear every change; the answer stops it. */
	listen(listener: (change: Change) => void): () => void {
		this.listeners.add(listener);
		return () => this.listeners.delete(listener);
	}

	/** Tells all listeners of a change. */
	announce(change: Change): void {
		for (const listener of this.listeners) listener(change);
	}

	/** The time that limits go by, in ms since 1970: as it is, or as somebody has set it. */
	now(): number {
		const { now } = this.settings;
		return typeof now === 'number' ? now : Date.now();
	}

	/** Runs `task` after `ms` milliseconds, unless the bot is reset or closed before. */
	later(ms: number, task: () => void): void {
		const timer = setTimeout(() => {
			this.timers.delete(timer);
			task();
		}, ms);
		this.timers.add(timer);
	}

	/** Changes settings. @throws Refusal when one does not fit */
	changeSettings(changes: unknown): void {
		this.settings = this.withChanges(this.settings, changes);
		this.announce({ kind: 'facts' });
	}

	/**
	 * Adds a person; the provider gives the id, `idSeed` makes it repeatable.
	 *
	 * @throws Refusal (400) when somebody has this id already
	 */
	addPerson(person: PersonSeed, idSeed: string = randomUUID()): Person {
		const added = this.place(person, idSeed);
		this.announce({ kind: 'person', person: added });
		return added;
	}

	/** Adds many people, and tells of them in one go. @throws Refusal (400) as for one person */
	addPeople(people: readonly PersonSeed[]): Person[] {
		const added = people.map((person) => this.place(person, randomUUID()));
		this.announce({ kind: 'people', people: added });
		return added;
	}

	/** The person with an id, or undefined. */
	find(id: string): Person | undefined {
		return this.byId.get(id);
	}

	/** @throws Refusal (404) when nobody has this id */
	person(id: string): Person {
		const found = this.find(id);
		if (!found) throw new Refusal(404, `${this.name} knows nobody with the id "${id}".`);
		return found;
	}

	/** Puts a message into a chat; very old ones leave it. */
	addMessage(person: Person, message: Message): void {
		person.messages.push(message);
		if (person.messages.length > KEPT_MESSAGES) person.messages.shift();
		this.announce({ kind: 'message', person, message });
	}

	/** Takes everything back to how the bot was made: people, settings, log, provider state. */
	reset(): void {
		this.close();
		this.settings = this.firstSettings;
		this.log.clear();
		this.media.clear();
		this.faults.clear();
		this.accepted.clear();
		this.driver = this.provider.open(this);
		this.placeFirstPeople();
		this.announce({ kind: 'reset' });
	}

	/** Stops all that is still to happen by itself. */
	close(): void {
		for (const timer of this.timers) clearTimeout(timer);
		this.timers.clear();
		this.driver.stop();
	}

	private place(person: PersonSeed, idSeed: string): Person {
		const id = this.provider.personId(idSeed, person);
		if (this.byId.has(id))
			throw new Refusal(400, `${this.name} knows somebody as "${id}" already.`);
		const { write: mayWrite } = this.provider.abilities;
		const added: Person = { id, ...person, mayWrite, messages: [] };
		this.people.push(added);
		this.byId.set(added.id, added);
		return added;
	}

	private withChanges(settings: Settings, changes: unknown): Settings {
		return changeSettings(settings, changes, [...COMMON_SETTINGS, ...this.provider.settingRules]);
	}

	private placeFirstPeople(): void {
		this.people = [];
		this.byId.clear();
		for (const person of this.provider.firstPeople) {
			this.addPerson(person, `${this.seed}/${person.name}`);
		}
	}
}
