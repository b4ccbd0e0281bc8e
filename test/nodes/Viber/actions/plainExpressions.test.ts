import fc from 'fast-check';
import type { IDataObject, INodeTypes } from 'n8n-workflow';
import { Workflow } from 'n8n-workflow';

import { plainExpression } from '../../../../nodes/Viber/actions/plainExpressions';

const NODE = 'Messages';

const nodeTypes = {
	getByName: () => ({ description: { properties: [] } }),
	getByNameAndVersion: () => ({ description: { properties: [] } }),
	getKnownTypes: () => ({}),
} as unknown as INodeTypes;

const workflow = new Workflow({
	nodes: [
		{ id: '1', name: NODE, type: 'test.node', typeVersion: 1, position: [0, 0], parameters: {} },
	],
	connections: {},
	active: false,
	nodeTypes,
});

/** What n8n itself makes of an expression. */
function byN8n(raw: string, json: IDataObject): unknown {
	return workflow.expression.getParameterValue(raw, null, 0, 0, NODE, [{ json }], 'manual', {});
}

const names = fc.oneof(
	fc.constantFrom(
		'to',
		'text',
		'phone',
		'First Name',
		'order-id',
		'length',
		'first',
		'a.b',
		'ключ',
	),
	fc.string({ maxLength: 6 }),
);

const values = fc.oneof(
	fc.string({ maxLength: 12 }),
	fc.string({ unit: 'binary', maxLength: 6 }),
	fc.constantFrom('={{ 1 + 1 }}', '{{ $json.to }}', '\\', '$&', '', '  ', '[object Object]'),
	fc.integer(),
	fc.double(),
	fc.boolean(),
	fc.constant(null),
	fc.array(fc.string(), { maxLength: 2 }),
);

const items = fc.letrec<{ item: IDataObject; value: unknown }>((tie) => ({
	item: fc.dictionary(names, tie('value'), { maxKeys: 4 }) as fc.Arbitrary<IDataObject>,
	value: fc.oneof({ maxDepth: 2 }, values, tie('item')),
})).item;

function spelt(name: string): fc.Arbitrary<string> {
	const ways = [`["${name}"]`, `[ '${name}' ]`];
	return fc.constantFrom(...(/^[A-Za-z_]\w*$/.test(name) ? [`.${name}`, ...ways] : ways));
}

/** A path of names, most of them of fields that are there. */
function pathIn(item: IDataObject): fc.Arbitrary<string> {
	const there = Object.keys(item);
	const name = there.length > 0 ? fc.oneof(fc.constantFrom(...there), names) : names;
	return name.chain((first) => {
		const inner = item[first];
		const isObject = typeof inner === 'object' && inner !== null && !Array.isArray(inner);
		const rest = isObject
			? fc.oneof(fc.constant(''), pathIn(inner as IDataObject))
			: fc.constant('');
		return fc.tuple(spelt(first), rest).map((parts) => parts.join(''));
	});
}

const cases = items.chain((json) => {
	const code = pathIn(json).map((path) => `{{ $json${path} }}`);
	const text = fc.oneof(
		fc.constantFrom('', ' ', 'Hello ', '!', '\n', '$1', '{ "a": 1 }', '"', '{', '}'),
		fc.string({ maxLength: 5 }),
	);
	const raw = fc.oneof(
		code.map((only) => `=${only}`),
		fc
			.array(fc.tuple(text, code), { minLength: 1, maxLength: 3 })
			.chain((parts) => text.map((end) => `=${parts.flat().join('')}${end}`)),
	);
	return fc.record({ json: fc.constant(json), raw });
});

it('gives what n8n gives, or nothing', () => {
	let understood = 0;
	fc.assert(
		fc.property(cases, ({ json, raw }) => {
			const value = plainExpression(raw)?.(json);
			if (value === undefined) return;
			understood += 1;
			expect({ raw, value }).toEqual({ raw, value: byN8n(raw, json) });
		}),
		{ numRuns: 3000 },
	);
	expect(understood).toBeGreaterThan(100);
});

it.each([
	['={{ $json.to }}', 'Ana'],
	['={{$json.to}}', 'Ana'],
	['={{ $json["First Name"] }}', 'Bo'],
	["={{ $json['First Name'] }}", 'Bo'],
	['={{ $json.order.number }}', 7],
	['={{ $json.order["paid"] }}', false],
	['=Hello {{ $json.to }}, dear {{ $json["First Name"] }}!', 'Hello Ana, dear Bo!'],
	['= {{ $json.to }}', ' Ana'],
])('understands %s', (raw, value) => {
	const json = { to: 'Ana', 'First Name': 'Bo', order: { number: 7, paid: false } };
	expect(plainExpression(raw)?.(json)).toBe(value);
	expect(byN8n(raw, json)).toBe(value);
});

it.each([
	'text',
	'{{ $json.to }}',
	'=text',
	'={{ $json.to.trim() }}',
	'={{ $json.to + "!" }}',
	'={{ $json.list[0] }}',
	'={{ $json?.to }}',
	'={{ $json }}',
	'={{ $jsonp.to }}',
	'={{ $("Start").item.json.to }}',
	'={{ $json.constructor }}',
	'={{ $json["__proto__"] }}',
	'={{ $json.to }} \\{{ $json.to }}',
	'={{ $json.to }} and {{ 1 }}',
	'={{ $json.to }} {{',
	'={{{ $json.to }}',
	'={{{ $json.to }}{{ $json.to }}',
	'={{ $json.to }}}',
	'={{ $json["a\\"b"] }}',
	'={{ { a: $json.to } }}',
])('leaves %s to n8n', (raw) => {
	expect(plainExpression(raw)).toBeUndefined();
});

it.each([[null], [undefined], [['Ana']], [{ name: 'Ana' }], [Number.NaN]])(
	'leaves a field that holds %j to n8n',
	(to) => {
		expect(plainExpression('={{ $json.to }}')?.({ to } as IDataObject)).toBeUndefined();
		expect(plainExpression('=To {{ $json.to }}')?.({ to } as IDataObject)).toBeUndefined();
	},
);

it('reads only what the item itself holds', () => {
	expect(plainExpression('={{ $json.toString }}')?.({})).toBeUndefined();
	expect(plainExpression('={{ $json.to.length }}')?.({ to: 'Ana' })).toBeUndefined();
	expect(plainExpression('={{ $json.list.length }}')?.({ list: [] })).toBeUndefined();
});
