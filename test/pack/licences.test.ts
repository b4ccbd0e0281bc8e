import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { build } from 'esbuild';

import { pack, ROOT } from './packing';

let work: string;
let dist: string;
let notices: string;

beforeAll(() => {
	work = mkdtempSync(join(tmpdir(), 'n8n-nodes-viber-licences-'));
	const { filename } = pack(ROOT, work);
	execFileSync('tar', ['-xzf', join(work, filename), '-C', work]);
	dist = join(work, 'package', 'dist');
	notices = readFileSync(join(dist, 'THIRD-PARTY-LICENSES.md'), 'utf8');
});

afterAll(() => {
	rmSync(work, { recursive: true, force: true });
});

/** Name and version of each library that a module of vendor/ pulls in, as esbuild sees it. */
async function librariesOf(module: string): Promise<string[]> {
	const { metafile } = await build({
		absWorkingDir: ROOT,
		entryPoints: [join('vendor', module)],
		outfile: 'unused.js',
		bundle: true,
		platform: 'node',
		mainFields: ['module', 'main'],
		write: false,
		metafile: true,
	});
	const inputs = Object.values(metafile.outputs).flatMap((output) => Object.entries(output.inputs));
	const folders = inputs
		.filter(([, { bytesInOutput }]) => bytesInOutput > 0)
		.map(([file]) => /^.*node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(file)?.[1] ?? '');
	return [...new Set(folders)]
		.filter((name) => name !== '')
		.map((name) => `${name} ${manifestOf(name).version}`);
}

function manifestOf(name: string) {
	const file = join(ROOT, 'node_modules', name, 'package.json');
	return JSON.parse(readFileSync(file, 'utf8')) as { version: string; license: string };
}

/** The rows of the list: name and version. */
function listed(): string[] {
	const rows = [...notices.matchAll(/^\| (\S+) \| (\d\S+) \| \S+ \|$/gm)];
	return rows.map(([, name, version]) => `${name} ${version}`);
}

function textOf(name: string): string {
	const [, after = ''] = notices.split(`\n## ${name}\n`);
	return after.split('\n## ')[0] ?? '';
}

describe('the licences of what is bundled', () => {
	const modules = readdirSync(join(ROOT, 'vendor')).filter((file) => file.endsWith('.ts'));

	it('are listed for every library in the bundles, and for nothing else', async () => {
		const bundled = (await Promise.all(modules.map(librariesOf))).flat();
		expect(bundled.length).toBeGreaterThanOrEqual(modules.length);
		expect(listed()).toEqual([...new Set(bundled)].sort());
	});

	it.each(modules)('are named at the head of the bundle made of vendor/%s', async (module) => {
		const file = join(dist, 'vendor', module.replace(/ts$/, 'js'));
		const [head = ''] = readFileSync(file, 'utf8').split('\n');
		expect(head).toContain('../THIRD-PARTY-LICENSES.md');
		for (const library of await librariesOf(module)) expect(head).toContain(library);
	});

	it('are there in full, each with who holds it', () => {
		for (const library of listed()) {
			const [name = ''] = library.split(' ');
			expect(textOf(name)).toMatch(/Copyright \(c\) \S+/i);
			expect(textOf(name)).toMatch(/Permission is hereby granted/);
			expect(textOf(name)).toMatch(/WITHOUT WARRANTY OF ANY KIND/);
		}
	});

	it('are those that the libraries come with', () => {
		for (const library of listed()) {
			const [name = ''] = library.split(' ');
			const folder = join(ROOT, 'node_modules', name);
			const file = readdirSync(folder).find((entry) => /^licen[cs]e/i.test(entry));
			if (!file) continue;
			expect(textOf(name)).toContain(readFileSync(join(folder, file), 'utf8').trim());
		}
	});

	it('all let the package be under the MIT licence', () => {
		for (const library of listed()) {
			expect(manifestOf(library.split(' ')[0] ?? '').license).toBe('MIT');
		}
	});
});
