import { Agent, request } from 'node:http';

/** One POST of JSON to loopback. */
export interface Shot {
	url: string;
	body: string | Buffer;
	headers?: Record<string, string>;
}

/** Unlike `fetch`, it waits as long as it is told: a run of many items answers late. */
export async function post(
	{ url, body, headers }: Shot,
	{ agent, limitMs }: { agent?: Agent; limitMs: number },
): Promise<{ status: number; text: string }> {
	return await new Promise((resolve, reject) => {
		const call = request(
			url,
			{
				method: 'POST',
				headers: {
					'content-type': 'application/json',
					'content-length': Buffer.byteLength(body),
					...headers,
				},
				...(agent ? { agent } : {}),
				signal: AbortSignal.timeout(limitMs),
			},
			(answer) => {
				let text = '';
				answer.setEncoding('utf8');
				answer.on('data', (chunk: string) => (text += chunk));
				answer.on('end', () => resolve({ status: answer.statusCode ?? 0, text }));
				answer.on('error', reject);
			},
		);
		call.on('error', reject);
		call.end(body);
	});
}

/**
 * Fires shots over a fixed number of connections that stay open, each waiting for its answer before
 * the next.
 *
 * @returns how long it took until the last answer, milliseconds, and how often each status came
 */
export async function fire(
	shots: readonly Shot[],
	connections: number,
	limitMs: number,
): Promise<{ ms: number; statuses: Map<number, number> }> {
	const agent = new Agent({ keepAlive: true, maxSockets: connections });
	const statuses = new Map<number, number>();
	const left = shots.values();
	const begin = performance.now();
	await Promise.all(
		Array.from({ length: connections }, async () => {
			for (const shot of left) {
				const { status } = await post(shot, { agent, limitMs });
				statuses.set(status, (statuses.get(status) ?? 0) + 1);
			}
		}),
	);
	const ms = performance.now() - begin;
	agent.destroy();
	return { ms, statuses };
}
