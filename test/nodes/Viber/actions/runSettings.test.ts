import {
	readBroadcastSettings,
	readKeys,
	readSendSettings,
} from '../../../../nodes/Viber/actions/runSettings';
import { decisionTelecom } from '../../../../nodes/Viber/providers/decisionTelecom';
import { messaggio } from '../../../../nodes/Viber/providers/messaggio';
import type { ReadParameter } from '../../../../nodes/Viber/providers/parameters';
import { viberBot } from '../../../../nodes/Viber/providers/viberBot';

function reader(options: Record<string, unknown>): ReadParameter {
	return (name, fallback) => {
		let value: unknown = { options };
		for (const part of name.split('.')) {
			value = (value as Record<string, unknown> | undefined)?.[part];
		}
		return value === undefined ? fallback : value;
	};
}

it('has the limits of each provider unless the user says otherwise', () => {
	const retries = { tries: 5, totalMs: 60_000, baseMs: 1000, capMs: 10_000 };
	expect(readSendSettings(reader({}), viberBot.sending)).toEqual({
		limits: { atOnce: 50, pace: undefined },
		retries,
		groups: false,
	});
	expect(readSendSettings(reader({}), decisionTelecom.sending)).toEqual({
		limits: { atOnce: 10, pace: undefined },
		retries,
		groups: false,
	});
	expect(readSendSettings(reader({}), messaggio.sending)).toEqual({
		limits: { atOnce: 10, pace: { count: 10, perMs: 1050, of: 'messages' } },
		retries,
		groups: true,
	});
	expect(
		viberBot.broadcasting && readBroadcastSettings(reader({}), viberBot.broadcasting.speed),
	).toEqual({
		limits: { atOnce: 10, pace: { count: 500, perMs: 10_500, of: 'requests' } },
		retries,
	});
});

it.each([
	[{ messagesPerSecond: 0 }, { limits: { atOnce: 10, pace: undefined } }],
	[{ messagesPerSecond: '25' }, { limits: { pace: { count: 25, perMs: 1050, of: 'messages' } } }],
	[{ requestsAtOnce: 1 }, { limits: { atOnce: 1 } }],
	[{ retries: 0 }, { retries: { tries: 1 } }],
	[{ retries: 2 }, { retries: { tries: 3 } }],
	[{ groupEqual: false }, { groups: false }],
	[
		{ batching: { batch: { batchSize: 20, batchInterval: 500 } } },
		{ limits: { batching: { size: 20, intervalMs: 500 } } },
	],
	[
		{ batching: { batch: { batchSize: 0, batchInterval: 500 } } },
		{ limits: { batching: { size: 1, intervalMs: 500 } } },
	],
])('%j is taken over', (options, expected) => {
	expect(readSendSettings(reader(options), messaggio.sending)).toMatchObject(expected);
});

it.each([
	[{}, { count: 500, perMs: 10_500, of: 'requests' }],
	[{ requestsPerSecond: 20 }, { count: 20, perMs: 1050, of: 'requests' }],
	[{ requestsPerSecond: 0 }, undefined],
	[{ messagesPerSecond: 20 }, { count: 500, perMs: 10_500, of: 'requests' }],
])('%j is the pace of a broadcast', (options, pace) => {
	const speed = viberBot.broadcasting?.speed ?? { atOnce: 1 };
	expect(readBroadcastSettings(reader(options), speed).limits.pace).toEqual(pace);
});

it('the pace of a broadcast is refused by the name of its field', () => {
	expect(() => readBroadcastSettings(reader({ requestsPerSecond: -1 }), { atOnce: 1 })).toThrow(
		"'Requests per Second'",
	);
});

it.each([{ batchSize: -1, batchInterval: 500 }, { batchSize: 20, batchInterval: 0 }, {}])(
	'batching is off with %j',
	(batch) => {
		const { limits } = readSendSettings(reader({ batching: { batch } }), messaggio.sending);
		expect(limits).not.toHaveProperty('batching');
	},
);

it.each([
	[{ messagesPerSecond: -1 }, 'Messages per Second'],
	[{ requestsAtOnce: 0 }, 'Requests at Once'],
	[{ requestsAtOnce: 'many' }, 'Requests at Once'],
	[{ retries: 11 }, 'Retries'],
	[{ batching: { batch: { batchSize: 1.5 } } }, 'Items per Batch'],
])('%j is refused by the name of its field', (options, label) => {
	expect(() => readSendSettings(reader(options), messaggio.sending)).toThrow(`'${label}'`);
});

describe('keys', () => {
	it('are none without the option', () => {
		expect(readKeys(reader({}), ['a'], false)).toBeUndefined();
	});

	it('are the text, or one for each receiver where several can be named', () => {
		const read = reader({ sendOncePerKey: ' order-1 ' });
		expect(readKeys(read, ['a'], false)).toEqual(['order-1']);
		expect(readKeys(read, ['a', 'b'], true)).toEqual(['order-1\na', 'order-1\nb']);
		expect(readKeys(read, ['a'], true)).toEqual(['order-1\na']);
	});

	it('are text, also from a number', () => {
		expect(readKeys(reader({ sendOncePerKey: 1042 }), ['a'], false)).toEqual(['1042']);
	});

	it.each(['', '  ', null])(
		'protect nothing when empty (%j), which is refused',
		(sendOncePerKey) => {
			expect(() => readKeys(reader({ sendOncePerKey }), ['a'], false)).toThrow(
				"'Send Once per Key' is empty",
			);
		},
	);
});
