import { existsSync, mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join, relative } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { Failure } from './failure.mjs';
import { logFile, PROJECT } from './folders.mjs';
import { npmEnvironment } from './npm.mjs';
import { filesOf } from './package.mjs';
import { isStopping, readOutput, run } from './processes.mjs';
import { step } from './report.mjs';

const PACKAGE = 'n8n-nodes-viber';
/** Beside these, what is built depends on files that are changed too seldom to be watched. */
const FOLDERS = ['nodes', 'credentials', 'vendor'];
/** The same in words. */
export const WATCHED = 'nodes/, credentials/ or vendor/';
/** Editors write a file in several steps, and tools several files in a row. */
const SETTLE_MS = 150;
const RELOAD_TIMEOUT_MS = 20_000;
const POLL_MS = 50;
const LOAD = "for (const file of process.argv.slice(1)) require(require('path').resolve(file))";

/**
 * Gives the settings with which n8n looks at the files of its packages and loads them again.
 *
 * @param {string} version of n8n
 * @returns {Record<string, string>} by environment variable
 */
export function reloadSettings(version) {
	const reload = { N8N_DEV_RELOAD: 'true' };
	// 1.x listens to that in development only.
	return Number.parseInt(version, 10) >= 2 ? reload : { ...reload, NODE_ENV: 'development' };
}

/** @param {string} output of gulp */
function whyNotBuilt(output) {
	const [, said] = /\] \w*Error: (?:TypeScript:\n)?([\s\S]*?)\n\s+at /.exec(output) ?? [];
	const lines = (said ?? output).trim().split('\n');
	return {
		reason: lines.join(`\n${' '.repeat(15)}`),
		advice: 'Correct it and save. Until then n8n goes on with what it has.',
	};
}

/**
 * Brings dist/ up to date; only what has changed is compiled.
 *
 * @throws {Failure} with what the compiler says
 */
async function rebuild() {
	const gulp = join(PROJECT, 'node_modules', 'gulp', 'bin', 'gulp.js');
	await run({
		name: 'The build',
		command: process.execPath,
		args: [gulp, 'rebuild', '--no-color'],
		cwd: PROJECT,
		env: { ...npmEnvironment(), NODE_NO_WARNINGS: '1' },
		log: logFile('rebuild'),
		failure: 'The package could not be built.',
		explain: whyNotBuilt,
	});
}

/**
 * Makes one folder like another and leaves alone the files that are so already.
 *
 * @param {string} from
 * @param {string} to
 * @returns {number} how many files were written or removed
 */
function mirror(from, to) {
	const wanted = filesOf(from);
	let changes = 0;
	for (const file of wanted) {
		const target = join(to, relative(from, file));
		const bytes = readFileSync(file);
		if (existsSync(target) && readFileSync(target).equals(bytes)) continue;
		mkdirSync(dirname(target), { recursive: true });
		writeFileSync(target, bytes);
		changes += 1;
	}
	const kept = new Set(wanted.map((file) => join(to, relative(from, file))));
	for (const file of filesOf(to).filter((name) => !kept.has(name))) {
		rmSync(file);
		changes += 1;
	}
	return changes;
}

/**
 * Tells what goes wrong when a file of the package is loaded: n8n itself does not.
 *
 * @throws {Failure} always
 */
async function failToLoad() {
	const failure = 'n8n could not load the package, and has no Viber nodes now.';
	const advice = 'Correct it and save: n8n tries again.';
	const { n8n } = JSON.parse(readFileSync(join(PROJECT, 'package.json'), 'utf8'));
	const output = await run({
		name: 'Node.js',
		command: process.execPath,
		args: ['-e', LOAD, ...n8n.credentials, ...n8n.nodes],
		cwd: PROJECT,
		env: npmEnvironment(),
		log: logFile('load'),
		failure,
		explain: (said) => ({ reason: /^\w*Error: .*/m.exec(said)?.[0] ?? said.trim(), advice }),
	});
	throw new Failure(failure, { reason: output || 'It loads outside of n8n.', advice });
}

/**
 * Waits until n8n has written down anew, for its editor, what nodes there are.
 *
 * @param {string} home
 * @param {string} log of n8n
 * @param {() => number} change makes the change that n8n is to see; gives 0 if there is none
 * @returns {Promise<boolean>} whether there was a change
 * @throws {Failure} when n8n cannot load the package, or does not try
 */
async function reloaded(home, log, change) {
	const types = join(home, '.cache', 'n8n', 'public', 'types', 'nodes.json');
	const written = () => (existsSync(types) ? statSync(types).mtimeMs : 0);
	const failures = () => readOutput(log).split(`Hot reload failed for ${PACKAGE}`).length;
	const before = { written: written(), failures: failures() };
	if (change() === 0) return false;
	const end = Date.now() + RELOAD_TIMEOUT_MS;
	while (written() === before.written) {
		if (failures() > before.failures) await failToLoad();
		if (Date.now() > end) {
			throw new Failure('The package was built, but n8n has not loaded it.', {
				reason: `It did not do so within ${RELOAD_TIMEOUT_MS / 1000} seconds.`,
				advice: 'Stop with Ctrl-C and start again.',
				log,
			});
		}
		await wait(POLL_MS);
	}
	return true;
}

/**
 * Rebuilds the package on each change of its sources and puts it into a running n8n, telling about
 * it. What cannot be built does not get there: n8n goes on with what it has. Ends with this process.
 *
 * @param {string} home the user folder of n8n, which was started with `reloadSettings`
 * @param {string} log the output of n8n
 */
export async function watchPackage(home, log) {
	// Loaded here, as this tool may have been installed only just now; it comes without types.
	const { watch } = createRequire(import.meta.url)('gulp');
	const installed = join(home, '.n8n', 'nodes', 'node_modules', PACKAGE, 'dist');

	/**
	 * @param {string} title
	 * @param {string} unchanged
	 */
	const update = async (title, unchanged) => {
		try {
			await step(title, async ({ doing, done }) => {
				doing('building what has changed');
				await rebuild();
				doing('n8n loads it');
				const copy = () => mirror(join(PROJECT, 'dist'), installed);
				done((await reloaded(home, log, copy)) ? 'rebuilt; refresh the page' : unchanged);
			});
		} catch (error) {
			if (isStopping()) return;
			if (!(error instanceof Failure)) throw error;
			console.error(`\n${error.lines().join('\n')}\n`);
		}
	};

	// The first time takes longest. Nobody waits for it then, and a change made meanwhile is seen.
	const first = update('Watching', WATCHED);
	watch(
		FOLDERS.map((folder) => `${folder}/**`),
		{ cwd: PROJECT, delay: SETTLE_MS },
		async () => {
			await first;
			await update(new Date().toTimeString().slice(0, 8), 'nothing is different');
		},
	);
	await first;
}
