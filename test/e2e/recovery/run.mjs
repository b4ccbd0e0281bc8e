// `npm run test:recovery`: n8n killed in the middle of its work, alone and in queue mode, with the
// packed package and the sandbox. Queue mode wants Redis and PostgreSQL (Debian: apt-get install -y
// redis-server postgresql). N8N_RUNTIME takes another n8n than the usual one. Logs go to
// artifacts/recovery. The last line is "N passed, N failed".

import { chmodSync, copyFileSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { ensureN8n } from '../../../sandbox/n8n/install.mjs';
import { ensureDependencies } from '../../../sandbox/setup/dependencies.mjs';
import { failureLines } from '../../../sandbox/setup/failure.mjs';
import { PROJECT } from '../../../sandbox/setup/folders.mjs';
import { ensurePackage } from '../../../sandbox/setup/package.mjs';
import { runSuite } from '../support/runSuite.mjs';

const LIMIT_MS = 12 * 60_000;
const artifacts = join(PROJECT, 'artifacts', 'recovery');
const home = mkdtempSync(join(tmpdir(), 'n8n-nodes-viber-recovery-'));
// The user of PostgreSQL, which refuses to run as root, must get through to its own folder.
chmodSync(home, 0o711);

try {
	await ensureDependencies();
	const packed = await ensurePackage();
	const n8n = await ensureN8n();
	rmSync(artifacts, { recursive: true, force: true });
	mkdirSync(artifacts, { recursive: true });
	// The cache forgets old packages, perhaps while this runs.
	const tarball = join(artifacts, 'package.tgz');
	copyFileSync(packed, tarball);
	const { passed, failed } = await runSuite(
		join(PROJECT, 'test', 'e2e', 'recovery', 'suite.mts'),
		{
			E2E_N8N: JSON.stringify(n8n),
			E2E_TARBALL: tarball,
			E2E_HOME: home,
			E2E_ARTIFACTS: artifacts,
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
	rmSync(home, { recursive: true, force: true, maxRetries: 5 });
}
