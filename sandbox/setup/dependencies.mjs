import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fingerprint, logFile, PROJECT } from './folders.mjs';
import { npm } from './npm.mjs';
import { step } from './report.mjs';

/** @typedef {Record<string, { version?: string, optional?: boolean, devOptional?: boolean }>} Locked */

/**
 * @param {string} path
 * @returns {Locked}
 */
const lockedPackages = (path) => JSON.parse(readFileSync(path, 'utf8')).packages ?? {};

/**
 * Tells whether npm's own record of `node_modules` names every package of the lockfile in its
 * version, so that a folder installed by hand is not installed again. Optional packages for other
 * systems may be missing.
 *
 * @param {string} project
 * @returns {boolean}
 */
function installedByHand(project) {
	const record = join(project, 'node_modules', '.package-lock.json');
	if (!existsSync(record)) return false;
	const installed = lockedPackages(record);
	return Object.entries(lockedPackages(join(project, 'package-lock.json'))).every(
		([path, wanted]) =>
			path === '' ||
			(installed[path] === undefined
				? wanted.optional === true || wanted.devOptional === true
				: installed[path].version === wanted.version),
	);
}

/**
 * Makes sure that the development tools of this project are there, exactly as the lockfile says,
 * and tells about it. Uses nothing but Node.js itself and npm.
 *
 * @param {string} [project] the checkout
 * @throws {import('./failure.mjs').Failure} when npm fails, with the reason
 */
export async function ensureDependencies(project = PROJECT) {
	await step('Development tools', async ({ doing, done }) => {
		const wanted = fingerprint(readFileSync(join(project, 'package-lock.json')));
		const stamp = join(project, 'node_modules', '.installed-from');
		if (existsSync(stamp) && readFileSync(stamp, 'utf8') === wanted) {
			done('already installed');
			return;
		}
		if (installedByHand(project)) {
			done('already installed');
		} else {
			doing('installing with npm (about a minute)');
			await npm({
				args: ['ci', '--prefer-offline'],
				cwd: project,
				log: logFile('development-tools'),
				failure: 'The development tools could not be installed.',
			});
			done('installed');
		}
		writeFileSync(stamp, wanted);
	});
}
