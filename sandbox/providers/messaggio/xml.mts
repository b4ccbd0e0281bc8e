/** The XML of an answer to a sending (messaggio.md §4). */

/** An id that the answer gives; `phone` is left out by servers that do not name it. */
export interface IdLine {
	id: string;
	phone?: string;
}

const DECLARATIONS = ['<?xml version="1.0" encoding="utf-8"?>', '<?xml version="1.0"?>'] as const;

const ESCAPES: Readonly<Record<string, string>> = {
	'&': '&amp;',
	'<': '&lt;',
	'>': '&gt;',
	'"': '&quot;',
};

const escape = (text: string) => text.replace(/[&<>"]/g, (sign) => ESCAPES[sign] ?? sign);

/**
 * Writes an answer. Neither the order of the elements nor the declaration is fixed, so both change from
 * one answer to the next: ids are turned round, come last or first, and so on.
 *
 * @param turn a number that rises by one from answer to answer
 */
export function writeAnswer(
	answer: { code: number; techMessage: string; ids?: readonly IdLine[] },
	turn: number,
): string {
	const code = `\t<code>${answer.code}</code>`;
	const says = `\t<tech_message>${escape(answer.techMessage)}</tech_message>`;
	const ids = turnRound(answer.ids ?? [], turn).map(({ id, phone }) => {
		const attribute = phone === undefined ? '' : ` phone="${escape(phone)}"`;
		return `\t<msg_id${attribute}>${escape(id)}</msg_id>`;
	});
	const orders = [
		[code, says, ...ids],
		[says, code, ...ids],
		[...ids, says, code],
	];
	const lines = orders[turn % orders.length] ?? [];
	return [DECLARATIONS[turn % 2], '<response>', ...lines, '</response>', ''].join('\n');
}

/** Ids without a phone can only be told apart by their order; others may come in any. */
function turnRound(ids: readonly IdLine[], turn: number): readonly IdLine[] {
	if (ids.some(({ phone }) => phone === undefined)) return ids;
	const start = ids.length === 0 ? 0 : turn % ids.length;
	const turned = [...ids.slice(start), ...ids.slice(0, start)];
	return turn % 2 === 0 ? turned : turned.reverse();
}
