import type { ReadParameter } from '../providers/parameters';
import type { Speed } from '../providers/sending';
import type { Limits, RetryPolicy } from '../shared/sending/contract';
import { InvalidInput, readText, readWholeNumber } from '../shared/inputs';
import { RETRIES } from '../shared/waits';

/** How a run is to go, as the user wants it. */
export interface RunSettings {
	limits: Limits;
	retries: RetryPolicy;
	groups: boolean;
}

/** How a run goes whose settings cannot be read: nothing is sent in it. */
export function usualSettings(speed: Speed): RunSettings {
	return { limits: speed, retries: RETRIES, groups: false };
}

/** A twentieth more than a second, as requests do not arrive as evenly as they go. */
const SECOND_MS = 1050;

const MOST = Number.MAX_SAFE_INTEGER;

/**
 * Reads how fast messages are to be sent, how often requests are repeated, and whether equal
 * messages go out together.
 *
 * @param read reads the fields of the first item
 * @param usual what holds unless the user says otherwise
 * @throws InvalidInput when an option is out of its bounds
 */
export function readSendSettings(
	read: ReadParameter,
	usual: { speed: Speed; groups: boolean },
): RunSettings {
	const { limits, retries } = readCommon(read, usual.speed);
	const batching = readBatching(read);
	const pace = readPace(read, usual.speed.pace, MESSAGES_PER_SECOND);
	return {
		limits: { ...limits, pace, ...(batching && { batching }) },
		retries,
		groups: usual.groups && read('options.groupEqual', true) !== false,
	};
}

/** The same for broadcasts, whose pace counts requests. */
export function readBroadcastSettings(
	read: ReadParameter,
	usual: Speed,
): Pick<RunSettings, 'limits' | 'retries'> {
	const { limits, retries } = readCommon(read, usual);
	return { limits: { ...limits, pace: readPace(read, usual.pace, REQUESTS_PER_SECOND) }, retries };
}

function readCommon(read: ReadParameter, usual: Speed): Pick<RunSettings, 'limits' | 'retries'> {
	const bounds = { min: 1, max: 200 };
	const atOnce = readWholeNumber(read, 'options.requestsAtOnce', 'Requests at Once', bounds);
	const retries = readWholeNumber(read, 'options.retries', 'Retries', { min: 0, max: 10 });
	return {
		limits: { ...usual, ...(atOnce === undefined ? {} : { atOnce }) },
		retries: { ...RETRIES, ...(retries === undefined ? {} : { tries: retries + 1 }) },
	};
}

/** An option that sets a pace. */
interface PaceOption {
	name: string;
	label: string;
	of: NonNullable<Speed['pace']>['of'];
}

const MESSAGES_PER_SECOND: PaceOption = {
	name: 'options.messagesPerSecond',
	label: 'Messages per Second',
	of: 'messages',
};

const REQUESTS_PER_SECOND: PaceOption = {
	name: 'options.requestsPerSecond',
	label: 'Requests per Second',
	of: 'requests',
};

function readPace(
	read: ReadParameter,
	usual: Speed['pace'],
	{ name, label, of }: PaceOption,
): Speed['pace'] {
	const perSecond = readWholeNumber(read, name, label, { min: 0, max: 1000 });
	if (perSecond === undefined) return usual;
	return perSecond === 0 ? undefined : { count: perSecond, perMs: SECOND_MS, of };
}

function readBatching(read: ReadParameter): Limits['batching'] {
	const path = 'options.batching.batch';
	const size =
		readWholeNumber(read, `${path}.batchSize`, 'Items per Batch', { min: -1, max: MOST }) ?? -1;
	const intervalMs =
		readWholeNumber(read, `${path}.batchInterval`, 'Batch Interval (ms)', { min: 0, max: MOST }) ??
		0;
	return size < 0 || intervalMs === 0 ? undefined : { size: Math.max(1, size), intervalMs };
}

/** What no expression gives: an empty value in the item must not switch the protection off. */
const NOT_IN_USE = '\0not in use';

/**
 * Reads under which keys the messages of an item may be sent once only.
 *
 * @param receivers of the item
 * @param perReceiver whether each receiver has a key of their own, also when there is only one:
 * where several can be named, a key must not change with how many are
 * @returns undefined when the option is not in use
 * @throws InvalidInput when it is, and the key is empty: then it would protect nothing
 */
export function readKeys(
	read: ReadParameter,
	receivers: readonly string[],
	perReceiver: boolean,
): string[] | undefined {
	const name = 'options.sendOncePerKey';
	if (read(name, NOT_IN_USE) === NOT_IN_USE) return undefined;
	const label = 'Send Once per Key';
	const key = readText(read, name, label).trim();
	if (key === '') {
		throw new InvalidInput(
			`'${label}' is empty`,
			`Check that this item has the value for '${label}', or remove the option.`,
		);
	}
	return receivers.map((to) => (perReceiver ? `${key}\n${to}` : key));
}
