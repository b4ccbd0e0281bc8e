import { createHash } from 'node:crypto';
import {
	copyFileSync,
	existsSync,
	mkdirSync,
	readdirSync,
	readFileSync,
	renameSync,
	rmSync,
	statfsSync,
	writeFileSync,
} from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { Failure } from '../setup/failure.mjs';
import { cacheFolder, logFile, PROJECT } from '../setup/folders.mjs';
import { lock } from '../setup/lock.mjs';
import { npm } from '../setup/npm.mjs';
import { isStopping, run } from '../setup/processes.mjs';
import { step } from '../setup/report.mjs';
import { chosenRuntime, RUNTIMES } from './runtimes.mjs';

/** @typedef {import('./runtimes.mjs').Runtime} Runtime */

const STAMP = '.complete.json';
const NEEDED_BYTES = 3.5e9;

/**
 * An installed n8n: what it is, the Node.js that came with it and its start script.
 * @typedef {Runtime & { node: string, script: string, folder: string }} InstalledN8n
 */

/**
 * @param {Runtime} runtime
 * @param {string} folder
 * @returns {InstalledN8n}
 */
const describe = (runtime, folder) => ({
	...runtime,
	folder,
	node: join(
		...[folder, 'node_modules', runtime.nodePackage, 'bin'],
		process.platform === 'win32' ? 'node.exe' : 'node',
	),
	script: join(folder, 'node_modules', 'n8n', 'bin', 'n8n'),
});

/**
 * Removes what an interrupted installation of the same n8n left behind.
 *
 * @param {string} folder the final folder
 */
function removeLeftovers(folder) {
	const parent = dirname(folder);
	if (!existsSync(parent)) return;
	for (const name of readdirSync(parent)) {
		if (name.startsWith(`${basename(folder)}.part`)) {
			rmSync(join(parent, name), { recursive: true, force: true });
		}
	}
	// A folder without a stamp is half-made: nobody knows what is missing in it.
	if (!existsSync(join(folder, STAMP))) rmSync(folder, { recursive: true, force: true });
}

/** @param {string} folder */
function ensureSpace(folder) {
	const { bavail, bsize } = statfsSync(folder);
	const free = bavail * bsize;
	if (free >= NEEDED_BYTES) return;
	throw new Failure('There is not enough room for n8n on this disk.', {
		reason: `It needs about 3 GB in ${folder}; ${(free / 1e9).toFixed(1)} GB are free.`,
		advice: 'Free some space, or name a folder on another disk in N8N_NODES_VIBER_CACHE.',
	});
}

/**
 * @param {InstalledN8n} n8n
 * @param {string} log
 */
async function verify({ version, node, script, folder, settings }, log) {
	const common = {
		name: 'n8n',
		cwd: folder,
		env: { PATH: dirname(node), NODE_NO_WARNINGS: '1', ...settings },
		log,
	};
	const failure = 'n8n was installed but does not run.';
	await run({ ...common, command: node, args: ['-e', "require('sqlite3')"], failure });
	const said = await run({ ...common, command: node, args: [script, '--version'], failure });
	if (!said.includes(version)) {
		throw new Failure(failure, { reason: `It calls itself "${said.trim()}".`, log });
	}
}

/**
 * Makes sure that one version of n8n is installed in the cache folder, with the Node.js it wants,
 * exactly as `sandbox/n8n/<version>/package-lock.json` says, and tells about it. The work is done
 * in a folder beside the final one, so that an interruption leaves nothing that looks complete.
 *
 * @param {Runtime} [runtime] left out: the one that N8N_RUNTIME names, or the usual one
 * @returns {Promise<InstalledN8n>}
 * @throws {Failure} when there is no room, npm fails or the result does not run
 */
export async function ensureN8n(runtime = chosenRuntime()) {
	const { version } = runtime;
	const recipe = join(PROJECT, 'sandbox', 'n8n', version);
	const lockfile = readFileSync(join(recipe, 'package-lock.json'));
	const digest = createHash('sha256').update(lockfile).digest('hex').slice(0, 12);
	const folder = join(cacheFolder(), `n8n-${version}-${digest}`);
	const isComplete = () => existsSync(join(folder, STAMP));

	return await step(`n8n ${version}`, async ({ doing, done }) => {
		if (isComplete()) {
			done('already installed');
			return describe(runtime, folder);
		}
		const release = await lock(`${folder}.lock`, (pid) =>
			doing(`waiting: process ${pid} is installing it`),
		);
		try {
			if (isComplete()) {
				done('installed by another start meanwhile');
				return describe(runtime, folder);
			}
			doing('making room');
			removeLeftovers(folder);
			const half = `${folder}.part-${process.pid}`;
			try {
				await install(version, recipe, half, doing);
				renameSync(half, folder);
			} catch (error) {
				// Removing takes half a minute: somebody who pressed Ctrl-C is not kept waiting for it, and
				// the next start does it.
				if (!isStopping()) rmSync(half, { recursive: true, force: true });
				throw error;
			}
			done('installed');
			return describe(runtime, folder);
		} finally {
			release();
		}
	});
}

/**
 * @param {string} version
 * @param {string} recipe the folder with package.json and lockfile
 * @param {string} half where to install to
 * @param {(text: string) => void} doing
 */
async function install(version, recipe, half, doing) {
	const log = (/** @type {string} */ part) => logFile(`n8n-${version}-${part}`);
	const failure = `n8n ${version} could not be installed.`;

	mkdirSync(half, { recursive: true });
	ensureSpace(half);
	for (const file of ['package.json', 'package-lock.json']) {
		copyFileSync(join(recipe, file), join(half, file));
	}

	// Scripts stay off: optional native parts that nobody needs here would fetch from other hosts.
	// Strict peer ranges would keep npm busy for many minutes.
	doing('downloading, once: about 2.3 GB on disk, some 3 minutes');
	const flags = ['--ignore-scripts', '--legacy-peer-deps', '--prefer-offline'];
	await npm({ args: ['ci', ...flags], cwd: half, log: log('download'), failure });
	// These need theirs: they place a Node.js binary each, or make the database driver.
	const rebuild = ['--ignore-scripts=false', '--legacy-peer-deps'];
	const runtimes = RUNTIMES.filter((runtime) => runtime.version === version);
	for (const { nodePackage } of runtimes) {
		doing('adding the Node.js it wants');
		const args = ['rebuild', nodePackage, ...rebuild];
		await npm({ args, cwd: half, log: log(nodePackage), failure });
	}
	doing('preparing its database driver, up to a minute');
	await npm({ args: ['rebuild', 'sqlite3', ...rebuild], cwd: half, log: log('sqlite3'), failure });

	doing('trying it');
	for (const runtime of runtimes) await verify(describe(runtime, half), log('check'));
	writeFileSync(join(half, STAMP), `${JSON.stringify({ version, installedAt: new Date() })}\n`);
}
