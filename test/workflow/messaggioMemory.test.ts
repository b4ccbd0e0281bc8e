import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

import { build } from 'esbuild';

const ROOT = join(__dirname, '..', '..');
const MEGABYTES = 20;

/** Bytes that arrived in each upload; their content is dropped at once. */
const arrived: number[] = [];
const server = createServer((request, response) => {
	let length = 0;
	request.on('data', (chunk: Buffer) => (length += chunk.length));
	request.on('end', () => {
		arrived.push(length);
		response.end(JSON.stringify({ status: 0, image_id: 'I'.repeat(64) }));
	});
});

let work: string;
let program: string;

beforeAll(async () => {
	work = mkdtempSync(join(tmpdir(), 'n8n-nodes-viber-memory-'));
	program = join(work, 'uploadMany.cjs');
	// Node.js alone would take Viber.node.json for Viber.node.ts.
	await build({
		entryPoints: [join(ROOT, 'test', 'support', 'uploadMany.ts')],
		outfile: program,
		bundle: true,
		platform: 'node',
		format: 'cjs',
		packages: 'external',
	});
	server.listen(0, '127.0.0.1');
	await once(server, 'listening');
});

afterAll(() => {
	server.close();
	rmSync(work, { recursive: true, force: true });
});

async function peakOf(images: number): Promise<number> {
	const folder = mkdtempSync(join(work, 'n8n-'));
	arrived.length = 0;
	try {
		const { port } = server.address() as AddressInfo;
		const { stdout } = await promisify(execFile)(
			process.execPath,
			[
				program,
				...[String(images), String(MEGABYTES * 1024 * 1024), `http://127.0.0.1:${port}/upload/`],
			],
			{
				env: {
					PATH: process.env.PATH,
					HOME: folder,
					NODE_PATH: join(ROOT, 'node_modules'),
					N8N_USER_FOLDER: folder,
					N8N_ENCRYPTION_KEY: 'dummy',
					N8N_DEFAULT_BINARY_DATA_MODE: 'filesystem',
				},
			},
		);
		const { uploaded, where, peak } = JSON.parse(stdout.trim().split('\n').at(-1) ?? '') as {
			uploaded: number;
			where: string;
			peak: number;
		};
		expect({ uploaded, where }).toEqual({ uploaded: images, where: 'filesystem-v2' });
		expect(arrived).toHaveLength(images);
		for (const bytes of arrived) expect(bytes).toBeGreaterThan(MEGABYTES * 1024 * 1024);
		return peak;
	} finally {
		rmSync(folder, { recursive: true, force: true });
	}
}

it('20 images of 20 MB take no more memory than five', async () => {
	const five = await peakOf(5);
	const twenty = await peakOf(20);
	// Fifteen more images are 300 MB. What is freed only later varies by some of them.
	expect(twenty / five).toBeLessThan(1.3);
}, 60_000);
