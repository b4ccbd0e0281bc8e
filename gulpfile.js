'use strict';

// The build: what n8n loads, and nothing else, goes to dist/.
//   own code     TypeScript -> readable JavaScript, one file each
//   vendor/      bundled with the libraries it wraps, so that nothing is installed at run time
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
 * Bundles each module of vendor/ in place, with the licences of what it holds at its head. Blanks are
 * dropped, as these files are published readably by their authors; names and code stay.
 */
async function bundleVendor() {
	const modules = fs.readdirSync(path.join(__dirname, 'vendor')).filter((f) => f.endsWith('.ts'));
	for (const module of modules) {
		const entry = path.join(__dirname, 'vendor', module);
		const { metafile, outputFiles } = await bundle({
			entryPoints: [entry],
			outfile: path.join(DIST, 'vendor', module.replace(/\.ts$/, '.js')),
			bundle: true,
			platform: 'node',
			format: 'cjs',
			target: 'node20',
			mainFields: ['module', 'main'],
			minifyWhitespace: true,
			write: false,
			metafile: true,
			legalComments: 'none',
			logLevel: 'warning',
		});
		if (Object.keys(metafile.inputs).length < 2) {
			throw new Error(`vendor/${module} bundles no library`);
		}
		const [{ path: file, text }] = outputFiles;
		fs.writeFileSync(file, `${licences(Object.keys(metafile.inputs))}\n${text}`);
	}
}

/** The licence texts of all libraries that these files belong to, as a comment. */
function licences(inputs) {
	const names = inputs.map((file) => /.*node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(file)?.[1]);
	return [...new Set(names.filter((name) => name !== undefined))]
		.map((name) => {
			const folder = path.join(__dirname, 'node_modules', name);
			const { version, license, author } = require(path.join(folder, 'package.json'));
			const file = fs.readdirSync(folder).find((f) => /^licen[cs]e/i.test(f));
			// One author of several of these has left the file out of a package; what it says is told.
			if (!file && license !== 'MIT') throw new Error(`${name} comes without its licence`);
			const text = file
				? fs.readFileSync(path.join(folder, file), 'utf8').trim()
				: `Its package holds no text of the licence. Author: ${author?.name ?? author}.`;
			return `/*!\nBundled from ${name} ${version} (${license}):\n\n${text}\n*/`;
		})
		.join('\n');
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
