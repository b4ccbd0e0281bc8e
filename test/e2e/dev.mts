import assert from 'node:assert/strict';
import {
	cpSync,
	mkdirSync,
	mkdtempSync,
	readFileSync,
	rmSync,
	symlinkSync,
	writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { test } from 'node:test';

import { N8nConnection } from '../../sandbox/n8n/http.mts';
import type { InstalledN8n } from '../../sandbox/n8n/install.mjs';
import { PROJECT } from '../../sandbox/setup/folders.mjs';
import { freePort } from '../../sandbox/setup/ports.mjs';
import { readOutput, start } from '../../sandbox/setup/processes.mjs';
import { ARTIFACTS, eventually } from './support/stage.mts';

/** All that a developer's checkout needs for `npm run dev`, beside the installed tools. */
const CHECKOUT = [
	...['nodes', 'credentials', 'vendor', 'sandbox', 'examples', 'gulpfile.js', 'tsconfig.json'],
	...['package.json', 'package-lock.json', 'README.md', 'LICENSE.md', 'CHANGELOG.md'],
];
const PATIENCE_MS = 120_000;

/** Copies this project, with the n8n that is installed already, into a folder of its own. */
function copyProject(n8n: InstalledN8n): { folder: string; checkout: string; cache: string } {
	const folder = mkdtempSync(join(tmpdir(), 'n8n-nodes-viber-dev-'));
	const [checkout, cache] = [join(folder, 'checkout'), join(folder, 'cache')];
	for (const made of [checkout, cache]) mkdirSync(made);
	for (const name of CHECKOUT) {
		cpSync(join(PROJECT, name), join(checkout, name), { recursive: true });
	}
	symlinkSync(join(PROJECT, 'node_modules'), join(checkout, 'node_modules'));
	symlinkSync(n8n.folder, join(cache, basename(n8n.folder)));
	return { folder, checkout, cache };
}

/** What a developer does, in a copy of this project: change a label, and look at n8n. */
export function devTests(): void {
	test('a label that is changed is seen in n8n, a mistake is told', async () => {
		const n8n = JSON.parse(process.env['E2E_N8N'] ?? '') as InstalledN8n;
		const { folder, checkout, cache } = copyProject(n8n);
		const port = await freePort();
		const log = join(ARTIFACTS, 'dev.log');
		const program = start({
			name: 'npm run dev',
			command: process.execPath,
			args: [join(checkout, 'sandbox', 'start.mjs'), '--watch'],
			cwd: checkout,
			env: {
				...process.env,
				N8N_NODES_VIBER_CACHE: cache,
				N8N_RUNTIME: n8n.version,
				N8N_PORT: String(port),
				SANDBOX_PORT: String(await freePort()),
				N8N_RUNNERS_BROKER_PORT: String(await freePort()),
			},
			log,
		});
		const says = async (words: RegExp) =>
			await eventually(
				`npm run dev says ${words}`,
				async () => words.test(readOutput(log)),
				PATIENCE_MS,
			);
		try {
			await says(/Ctrl-C stops everything/);
			const rest = new N8nConnection(`http://127.0.0.1:${port}`);
			const home = join(cache, `home-${n8n.version}`);
			const { password } = JSON.parse(readFileSync(join(home, 'demo.json'), 'utf8')) as {
				password: string;
			};
			const owner = { emailOrLdapLoginId: 'owner@example.com', password };
			await rest.request('POST', '/rest/login', owner);
			const label = async () => {
				const { body } = await rest.request('GET', '/types/nodes.json');
				const types = body as Array<{ name: string; displayName: string }>;
				return types.find(({ name }) => name === 'n8n-nodes-viber.viber')?.displayName;
			};
			assert.equal(await label(), 'Viber');

			const file = join(checkout, 'nodes', 'Viber', 'Viber.node.ts');
			const source = readFileSync(file, 'utf8');
			const changed = source.replace("displayName: 'Viber'", "displayName: 'Viber of mine'");
			assert.notEqual(changed, source);
			writeFileSync(file, `${changed}export const count: number = 'three';\n`);
			await says(/could not be built[\s\S]*Viber\.node\.ts.*'string' is not assignable to/);
			assert.equal(await label(), 'Viber');

			writeFileSync(file, changed);
			await says(/rebuilt; refresh the page/);
			assert.equal(await label(), 'Viber of mine');

			const pid = program.pid();
			assert.ok(pid !== undefined);
			process.kill(pid, 'SIGINT');
			assert.equal((await program.ended).code, 0);
			await assert.rejects(fetch(rest.address));
		} finally {
			await program.stop();
			rmSync(folder, { recursive: true, force: true });
		}
	});
}
