import type { IDataObject, IExecuteFunctions, INode } from 'n8n-workflow';
import { NodeConnectionTypes, Workflow } from 'n8n-workflow';

import { credentialReader } from '../../../../nodes/Viber/actions/credentials';
import { viberBot } from '../../../../nodes/Viber/providers/viberBot';

const NODE: INode = {
	id: '1',
	name: 'Viber',
	type: 'test',
	typeVersion: 1,
	position: [0, 0],
	parameters: {},
};

const workflow = new Workflow({
	id: 'test',
	nodes: [NODE],
	connections: {},
	active: false,
	nodeTypes: {
		getByName: () => undefined,
		getByNameAndVersion: () => ({
			description: { properties: [], inputs: [NodeConnectionTypes.Main], outputs: [] },
		}),
		getKnownTypes: () => ({}),
	} as never,
});

/** Works a credential out as n8n does, with its own expressions. */
function contextOf(credential: IDataObject, items: IDataObject[]) {
	const input = items.map((json) => ({ json }));
	let readings = 0;
	const context = {
		getInputData: () => input,
		async getCredentials(_: string, itemIndex: number) {
			readings += 1;
			return workflow.expression.getParameterValue(
				credential as never,
				null,
				0,
				itemIndex,
				NODE.name,
				input,
				'manual',
				{},
				undefined,
				false,
				credential as never,
			);
		},
	};
	const read = credentialReader(context as unknown as IExecuteFunctions, viberBot);
	return { read, readings: () => readings };
}

const ITEMS = Array.from({ length: 50 }, (_, id) => ({ id, tenant: id % 2 ? 'odd' : 'even' }));

async function tokens(authToken: string, items: IDataObject[] = ITEMS) {
	const { read, readings } = contextOf({ authToken, baseUrl: 'https://viber.example.com' }, items);
	const all = await Promise.all(items.map(async (_, item) => await read(item)));
	return { tokens: all.map(({ data }) => data.authToken), ids: all.map(({ id }) => id), readings };
}

it('is read once for all items when nothing in it can change, and for a few more to know that', async () => {
	const { tokens: found, ids, readings } = await tokens('secret');
	expect(new Set(found)).toEqual(new Set(['secret']));
	expect(new Set(ids)).toEqual(new Set([0]));
	expect(readings()).toBe(8);
});

it('is read once, too, with an expression that has nothing to do with the items', async () => {
	expect((await tokens('={{ "se" + "cret" }}')).readings()).toBe(8);
});

it.each([
	['={{ $json.tenant }}', 'even', 'odd'],
	['={{ $json.tenant === "odd" ? "a" : "b" }}', 'b', 'a'],
	['={{ $json?.tenant === "odd" ? "a" : "b" }}', 'b', 'a'],
	['={{ $input.item.json.tenant }}', 'even', 'odd'],
	['={{ $itemIndex % 2 ? "a" : "b" }}', 'b', 'a'],
	['={{ $input.all()[$itemIndex].json.tenant }}', 'even', 'odd'],
])('is read for each item with %s', async (authToken, even, odd) => {
	const { tokens: found, ids } = await tokens(authToken);
	expect(found).toEqual(ITEMS.map(({ tenant }) => (tenant === 'odd' ? odd : even)));
	expect(ids).toEqual(ITEMS.map((_, item) => (ids[item] === ids[0] ? ids[0] : ids[1])));
	expect(ids[0]).not.toBe(ids[1]);
});

it.each([
	['={{ $itemIndex === 3 ? "B" : "A" }}', 3],
	['={{ $itemIndex === 25 ? "B" : "A" }}', 25],
	['={{ $input.all()[$itemIndex]?.json.id === 49 ? "B" : "A" }}', 49],
])('does not take one item for all with %s', async (authToken, other) => {
	const { tokens: found } = await tokens(authToken);
	expect(found).toEqual(ITEMS.map(({ id }) => (id === other ? 'B' : 'A')));
});

it('asks no more than once each for a few items', async () => {
	expect((await tokens('secret', ITEMS.slice(0, 3))).readings()).toBe(3);
});

it('fails for the items for which n8n fails only', async () => {
	const { read } = contextOf({ authToken: '={{ $json.deep.er }}' }, [
		{},
		...Array.from({ length: 9 }, () => ({ deep: { er: 'x' } })),
	]);
	expect((await read(5)).data.authToken).toBe('x');
});
