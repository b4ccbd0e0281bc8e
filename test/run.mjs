// `npm test`: installs what is missing, then lint, types, build, scan and jest, in this order, and
// stops at the first that fails. The last line is always "N passed, N failed": each step counts as
// one, jest by its tests.

import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ensureDependencies } from '../sandbox/setup/dependencies.mjs';
import { failureLines } from '../sandbox/setup/failure.mjs';
import { PROJECT } from '../sandbox/setup/folders.mjs';
import { npmCommand, npmEnvironment } from '../sandbox/setup/npm.mjs';
import { stopAll } from '../sandbox/setup/processes.mjs';

const JEST = join(PROJECT, 'node_modules', 'jest', 'bin', 'jest.js');
const STEPS = [
	{ name: 'lint', script: 'lint' },
	{ name: 'types', script: 'typecheck' },
	{ name: 'build', script: 'build' },
	{ name: 'scan', script: 'scan' },
];

process.noDeprecation = true;

const totals = { passed: 0, failed: 0 };
/** @type {import('node:child_process').ChildProcess | undefined} */
let child;

/**
 * Runs a program with its output in sight.
 *
 * @param {string[]} command
 * @returns {Promise<boolean>} whether it ended with exit code 0
 */
function succeeds([command = '', ...args]) {
	return new Promise((resolve) => {
		child = spawn(command, args, {
			cwd: PROJECT,
			env: { ...npmEnvironment(), NODE_NO_WARNINGS: '1' },
			stdio: ['ignore', 'inherit', 'inherit'],
		});
		child.on('error', (error) => {
			console.error(error.message);
			resolve(false);
		});
		child.on('exit', (code) => resolve(code === 0));
	});
}

/**
 * Prints a heading, does the work and prints how long it took.
 *
 * @param {string} name
 * @param {() => Promise<boolean>} work
 * @returns {Promise<boolean>} what `work` gives
 */
async function timed(name, work) {
	console.log(`\n== ${name}`);
	const since = Date.now();
	const good = await work();
	const seconds = ((Date.now() - since) / 1000).toFixed(1);
	console.log(`== ${name}: ${good ? 'ok' : 'FAILED'} (${seconds} s)`);
	return good;
}

/** Runs jest and adds its counts. A file of tests that could not even be read counts as a failure. */
async function jest() {
	const folder = mkdtempSync(join(tmpdir(), 'jest-counts-'));
	const file = join(folder, 'counts.json');
	try {
		const ended = await succeeds([process.execPath, JEST, '--json', `--outputFile=${file}`]);
		const counts = JSON.parse(readFileSync(file, 'utf8'));
		const broken = counts.numFailedTests + counts.numRuntimeErrorTestSuites;
		totals.passed += counts.numPassedTests;
		totals.failed += ended ? broken : Math.max(broken, 1);
		const skipped = counts.numPendingTests + counts.numTodoTests;
		console.log(
			`jest: ${counts.numPassedTests} passed, ${broken} failed, ${skipped} skipped, ` +
				`in ${counts.numTotalTestSuites} files`,
		);
		return ended && broken === 0;
	} catch (error) {
		console.error(`jest left no counts: ${error instanceof Error ? error.message : error}`);
		totals.failed += 1;
		return false;
	} finally {
		rmSync(folder, { recursive: true, force: true });
	}
}

/**
 * Runs the steps in order.
 *
 * @returns {Promise<string | undefined>} the name of the step that failed
 */
async function firstFailure() {
	try {
		await ensureDependencies();
	} catch (error) {
		console.error(`\n${failureLines(error).join('\n')}`);
		totals.failed += 1;
		return 'install';
	}
	for (const { name, script } of STEPS) {
		const good = await timed(name, () => succeeds([...npmCommand(), 'run', '--silent', script]));
		totals[good ? 'passed' : 'failed'] += 1;
		if (!good) return name;
	}
	return (await timed('jest', jest)) ? undefined : 'jest';
}

for (const [signal, code] of /** @type {const} */ ([
	['SIGINT', 130],
	['SIGTERM', 143],
])) {
	process.on(signal, async () => {
		child?.kill(signal);
		await stopAll();
		process.exit(code);
	});
}

const failed = await firstFailure();
console.log(failed === undefined ? '\nEverything passed.' : `\nStopped: "${failed}" failed.`);
console.log(`${totals.passed} passed, ${totals.failed} failed`);
process.exitCode = failed === undefined ? 0 : 1;
