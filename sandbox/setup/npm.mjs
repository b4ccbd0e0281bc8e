import { existsSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { run } from './processes.mjs';

/** What npm says -> what it means and what helps. The first match counts. */
const MEANINGS = /** @type {const} */ ([
	[
		/gyp ERR!|not found: make|find Python/,
		'A part of n8n (sqlite3) could neither be had ready-made nor be compiled here.',
		'Install Python 3, make and a C++ compiler (Debian: apt-get install python3 make g++).',
	],
	[
		/\b(ENOTFOUND|EAI_AGAIN|ENETUNREACH|ENETDOWN|EHOSTUNREACH|ECONNREFUSED|ETIMEDOUT|ECONNRESET|ERR_SOCKET_TIMEOUT|FETCH_ERROR)\b/,
		'The npm registry could not be reached: no network, or a proxy is in the way.',
		'Check the internet connection (`npm ping` must succeed) and run the command again.',
	],
	[
		/\b(SELF_SIGNED_CERT_IN_CHAIN|UNABLE_TO_GET_ISSUER_CERT_LOCALLY|UNABLE_TO_VERIFY_LEAF_SIGNATURE)\b/,
		'The certificate of the npm registry is not trusted here; a proxy may be opening the traffic.',
		'Set NODE_EXTRA_CA_CERTS to the certificate file of that proxy and run the command again.',
	],
	[
		/\bENOSPC\b/,
		'The disk is full.',
		'Free some space (n8n needs about 3 GB) and run the command again.',
	],
	[
		/\b(EACCES|EPERM|EROFS)\b/,
		'A folder may not be written to.',
		'Run the command as the user who owns the project and the cache folder.',
	],
	[
		/\b(E401|E403)\b/,
		'The npm registry refused access.',
		'Check the registry and its sign-in in your .npmrc (`npm config get registry`).',
	],
	[
		/\b(E404|ETARGET|notarget)\b/,
		'The npm registry does not have one of the packages.',
		'Check which registry is set (`npm config get registry`); a mirror may lag behind.',
	],
	[
		/\bEINTEGRITY\b/,
		'A package does not match its recorded checksum.',
		'Run `npm cache verify` and then the command again.',
	],
]);

/**
 * Finds reason and advice in the output of npm.
 *
 * @param {string} output
 * @returns {{ reason: string, advice: string } | undefined}
 */
function explainNpm(output) {
	for (const [pattern, reason, advice] of MEANINGS) {
		if (pattern.test(output)) return { reason, advice };
	}
	return undefined;
}

/**
 * Gives the command that starts npm: the very npm that started this process if there is one, or the
 * one that came with this Node.js, or the one on the path.
 *
 * @returns {string[]} the command and its first arguments
 */
export function npmCommand() {
	const own = process.env['npm_execpath'];
	const folder = dirname(process.execPath);
	const candidates = [
		own && basename(own) === 'npm-cli.js' ? own : '',
		join(folder, '..', 'lib', 'node_modules', 'npm', 'bin', 'npm-cli.js'),
		join(folder, 'node_modules', 'npm', 'bin', 'npm-cli.js'),
	];
	const found = candidates.find((path) => path !== '' && existsSync(path));
	return found ? [process.execPath, found] : ['npm'];
}

/**
 * Gives the environment for npm: that of this process without what an outer npm put into it about
 * the script it runs. The user's own settings (registry, proxy, cache) stay.
 *
 * @returns {Record<string, string | undefined>}
 */
export function npmEnvironment() {
	const foreign = /^(npm_package_|npm_lifecycle_|npm_command$|npm_config_local_prefix$|INIT_CWD$)/i;
	return Object.fromEntries(Object.entries(process.env).filter(([name]) => !foreign.test(name)));
}

/**
 * Runs npm to its end. A missing network is noticed within half a minute.
 *
 * @param {object} options
 * @param {string[]} options.args
 * @param {string} options.cwd
 * @param {string} options.log file for its output
 * @param {string} options.failure sentence for the user when npm fails
 * @returns {Promise<string>} what npm printed
 * @throws {import('./failure.mjs').Failure}
 */
export async function npm({ args, cwd, log, failure }) {
	const [command = 'npm', ...first] = npmCommand();
	const patience = [
		'--fetch-retries=3',
		'--fetch-retry-mintimeout=2000',
		'--fetch-retry-maxtimeout=8000',
	];
	const quiet = ['--no-audit', '--no-fund', '--no-update-notifier'];
	return await run({
		name: 'npm',
		command,
		args: [...first, ...args, ...quiet, ...patience],
		cwd,
		env: npmEnvironment(),
		log,
		failure,
		explain: explainNpm,
		// It has nothing to save, and does not always listen.
		graceMs: 1000,
	});
}
