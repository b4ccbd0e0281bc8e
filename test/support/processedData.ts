import { DataDeduplicationService } from 'n8n-core';
import type {
	DeduplicationItemTypes,
	DeduplicationScope,
	ICheckProcessedContextData,
	ICheckProcessedOptions,
	IDataDeduplicator,
} from 'n8n-workflow';

/**
 * Stands in for n8n's store of processed data: like n8n it reads all keys of a node, changes them
 * and writes them back, with time in between in which others could do the same.
 */
export class ProcessedData {
	/** The keys of each node. */
	readonly stored = new Map<string, string[]>();
	calls = 0;

	/** Makes it the store of all nodes of this process. */
	async install(): Promise<void> {
		await DataDeduplicationService.init(this as unknown as IDataDeduplicator);
	}

	async checkProcessedAndRecord(
		items: DeduplicationItemTypes[],
		_: DeduplicationScope,
		context: ICheckProcessedContextData,
		{ maxEntries = Number.POSITIVE_INFINITY }: ICheckProcessedOptions,
	): Promise<{ new: DeduplicationItemTypes[]; processed: DeduplicationItemTypes[] }> {
		const { name, keys, isThere } = await this.read(context);
		const known = new Set(keys);
		const fresh = items.filter((item) => !known.has(String(item)));
		keys.push(...fresh.map(String));
		keys.splice(0, Math.max(0, keys.length - maxEntries));
		await this.write(name, keys, isThere);
		return { new: fresh, processed: items.filter((item) => known.has(String(item))) };
	}

	async removeProcessed(
		items: DeduplicationItemTypes[],
		_: DeduplicationScope,
		context: ICheckProcessedContextData,
	): Promise<void> {
		const { name, keys, isThere } = await this.read(context);
		await this.write(
			name,
			keys.filter((key) => !items.includes(key)),
			isThere,
		);
	}

	async getProcessedDataCount(
		_: DeduplicationScope,
		context: ICheckProcessedContextData,
	): Promise<number> {
		return (await this.read(context)).keys.length;
	}

	private async read({
		workflow,
		node,
	}: ICheckProcessedContextData): Promise<{ name: string; keys: string[]; isThere: boolean }> {
		this.calls += 1;
		const name = `${workflow.id} ${node?.id}`;
		await new Promise((resolve) => setTimeout(resolve, 1));
		const keys = this.stored.get(name);
		return { name, keys: [...(keys ?? [])], isThere: keys !== undefined };
	}

	private async write(name: string, keys: string[], isThere: boolean): Promise<void> {
		await new Promise((resolve) => setTimeout(resolve, 1));
		// The row is inserted then, which the database refuses when another one was faster.
		if (!isThere && this.stored.has(name)) throw new Error('UNIQUE constraint failed');
		this.stored.set(name, keys);
	}
}
