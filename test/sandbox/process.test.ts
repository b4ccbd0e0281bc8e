import { spawn, type ChildProcessWithoutNullStreams } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { startSandbox, type Sandbox } from '../support/sandbox';

const ROOT = join(__dirname, '..', '..');

function run(args: string[], env: Record<string, string> = {}): ChildProcessWithoutNullStreams {
	return spawn(process.execPath, ['--import', 'tsx', 'sandbox/server.mts', ...args], {
		cwd: ROOT,
		env: { ...process.env, NODE_OPTIONS: '', ...env },
	});
}

async function firstLine(child: ChildProcessWithoutNullStreams): Promise<string> {
	const [chunk] = (await once(child.stdout, 'data')) as [Buffer];
	return chunk.toString();
}

async function complaint(child: ChildProcessWithoutNullStreams): Promise<[number, string]> {
	let said = '';
	child.stderr.on('data', (chunk: Buffer) => {
		said += chunk.toString();
	});
	const [code] = (await once(child, 'close')) as [number];
	return [code, said];
}

describe('the sandbox as a process', () => {
	it('says where it listens, on loopback only', async () => {
		const child = run(['--port', '0']);
		const line = await firstLine(child);
		expect(line).toMatch(/^\{"listening":"http:\/\/127\.0\.0\.1:\d+"\}\n$/);
		child.kill('SIGTERM');
		expect(await once(child, 'exit')).toEqual([0, null]);
	});

	it('ends on SIGINT at once, also while somebody watches', async () => {
		const child = run(['--port', '0']);
		const { listening } = JSON.parse(await firstLine(child)) as { listening: string };
		const watching = await fetch(`${listening}/control/bots/demo/stream`);
		const cut = watching.text().catch(() => 'cut');
		child.kill('SIGINT');
		// Whoever watches would do so for ever.
		expect(await once(child, 'exit')).toEqual([0, null]);
		await cut;
	});

	it('ends when its parent is gone', async () => {
		const child = run(['--port', '0'], { SANDBOX_PARENT: 'stdin' });
		await firstLine(child);
		child.stdin.end();
		expect(await once(child, 'exit')).toEqual([0, null]);
	});

	it('names a port that is taken', async () => {
		const other = createServer().listen(0, '127.0.0.1');
		await once(other, 'listening');
		const { port } = other.address() as AddressInfo;
		const [code, said] = await complaint(run(['--port', String(port)]));
		expect([code, said]).toEqual([
			1,
			`Port ${port} is taken by another program: stop it or choose another with --port.\n`,
		]);
		other.close();
	});

	it.each([['--port', 'x'], ['--port', '70000'], ['--colour']])(
		'refuses %s %s',
		async (...args) => {
			const [code, said] = await complaint(run(args));
			expect(code).toBe(1);
			expect(said.trim().split('\n')).toHaveLength(1);
		},
	);
});

describe('the page of the sandbox', () => {
	let sandbox: Sandbox;

	beforeAll(async () => {
		sandbox = await startSandbox();
	});

	afterAll(async () => await sandbox?.stop());

	it('serves the phone with nothing from elsewhere and no HTML made of text', async () => {
		const page = await fetch(`${sandbox.url}/`);
		expect(page.headers.get('content-security-policy')).toContain("default-src 'none'");
		expect(page.headers.get('content-security-policy')).toContain("script-src 'self'");
		const html = await page.text();
		const own = [...html.matchAll(/(?:src|href)="([^"]+)"/g)].map(([, url]) => url ?? '');
		expect(own.length).toBeGreaterThan(1);
		for (const url of own.filter((one) => !one.startsWith('#'))) {
			expect(url).toMatch(/^[a-z./-]+$/);
			const file = await fetch(new URL(url, `${sandbox.url}/`));
			expect(file.status).toBe(200);
			expect(await file.text()).not.toMatch(
				/innerHTML|outerHTML|insertAdjacentHTML|document\.write/,
			);
		}
	});
});
