'use strict';

// The build: what n8n loads, and nothing else, goes to dist/.
//   own code     TypeScript -> readable JavaScript, one file each
//   vendor/      bundled with the libraries it wraps, so that nothing is installed at run time;
//                their licences are listed beside it
//   icons, codex copied beside the nodes
// The last step checks what no linter sees: that dist/ requires nothing but n8n, Node and itself.

const fs = require('node:fs');
const path = require('node:path');
const { execFile } = require('node:child_process');
const { promisify } = require('node:util');

const { build: bundle } = require('esbuild');
const { dest, parallel, series, src } = require('gulp');

const run = promisify(execFile);
const DIST = path.join(__dirname, 'dist');
const NOTICES = 'THIRD-PARTY-LICENSES.md';
const ALLOWED_REQUIRES = new Set(['n8n-workflow', 'crypto']);
/** What the compiler remembers of dist/, for the next rebuild. */
const MEMORY = path.join(__dirname, 'artifacts', 'rebuild.tsbuildinfo');

async function clean() {
	for (const made of [DIST, MEMORY]) await fs.promises.rm(made, { recursive: true, force: true });
}

/** Begins a rebuild: drops what has no source any more, or all if nothing is remembered of it. */
async function dropOrphans() {
	if (!fs.existsSync(MEMORY) || !fs.existsSync(DIST)) return await clean();
	for (const file of filesOf(DIST).filter((name) => name.endsWith('.js'))) {
		const source = path.join(__dirname, path.relative(DIST, file).replace(/\.js$/, '.ts'));
		if (!fs.existsSync(source)) fs.rmSync(file);
	}
}

async function compile() {
	const tsc = require.resolve('typescript/bin/tsc');
	const remembering = ['--incremental', '--tsBuildInfoFile', MEMORY];
	try {
		await run(process.execPath, [tsc, '--project', __dirname, ...remembering]);
	} catch (error) {
		throw new Error(`TypeScript:\n${error.stdout}`);
	}
}

/**
 * Bundles each module of vendor/ in place, with the names of what it holds at its head, and writes
 * the licences of all of it to one file. Nothing is minified: whoever reviews the package can read it.
 */
async function bundleVendor() {
	const sources = fs.readdirSync(path.join(__dirname, 'vendor')).filter((f) => f.endsWith('.ts'));
	const all = new Map();
	for (const source of sources) {
		const { metafile, outputFiles } = await bundle({
			absWorkingDir: __dirname,
			// Paths of modules get into the bundle; those behind a link would differ between machines.
			preserveSymlinks: true,
			entryPoints: [path.join('vendor', source)],
			outfile: path.join(DIST, 'vendor', source.replace(/\.ts$/, '.js')),
			bundle: true,
			platform: 'node',
			format: 'cjs',
			target: 'node20',
			mainFields: ['module', 'main'],
			write: false,
			metafile: true,
			legalComments: 'none',
			logLevel: 'warning',
		});
		const held = librariesIn(metafile);
		if (held.length === 0) throw new Error(`vendor/${source} bundles no library`);
		for (const library of held) all.set(library.name, library);
		const [{ path: file, text }] = outputFiles;
		const names = held.map(({ name, version, license }) => `${name} ${version} (${license})`);
		fs.writeFileSync(file, `/*! Bundled: ${names.join(', ')}. Licences: ../${NOTICES} */\n${text}`);
	}
	const libraries = [...all.values()].sort(byName);
	fs.writeFileSync(path.join(DIST, NOTICES), notices(libraries));
}

/** The libraries of which there is code in a bundle, by name, so that no folder decides the order. */
function librariesIn({ outputs }) {
	const files = Object.values(outputs)
		.flatMap(({ inputs }) => Object.entries(inputs))
		.filter(([, { bytesInOutput }]) => bytesInOutput > 0);
	const names = files.map(([file]) => /.*node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(file)?.[1]);
	return [...new Set(names.filter((name) => name !== undefined))].map(describeLibrary).sort(byName);
}

function byName(left, right) {
	return left.name < right.name ? -1 : 1;
}

function describeLibrary(name) {
	const folder = path.join(__dirname, 'node_modules', name);
	const { version, license, author } = require(path.join(folder, 'package.json'));
	const file = fs.readdirSync(folder).find((f) => /^licen[cs]e/i.test(f));
	if (file) {
		return {
			name,
			version,
			license,
			text: fs.readFileSync(path.join(folder, file), 'utf8').trim(),
		};
	}
	// One author of several of these has left the file out of a package. What it names is the licence
	// that this package has, too, whose words are the same for everybody but for the holder.
	if (license !== 'MIT') throw new Error(`${name} comes without its licence`);
	const own = fs.readFileSync(path.join(__dirname, 'LICENSE.md'), 'utf8').trim();
	const holder = `Copyright (c) ${author?.name ?? author}`;
	return { name, version, license, text: own.replace(/^Copyright .*$/m, () => holder) };
}

/** The file that lists what is bundled, with the text of each licence. */
function notices(libraries) {
	const rows = libraries.map(
		({ name, version, license }) => `| ${name} | ${version} | ${license} |`,
	);
	const texts = libraries.map(({ name, text }) => `## ${name}\n\n\`\`\`text\n${text}\n\`\`\``);
	return [
		'# Third-party licences',
		'The files in `vendor/` contain code of these libraries:',
		['| Library | Version | Licence |', '| --- | --- | --- |', ...rows].join('\n'),
		...texts,
		'',
	].join('\n\n');
}

function copy() {
	return src(['nodes/**/*.svg', 'nodes/**/*.node.json'], { base: '.' }).pipe(dest('dist'));
}

/** Drops modules that hold types only: nothing loads them. A module of code that nothing loads is dead. */
async function prune() {
	const { n8n } = require('./package.json');
	const loaded = new Set();
	const follow = (file) => {
		if (loaded.has(file)) return;
		loaded.add(file);
		for (const required of requiresOf(file).filter((name) => name.startsWith('.'))) {
			follow(require.resolve(path.resolve(path.dirname(file), required)));
		}
	};
	for (const entry of [...n8n.nodes, ...n8n.credentials]) follow(path.join(__dirname, entry));
	for (const file of filesOf(DIST).filter((name) => name.endsWith('.js') && !loaded.has(name))) {
		const code = fs.readFileSync(file, 'utf8');
		if (/exports\.\w+ =|module\.exports/.test(code)) throw new Error(`${file} is never loaded`);
		fs.rmSync(file);
	}
}

function filesOf(folder) {
	return fs
		.readdirSync(folder, { recursive: true, withFileTypes: true })
		.filter((entry) => entry.isFile())
		.map((entry) => path.join(entry.parentPath ?? entry.path, entry.name));
}

function requiresOf(file) {
	const code = fs.readFileSync(file, 'utf8');
	return [...code.matchAll(/\brequire\(["']([^"']+)["']\)/g)].map(([, name]) => name);
}

async function check() {
	for (const file of filesOf(DIST)) {
		const shown = path.relative(__dirname, file);
		if (/\.(map|ts)$/.test(file)) throw new Error(`${shown} must not be published`);
		if (!file.endsWith('.js')) continue;
		for (const name of requiresOf(file)) {
			if (name.startsWith('.') || ALLOWED_REQUIRES.has(name)) continue;
			throw new Error(`${shown} requires "${name}", which nobody will install`);
		}
		for (const [, icon] of fs.readFileSync(file, 'utf8').matchAll(/["']file:([^"']+\.svg)["']/g)) {
			const target = path.resolve(path.dirname(file), icon);
			if (!fs.existsSync(target)) throw new Error(`${shown} names a missing icon: ${icon}`);
		}
	}
}

const steps = [compile, parallel(bundleVendor, copy), prune, check];
exports.build = series(clean, ...steps);
/** Makes the same, sooner: the compiler goes on from what is there. */
exports.rebuild = series(dropOrphans, ...steps);
exports.default = exports.build;
