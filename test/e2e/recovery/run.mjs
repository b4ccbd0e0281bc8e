// `npm run test:recovery`: n8n killed in the middle of its work, alone and in queue mode, with the
// packed package and the sandbox. Queue mode wants Redis and PostgreSQL (Debian: apt-get install -y
// redis-server postgresql). N8N_RUNTIME takes another n8n than the usual one. Logs go to
// artifacts/recovery. The last line is "N passed, N failed".

import { join } from 'node:path';

import { PROJECT } from '../../../sandbox/setup/folders.mjs';
import { runWithN8n } from '../support/runSuite.mjs';

await runWithN8n(join(PROJECT, 'test', 'e2e', 'recovery', 'suite.mts'), {
	artifacts: 'recovery',
	limitMs: 12 * 60_000,
});
