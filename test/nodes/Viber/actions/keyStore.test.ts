import type { ICheckProcessedOptions, IExecuteFunctions } from 'n8n-workflow';

import { keyStore } from '../../../../nodes/Viber/actions/keyStore';
import { ProcessedData } from '../../../support/processedData';

const store = new ProcessedData();

function contextOf(nodeId: string, workflowId = 'w') {
	const place = { workflow: { id: workflowId, active: true }, node: { id: nodeId } as never };
	return {
		getWorkflow: () => ({ id: workflowId }),
		getNode: () => ({ id: nodeId }),
		helpers: {
			checkProcessedAndRecord: async (
				keys: string[],
				scope: 'node',
				options: ICheckProcessedOptions,
			) => await store.checkProcessedAndRecord(keys, scope, place, options),
			removeProcessed: async (keys: string[], scope: 'node') =>
				await store.removeProcessed(keys, scope, place),
		},
	} as unknown as IExecuteFunctions;
}

it('lets no two executions of one process have the same key', async () => {
	const claims = Array.from({ length: 20 }, () => keyStore(contextOf('race'), () => 1));
	const won = await Promise.all(claims.map(async (one) => await one.claim(['key'])));
	expect(won.filter((fresh) => fresh.has('key'))).toHaveLength(1);
});

it('loses no key of executions at the same time', async () => {
	const keys = Array.from({ length: 20 }, (_, index) => `key ${index}`);
	await Promise.all(
		keys.map(async (key) => await keyStore(contextOf('many'), () => 1).claim([key])),
	);
	const again = await keyStore(contextOf('many'), () => 1).claim([...keys, 'new']);
	expect([...again]).toEqual(['new']);
});

it('gives a key back', async () => {
	const claims = keyStore(contextOf('back'), () => 1);
	await claims.claim(['a', 'b']);
	await claims.release(['a']);
	expect([...(await claims.claim(['a', 'b']))]).toEqual(['a']);
});

it('keeps nodes apart', async () => {
	await keyStore(contextOf('one'), () => 1).claim(['key']);
	expect((await keyStore(contextOf('two'), () => 1).claim(['key'])).size).toBe(1);
});

it('keeps 10,000 keys, or as many as the run has', async () => {
	const many = Array.from({ length: 10_005 }, (_, index) => `key ${index}`);
	await keyStore(contextOf('small'), () => 1).claim(many);
	expect(store.stored.get('w small')).toHaveLength(10_000);
	await keyStore(contextOf('large'), () => 12_000).claim(many);
	expect(store.stored.get('w large')).toHaveLength(10_005);
});

it('goes on after the store has failed', async () => {
	const context = contextOf('broken');
	const failing = {
		...context,
		helpers: { checkProcessedAndRecord: async () => await Promise.reject(new Error('no id')) },
	} as unknown as IExecuteFunctions;
	await expect(keyStore(failing, () => 1).claim(['key'])).rejects.toThrow('no id');
	expect((await keyStore(context, () => 1).claim(['key'])).size).toBe(1);
});
