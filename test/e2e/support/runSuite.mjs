import { spawn } from 'node:child_process';

import { PROJECT } from '../../../sandbox/setup/folders.mjs';

/**
 * Runs a file of tests with Node's own test runner and shows what it says. The environment variable
 * E2E_ONLY, a regular expression, picks some of them by their names.
 *
 * @param {string} suite the file
 * @param {Record<string, string>} settings for its environment
 * @param {number} limitMs after which it is asked to end, milliseconds
 * @returns {Promise<{ passed: number, failed: number }>} `failed` is never 0 when it ended badly
 */
export async function runSuite(suite, settings, limitMs) {
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
