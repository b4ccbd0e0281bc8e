// `npm run test:e2e`: the packed package in a real n8n, against the sandbox, over REST and in a
// headless Chromium. `-- --n8n 1.123.81-node20`, or N8N_RUNTIME, takes another n8n than the usual one
// (sandbox/n8n/runtimes.mjs lists them). Screenshots and logs go to artifacts/e2e/<runtime>. With
// `-- --pictures` those that the README shows are renewed. E2E_ONLY, a regular expression such as
// "Messaggio", runs only the tests and groups whose name it fits. The last line is "N passed, N
// failed".

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { ensureN8n } from '../../sandbox/n8n/install.mjs';
import { chosenRuntime } from '../../sandbox/n8n/runtimes.mjs';
import { ensureDependencies } from '../../sandbox/setup/dependencies.mjs';
import { failureLines } from '../../sandbox/setup/failure.mjs';
import { PROJECT } from '../../sandbox/setup/folders.mjs';
import { ensurePackage } from '../../sandbox/setup/package.mjs';
import { runSuite } from './support/runSuite.mjs';

const LIMIT_MS = 15 * 60_000;
const home = mkdtempSync(join(tmpdir(), 'n8n-nodes-viber-e2e-'));

try {
	const runtime = chosenRuntime(process.argv);
	const artifacts = join(PROJECT, 'artifacts', 'e2e', runtime.name);
	await ensureDependencies();
	const tarball = await ensurePackage();
	const n8n = await ensureN8n(runtime);
	rmSync(artifacts, { recursive: true, force: true });
	const withPictures = process.argv.includes('--pictures');
	const { passed, failed } = await runSuite(
		join(PROJECT, 'test', 'e2e', 'suite.mts'),
		{
			E2E_N8N: JSON.stringify(n8n),
			E2E_TARBALL: tarball,
			E2E_HOME: home,
			E2E_ARTIFACTS: artifacts,
			E2E_PICTURES: withPictures ? join(PROJECT, '.github', 'pictures') : '',
		},
		LIMIT_MS,
	);
	process.exitCode = failed === 0 ? 0 : 1;
	console.log(`${passed} passed, ${failed} failed`);
} catch (error) {
	console.error(failureLines(error).join('\n'));
	console.log('0 passed, 1 failed');
	process.exitCode = 1;
} finally {
	rmSync(home, { recursive: true, force: true });
}
