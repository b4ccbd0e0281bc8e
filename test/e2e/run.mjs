// `npm run test:e2e`: the packed package in a real n8n, against the sandbox, over REST and in a
// headless Chromium. `-- --n8n 1.123.81-node20`, or N8N_RUNTIME, takes another n8n than the usual one
// (sandbox/n8n/runtimes.mjs lists them). Screenshots and logs go to artifacts/e2e/<runtime>. With
// `-- --pictures` those that the README shows are renewed. E2E_ONLY, a regular expression such as
// "Messaggio", runs only the tests and groups whose name it fits. The last line is "N passed, N
// failed".

import { join } from 'node:path';

import { chosenRuntime } from '../../sandbox/n8n/runtimes.mjs';
import { failureLines } from '../../sandbox/setup/failure.mjs';
import { PROJECT } from '../../sandbox/setup/folders.mjs';
import { runWithN8n } from './support/runSuite.mjs';

try {
	const runtime = chosenRuntime(process.argv);
	const withPictures = process.argv.includes('--pictures');
	await runWithN8n(join(PROJECT, 'test', 'e2e', 'suite.mts'), {
		artifacts: join('e2e', runtime.name),
		limitMs: 15 * 60_000,
		runtime,
		settings: { E2E_PICTURES: withPictures ? join(PROJECT, '.github', 'pictures') : '' },
	});
} catch (error) {
	// An n8n that is not on the list.
	console.error(failureLines(error).join('\n'));
	console.log('0 passed, 1 failed');
	process.exitCode = 1;
}
