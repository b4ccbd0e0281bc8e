import type { CallbackRequest, Callbacks } from '../../nodes/Viber/providers/callbacks';
import type { ReceivedEvent } from '../../nodes/Viber/shared/events';

/** The ways in which a provider could say the same. */
export const BODY_FORMS = ['json', 'json as form', 'form', 'form without type', 'query'] as const;

export type BodyForm = (typeof BODY_FORMS)[number];

/** A callback without anything in it, and what a test wants to be different. */
export function callbackOf(parts: Partial<CallbackRequest> & { text?: string }): CallbackRequest {
	const { text = '', ...rest } = parts;
	return { method: 'POST', headers: {}, query: {}, rawBody: Buffer.from(text), ...rest };
}

/** Says some flat fields in one of the ways. */
export function say(fields: Record<string, string | number>, how: BodyForm): CallbackRequest {
	const pairs = Object.entries(fields).map(([name, value]): [string, string] => [
		name,
		String(value),
	]);
	const form = new URLSearchParams(pairs).toString();
	const type = { 'content-type': 'application/x-www-form-urlencoded; charset=UTF-8' };
	switch (how) {
		case 'json':
			return callbackOf({
				text: JSON.stringify(fields),
				headers: { 'content-type': 'application/json' },
			});
		case 'json as form':
			return callbackOf({ text: JSON.stringify(fields), headers: type });
		case 'form':
			return callbackOf({ text: form, headers: type });
		case 'form without type':
			return callbackOf({ text: form });
		case 'query':
			return callbackOf({ method: 'GET', query: Object.fromEntries(pairs) });
	}
}

/** The events of a callback, which has to be taken for genuine. */
export function eventsOf(callbacks: Callbacks, request: CallbackRequest): ReceivedEvent[] {
	const reception = callbacks.receive(request, {});
	if (reception.kind !== 'genuine') throw new Error(`It was refused: ${reception.why}`);
	return reception.events;
}

/** The only event of a callback. */
export function eventOf(callbacks: Callbacks, request: CallbackRequest): ReceivedEvent {
	const [event, ...more] = eventsOf(callbacks, request);
	if (!event || more.length > 0)
		throw new Error(`There are ${more.length + (event ? 1 : 0)} events`);
	return event;
}

/** Bodies that nobody means well with. */
export const HOSTILE_BODIES: ReadonlyArray<[string, string]> = [
	['JSON without an end', '{"message_id":'],
	['deep JSON', '{"a":'.repeat(50_000) + '1' + '}'.repeat(50_000)],
	['deep lists', '['.repeat(100_000)],
	['megabytes of text', 'x'.repeat(4_000_000)],
	['megabytes of a form', `type=${'%41'.repeat(1_000_000)}`],
	['megabytes of commas', `[${','.repeat(1_000_000)}`],
	['wrong percent-encodings', 'type=%E0%A4%A&msg_id=%&p_transaction_id=%ZZ&status=%FF'],
	['keys of prototypes', '{"__proto__":{"polluted":1},"constructor":{"prototype":{"polluted":1}}}'],
	[
		'a form with keys of prototypes',
		'__proto__=1&constructor=2&toString=3&__proto__=4&type=toString',
	],
	['tables asked for what every object has', 'type=delivery&msg_id=1&status=constructor'],
	['NUL and other controls', '\u0000\u0001\u001f'],
	['a scalar of JSON', '42'],
	['a list of scalars', '[1,null,"x",[],{}]'],
	['XML', '<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>'],
];
