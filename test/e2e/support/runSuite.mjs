import { spawn } from 'node:child_process';
import { chmodSync, copyFileSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { ensureN8n } from '../../../sandbox/n8n/install.mjs';
import { ensureDependencies } from '../../../sandbox/setup/dependencies.mjs';
import { failureLines } from '../../../sandbox/setup/failure.mjs';
import { PROJECT } from '../../../sandbox/setup/folders.mjs';
import { ensurePackage } from '../../../sandbox/setup/package.mjs';

/**
 * Runs a file of tests with the packed package and a real n8n, both made ready first, and ends with
 * a line "N passed, N failed" and the exit code that goes with it.
 *
 * @param {string} suite the file
 * @param {object} options
 * @param {string} options.artifacts folder below artifacts/ for logs and pictures; emptied before
 * @param {number} options.limitMs after which the tests are asked to end, milliseconds
 * @param {Parameters<typeof ensureN8n>[0]} [options.runtime] the n8n; the usual one when left out
 * @param {Record<string, string>} [options.settings] more for the environment of the tests
 */
export async function runWithN8n(suite, { artifacts, limitMs, runtime, settings }) {
	const home = mkdtempSync(join(tmpdir(), 'n8n-nodes-viber-e2e-'));
	// The user of PostgreSQL, which refuses to run as root, must get through to its own folder.
	chmodSync(home, 0o711);
	try {
		await ensureDependencies();
		const packed = await ensurePackage();
		const n8n = await ensureN8n(runtime);
		const folder = join(PROJECT, 'artifacts', artifacts);
		rmSync(folder, { recursive: true, force: true });
		mkdirSync(folder, { recursive: true });
		// The cache forgets old packages, perhaps while this runs.
		const tarball = join(folder, 'package.tgz');
		copyFileSync(packed, tarball);
		const { passed, failed } = await runSuite(
			suite,
			{
				...settings,
				E2E_N8N: JSON.stringify(n8n),
				E2E_TARBALL: tarball,
				E2E_HOME: home,
				E2E_ARTIFACTS: folder,
			},
			limitMs,
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
}

/**
 * Runs a file of tests with Node's own test runner and shows what it says. The environment variable
 * E2E_ONLY, a regular expression, picks some of them by their names.
 *
 * @param {string} suite the file
 * @param {Record<string, string>} settings for its environment
 * @param {number} limitMs after which it is asked to end, milliseconds
 * @returns {Promise<{ passed: number, failed: number }>} `failed` is never 0 when it ended badly
 */
async function runSuite(suite, settings, limitMs) {
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
	const timer = setTimeout(() => child.kill('SIGTERM'), limitMs);
	const code = await new Promise((resolve) => child.on('close', resolve));
	clearTimeout(timer);
	const count = (/** @type {string} */ word) =>
		Number(new RegExp(`^. ${word} (\\d+)$`, 'm').exec(output)?.[1] ?? 0);
	const failed = count('fail') + count('cancelled');
	return { passed: count('pass'), failed: code === 0 ? failed : Math.max(failed, 1) };
}
