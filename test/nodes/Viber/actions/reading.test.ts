import type { IDataObject, IExecuteFunctions, INodeParameters } from 'n8n-workflow';

import { parameterReader } from '../../../../nodes/Viber/actions/reading';

function contextOf(parameters: INodeParameters, items: IDataObject[] = []) {
	const asked: string[] = [];
	const context = {
		getNode: () => ({ parameters }),
		getInputData: () => items.map((json) => ({ json })),
		getNodeParameter(name: string, itemIndex: number, fallback: unknown) {
			asked.push(`${name}@${itemIndex}`);
			let value: unknown = parameters;
			for (const part of name.split('.')) value = (value as INodeParameters | undefined)?.[part];
			if (value === undefined) return fallback;
			return typeof value === 'string' && value.startsWith('=') ? `${name} ${itemIndex}` : value;
		},
	};
	return { readFor: parameterReader(context as unknown as IExecuteFunctions), asked };
}

it('works out once what has no expression, and anew for each item what has one', () => {
	const { readFor, asked } = contextOf({
		from: 'Café',
		text: '={{ $json.text }}',
		cards: { card: [{ title: 'a' }, { title: '={{ 1 }}' }] },
		options: { avatar: 'https://www.example.com', trackingData: '={{ $json.id }}' },
	});
	for (const item of [0, 1, 2]) {
		const read = readFor(item);
		expect(read('from', '')).toBe('Café');
		expect(read('text', '')).toBe(`text ${item}`);
		expect(read('options.avatar', '')).toBe('https://www.example.com');
		expect(read('options.trackingData', '')).toBe(`options.trackingData ${item}`);
		read('cards', {});
	}
	expect(asked.filter((one) => one.endsWith('@0'))).toHaveLength(5);
	for (const item of [1, 2]) {
		expect(asked.filter((one) => one.endsWith(`@${item}`))).toEqual([
			`text@${item}`,
			`options.trackingData@${item}`,
			`cards@${item}`,
		]);
	}
});

it('gives the fallback of each reading for what is not there, without asking', () => {
	const { readFor, asked } = contextOf({ options: {} });
	const read = readFor(0);
	expect(read('options.caption', '')).toBe('');
	expect(read('options.caption', null)).toBeNull();
	expect(read('elsewhere.at.all', 7)).toBe(7);
	expect(asked).toEqual([]);
});

it('leaves it to n8n when there is neither a value nor a fallback', () => {
	const { readFor, asked } = contextOf({});
	readFor(3)('to');
	expect(asked).toEqual(['to@3']);
});

it('asks for each item when a whole collection is an expression', () => {
	const { readFor, asked } = contextOf({ options: '={{ $json.options }}' as never });
	for (const item of [0, 1]) readFor(item)('options.avatar', '');
	expect(asked).toEqual(['options.avatar@0', 'options.avatar@1']);
});

it('takes no expression for a value that stands for a part of the path only', () => {
	// n8n gives '' for the first item, as the expression does; of the second it gives another one.
	const items = [{ o: '' }, { o: 'https://www.example.com' }];
	const given = ['', 'https://media.example.com'];
	const context = {
		getNode: () => ({ parameters: { options: '={{ $json.o }}' } }),
		getInputData: () => items.map((json) => ({ json })),
		getNodeParameter: (_: string, itemIndex: number) => given[itemIndex],
	};
	const readFor = parameterReader(context as unknown as IExecuteFunctions);
	expect(items.map((_, item) => readFor(item)('options.avatar', ''))).toEqual(given);
});

it('reads fields of the item itself once n8n has given the same for one', () => {
	// n8n gives "text 1" for the second item, as this context has it.
	const items = [{ text: null }, { text: 'text 1' }, { text: 'c' }, {}, { text: 'e' }];
	const { readFor, asked } = contextOf({ text: '={{ $json.text }}' }, items as IDataObject[]);
	expect(items.map((_, item) => readFor(item)('text', ''))).toEqual([
		'text 0',
		'text 1',
		'c',
		'text 3',
		'e',
	]);
	expect(asked).toEqual(['text@0', 'text@1', 'text@3']);
});

it('never reads the item itself when n8n gives something else', () => {
	const items = [{ text: 'a' }, { text: 'text 1' }, { text: 'c' }];
	const { readFor, asked } = contextOf({ text: '={{ $json.text }}' }, items);
	for (const item of items.keys()) expect(readFor(item)('text', '')).toBe(`text ${item}`);
	expect(asked).toEqual(['text@0', 'text@1', 'text@2']);
});
