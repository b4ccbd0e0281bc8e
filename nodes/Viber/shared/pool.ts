/** Work that is cut into pieces, each of them known by its number. */
export interface PoolPlan<T> {
	pieces: number;
	/** How many of them may be under way at the same time. */
	atOnce: number;
	/** Does one piece. */
	work(index: number): Promise<T>;
	/** Whether to begin no further piece after such a result. */
	endsWith(result: T): boolean;
	/** Whether the user has stopped the execution: no further piece is begun then. */
	isCancelled(): boolean;
}

/**
 * Works side by side, beginning the pieces in their order.
 *
 * @returns the results of all pieces that were begun, in the order of the pieces
 * @throws what a piece has thrown, once all that were under way have come to their end
 */
export async function workSideBySide<T>(plan: PoolPlan<T>): Promise<T[]> {
	const results: T[] = [];
	const broken: unknown[] = [];
	let next = 0;
	let isOver = false;
	const keepWorking = async (): Promise<void> => {
		while (!isOver && next < plan.pieces && !plan.isCancelled()) {
			const index = next++;
			try {
				const result = await plan.work(index);
				results[index] = result;
				isOver ||= plan.endsWith(result);
			} catch (error) {
				broken.push(error);
				isOver = true;
			}
		}
	};
	const workers = Math.min(plan.pieces, Math.max(1, plan.atOnce));
	await Promise.all(Array.from({ length: workers }, keepWorking));
	if (broken.length > 0) throw broken[0];
	return results;
}
