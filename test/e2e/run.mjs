// `npm run test:e2e`: the packed package in a real n8n, against the sandbox, over REST and in a
// headless Chromium. Screenshots and logs go to artifacts/e2e. With `-- --pictures` those that the
// README shows are renewed. E2E_ONLY, a regular expression such as "Messaggio", runs only the tests
// and groups whose name it fits. The last line is "N passed, N failed".

import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { ensureN8n } from '../../sandbox/n8n/install.mjs';
import { ensureDependencies } from '../../sandbox/setup/dependencies.mjs';
import { failureLines } from '../../sandbox/setup/failure.mjs';
import { PROJECT } from '../../sandbox/setup/folders.mjs';
import { ensurePackage } from '../../sandbox/setup/package.mjs';

const LIMIT_MS = 15 * 60_000;
const artifacts = join(PROJECT, 'artifacts', 'e2e');
const home = mkdtempSync(join(tmpdir(), 'n8n-nodes-viber-e2e-'));

/**
 * Runs the suite with Node's own test runner.
 *
 * @param {Record<string, string>} settings
 * @returns {Promise<{ code: number, output: string }>}
 */
async function runSuite(settings) {
	const suite = join(PROJECT, 'test', 'e2e', 'suite.mts');
	const reporting = ['--test', '--test-reporter=spec', '--test-reporter-destination=stdout'];
	const only = process.env['E2E_ONLY'];
	const choice = only ? [`--test-name-pattern=${only}`] : [];
	const child = spawn(process.execPath, ['--import', 'tsx', ...reporting, ...choice, suite], {
		cwd: PROJECT,
		env: { ...process.env, ...settings, NODE_NO_WARNINGS: '1' },
		stdio: ['ignore', 'pipe', 'inherit'],
	});
	let output = '';
	child.stdout.on('data', (chunk) => {
		output += chunk;
		process.stdout.write(chunk);
	});
	const timer = setTimeout(() => child.kill('SIGTERM'), LIMIT_MS);
	const code = await new Promise((resolve) => child.on('close', resolve));
	clearTimeout(timer);
	return { code: Number(code ?? 1), output };
}

try {
	await ensureDependencies();
	const tarball = await ensurePackage();
	const n8n = await ensureN8n();
	rmSync(artifacts, { recursive: true, force: true });
	const { code, output } = await runSuite({
		E2E_N8N: JSON.stringify(n8n),
		E2E_TARBALL: tarball,
		E2E_HOME: home,
		E2E_ARTIFACTS: artifacts,
		E2E_PICTURES: process.argv.includes('--pictures') ? join(PROJECT, '.github', 'pictures') : '',
	});
	const count = (/** @type {string} */ word) =>
		Number(new RegExp(`^. ${word} (\\d+)$`, 'm').exec(output)?.[1] ?? 0);
	const failed = count('fail') + count('cancelled');
	process.exitCode = code === 0 && failed === 0 ? 0 : 1;
	console.log(
		`${count('pass')} passed, ${process.exitCode === 0 ? 0 : Math.max(failed, 1)} failed`,
	);
} catch (error) {
	console.error(failureLines(error).join('\n'));
	console.log('0 passed, 1 failed');
	process.exitCode = 1;
} finally {
	rmSync(home, { recursive: true, force: true });
}
