import type { IDataObject, INodeExecutionData } from 'n8n-workflow';

/** A message that a run was to send. */
export interface Wanted {
	item: number;
	to: string;
	text: string;
}

/** What a run said of one message. */
export interface ToldLine {
	item: number;
	to: string;
	messageId: string | null;
}

/** What a run said of its messages. */
export interface Told {
	accepted: ToldLine[];
	/** Those that may have been sent. */
	uncertain: ToldLine[];
	/** Those of which it is said that nothing was sent. */
	unsent: ToldLine[];
}

/** What the provider has in its books of a message. */
interface Booked {
	id: string;
	to: string;
	text: string;
}

/**
 * What the items say. There has to be one for each message, in their order and paired with its item.
 */
export function toldByItems(
	output: readonly INodeExecutionData[],
	wanted: readonly Wanted[],
): Told {
	const told: Told = { accepted: [], uncertain: [], unsent: [] };
	const lines = output.map(({ json, pairedItem }, index) => {
		const said = { ...json, ...(json.error as IDataObject | undefined) };
		const { item } = pairedItem as { item: number };
		const line: ToldLine = {
			item,
			// What was not drafted is for nobody yet.
			to: String(said.to ?? wanted[index]?.to),
			messageId: (said.messageId as string | undefined) ?? null,
		};
		if (said.status === 'accepted') told.accepted.push(line);
		else if (said.status === 'unknown') told.uncertain.push(line);
		else told.unsent.push(line);
		return line;
	});
	expect(lines.map(nameOf)).toEqual(wanted.map(nameOf));
	return told;
}

/** What the data of an error says. Each of its lists has to be in the order of the messages. */
export function toldByError(error: unknown, wanted: readonly Wanted[]): Told {
	const { data } = (error as { context: { data: Record<string, unknown> } }).context;
	const places = new Map(wanted.map((one, place) => [nameOf(one), place]));
	const read = (name: string): ToldLine[] => {
		const lines = (data[name] as Array<Partial<ToldLine> & { item: number }>).map((line) => ({
			item: line.item,
			to: line.to ?? wanted.find(({ item }) => item === line.item)?.to ?? '',
			messageId: line.messageId ?? null,
		}));
		const found = lines.map((line) => places.get(nameOf(line)) ?? -1);
		expect(found).toEqual([...found].sort((one, other) => one - other));
		return lines;
	};
	return {
		accepted: read('accepted'),
		uncertain: read('uncertain'),
		unsent: ['refused', 'failed', 'skipped', 'notTried'].flatMap(read),
	};
}

/**
 * Compares what was said with what the provider has accepted: each message is told of once, none was
 * accepted twice, every ID that was told is the one that was given out for this very message, and what
 * was accepted was told as accepted or uncertain.
 *
 * @param wanted of which no two say the same to the same person
 */
export function expectTruth(
	{ accepted, uncertain, unsent }: Told,
	booked: readonly Booked[],
	wanted: readonly Wanted[],
): void {
	const all = [...accepted, ...uncertain, ...unsent].map(nameOf);
	expect(all.sort()).toEqual(wanted.map(nameOf).sort());
	const contents = new Map(wanted.map((one) => [nameOf(one), contentOf(one)]));
	const ids = new Map<string, string[]>();
	for (const one of booked) {
		ids.set(contentOf(one), [...(ids.get(contentOf(one)) ?? []), one.id]);
	}
	const idsOf = (line: ToldLine) => ids.get(contents.get(nameOf(line)) ?? '') ?? [];
	expect([...ids.values()].filter((some) => some.length > 1)).toEqual([]);
	expect(accepted.map(({ messageId }) => [messageId])).toEqual(accepted.map(idsOf));
	expect(unsent.flatMap(idsOf)).toEqual([]);
	for (const line of uncertain) {
		if (line.messageId !== null) expect([line.messageId]).toEqual(idsOf(line));
	}
	// Nothing was accepted that nobody wanted, or that is not told.
	expect([...accepted, ...uncertain].flatMap(idsOf).sort()).toEqual(
		booked.map(({ id }) => id).sort(),
	);
}

const nameOf = ({ item, to }: { item: number; to: string }) => `item ${item} to ${to}`;

const contentOf = ({ to, text }: { to: string; text: string }) => JSON.stringify([to, text]);
