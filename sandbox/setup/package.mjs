import {
	existsSync,
	mkdirSync,
	readdirSync,
	readFileSync,
	renameSync,
	rmSync,
	statSync,
	utimesSync,
} from 'node:fs';
import { join, relative } from 'node:path';
import { Failure } from './failure.mjs';
import { cacheFolder, fingerprint, logFile, PROJECT } from './folders.mjs';
import { npm, npmEnvironment } from './npm.mjs';
import { run } from './processes.mjs';
import { step } from './report.mjs';

/** All that decides what is in the package; other files may change without a new build. */
const SOURCES = [
	'nodes',
	'credentials',
	'vendor',
	'gulpfile.js',
	'tsconfig.json',
	'package.json',
	'package-lock.json',
	'README.md',
	'LICENSE.md',
	'CHANGELOG.md',
];
const KEPT_PACKAGES = 3;

/**
 * Lists files with everything below a folder.
 *
 * @param {string} path a file or a folder
 * @returns {string[]} its files, sorted; none when it does not exist
 */
export function filesOf(path) {
	if (!existsSync(path)) return [];
	if (!statSync(path).isDirectory()) return [path];
	return readdirSync(path)
		.sort()
		.flatMap((name) => filesOf(join(path, name)));
}

/** @param {string} project */
function sourceFingerprint(project) {
	const files = SOURCES.flatMap((name) => filesOf(join(project, name)));
	return fingerprint(...files.flatMap((file) => [relative(project, file), readFileSync(file)]));
}

/** @param {string} folder */
function tarballIn(folder) {
	if (!existsSync(folder)) return undefined;
	const name = readdirSync(folder).find((file) => file.endsWith('.tgz'));
	return name ? join(folder, name) : undefined;
}

/** @param {string} packages */
function forgetOldPackages(packages) {
	const folders = readdirSync(packages).map((name) => join(packages, name));
	folders
		.sort((left, right) => statSync(right).mtimeMs - statSync(left).mtimeMs)
		.slice(KEPT_PACKAGES)
		.forEach((folder) => rmSync(folder, { recursive: true, force: true }));
}

/**
 * Builds the node package and packs it as it would be published, and tells about it. When no
 * source has changed, the tarball made before is taken.
 *
 * @param {string} [project] the checkout
 * @returns {Promise<string>} the path of the tarball, outside the checkout
 * @throws {Failure} when the build or npm fails
 */
export async function ensurePackage(project = PROJECT) {
	return await step('The Viber package', async ({ doing, done }) => {
		const packages = join(cacheFolder(), 'packages');
		const folder = join(packages, sourceFingerprint(project).slice(0, 16));
		const ready = tarballIn(folder);
		if (ready) {
			utimesSync(folder, new Date(), new Date());
			done('built before, nothing has changed');
			return ready;
		}

		doing('building');
		await run({
			name: 'The build',
			command: process.execPath,
			args: [join(project, 'node_modules', 'gulp', 'bin', 'gulp.js'), 'build'],
			cwd: project,
			env: { ...npmEnvironment(), NODE_NO_WARNINGS: '1' },
			log: logFile('build'),
			failure: 'The package could not be built.',
		});

		doing('packing');
		const half = `${folder}.${process.pid}.part`;
		rmSync(half, { recursive: true, force: true });
		mkdirSync(half, { recursive: true });
		await npm({
			args: ['pack', '--ignore-scripts', '--pack-destination', half],
			cwd: project,
			log: logFile('pack'),
			failure: 'The package could not be packed.',
		});
		rmSync(folder, { recursive: true, force: true });
		renameSync(half, folder);
		forgetOldPackages(packages);

		const tarball = tarballIn(folder);
		if (!tarball) {
			throw new Failure('npm pack left no tarball.', { log: logFile('pack') });
		}
		done('built and packed');
		return tarball;
	});
}
