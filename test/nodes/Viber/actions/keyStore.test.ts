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
			getProcessedDataCount: async (scope: 'node') =>
				await store.getProcessedDataCount(scope, place),
		},
	} as unknown as IExecuteFunctions;
}

const storeOf = (nodeId: string) => keyStore(contextOf(nodeId), () => 1);

it('lets no two executions of one process have the same key', async () => {
	const claims = Array.from({ length: 20 }, () => storeOf('race'));
	const won = await Promise.all(claims.map(async (one) => await one.claim(['key'])));
	expect(won.filter((fresh) => fresh.has('key'))).toHaveLength(1);
});

it('loses no key of executions at the same time', async () => {
	const keys = Array.from({ length: 20 }, (_, index) => `key ${index}`);
	await Promise.all(keys.map(async (key) => await storeOf('many').claim([key])));
	const again = await storeOf('many').claim([...keys, 'new']);
	expect([...again]).toEqual(['new']);
});

it('gives a key back', async () => {
	const claims = storeOf('back');
	await claims.claim(['a', 'b']);
	await claims.release(['a']);
	expect([...(await claims.claim(['a', 'b']))]).toEqual(['a']);
});

it('gives keys back one by one, and leaves those alone that somebody else has taken by then', async () => {
	const claims = storeOf('siblings');
	await claims.claim(['a', 'b']);
	await claims.release(['a']);
	// By then it has looked whether somebody has brought it back, and has left nothing behind.
	await new Promise((resolve) => setTimeout(resolve, 300));
	expect(store.stored.get('w siblings')).toEqual(['b']);
	await claims.release(['b']);
	const other = storeOf('siblings');
	expect((await other.claim(['a', 'b'])).size).toBe(2);
	await claims.settle?.();
	await other.settle?.();
	expect(store.stored.get('w siblings')).toEqual(['a', 'b']);
});

it('keeps nodes apart', async () => {
	await storeOf('one').claim(['key']);
	expect((await storeOf('two').claim(['key'])).size).toBe(1);
});

it('keeps 10,000 keys, or as many as the run has, and nothing else', async () => {
	const many = Array.from({ length: 10_005 }, (_, index) => `key ${index}`);
	for (const [nodeId, run, kept] of [
		['small', 1, 10_000],
		['large', 12_000, 10_005],
	] as const) {
		for (let at = 0; at < many.length; at += 2500) {
			const claims = keyStore(contextOf(nodeId), () => run);
			await claims.claim(many.slice(at, at + 2500));
			await claims.settle?.();
		}
		expect(store.stored.get(`w ${nodeId}`)).toEqual(many.slice(-kept));
	}
});

it('lets a run of more than 10,000 messages be repeated, as often as one likes', async () => {
	const keys = Array.from({ length: 10_400 }, (_, index) => `key ${index}`);
	const run = async () => {
		let drafted = 0;
		const claims = keyStore(contextOf('repeated'), () => drafted);
		let fresh = 0;
		for (let at = 0; at < keys.length; at += 2600) {
			drafted = at + 2600;
			fresh += (await claims.claim(keys.slice(at, drafted))).size;
		}
		await claims.settle?.();
		return fresh;
	};
	expect(await run()).toBe(10_400);
	expect(await run()).toBe(0);
	expect(await run()).toBe(0);
});

it('still knows a large run after small ones of the same node, and does not grow with them', async () => {
	const keys = Array.from({ length: 10_400 }, (_, index) => `key ${index}`);
	await keyStore(contextOf('mixed'), () => keys.length).claim(keys);
	for (const key of ['one', 'two']) {
		const claims = storeOf('mixed');
		await claims.claim([key]);
		await claims.settle?.();
	}
	expect((await keyStore(contextOf('mixed'), () => 1).claim(keys.slice(2))).size).toBe(0);
	expect(store.stored.get('w mixed')?.length).toBeLessThanOrEqual(10_402);
});

it('cuts nothing away from a large run while a small one of the same node goes on', async () => {
	const small = storeOf('both');
	await small.claim(['one']);
	const keys = Array.from({ length: 10_400 }, (_, index) => `key ${index}`);
	const large = keyStore(contextOf('both'), () => keys.length);
	await large.claim(keys);
	await small.claim(['two']);
	await small.settle?.();
	await large.settle?.();
	// The small one's own keys are the newest of those that are kept.
	const again = await keyStore(contextOf('both'), () => keys.length).claim(keys.slice(2));
	expect(again.size).toBe(0);
});

it('goes on after the store has failed', async () => {
	const context = contextOf('broken');
	const failing = {
		...context,
		helpers: {
			...context.helpers,
			checkProcessedAndRecord: async () => await Promise.reject(new Error('no id')),
		},
	} as unknown as IExecuteFunctions;
	await expect(keyStore(failing, () => 1).claim(['key'])).rejects.toThrow('no id');
	expect((await storeOf('broken').claim(['key'])).size).toBe(1);
});
