import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const ROOT = join(__dirname, '..', '..');
const UNPACKED_CEILING = 700_000;

let work: string;
let folder: string;
let packed: { unpackedSize: number; size: number; files: Array<{ path: string }> };

beforeAll(() => {
	work = mkdtempSync(join(tmpdir(), 'n8n-nodes-viber-pack-'));
	const output = execFileSync('npm', ['pack', '--json', '--pack-destination', work], {
		cwd: ROOT,
		encoding: 'utf8',
		stdio: ['ignore', 'pipe', 'ignore'],
	});
	const [result] = JSON.parse(output) as Array<typeof packed & { filename: string }>;
	if (!result) throw new Error('npm pack gave nothing');
	packed = result;
	execFileSync('tar', ['-xzf', join(work, result.filename), '-C', work]);
	folder = join(work, 'package');
});

afterAll(() => {
	rmSync(work, { recursive: true, force: true });
});

describe('the tarball', () => {
	it('holds what n8n loads, three texts, and nothing else', () => {
		const others = packed.files
			.map(({ path }) => path)
			.filter((path) => !/^dist\/.*\.(js|svg|node\.json)$/.test(path));
		expect(others.sort()).toEqual(['CHANGELOG.md', 'LICENSE.md', 'README.md', 'package.json']);
	});

	it('stays below its ceiling', () => {
		expect(packed.unpackedSize).toBeLessThan(UNPACKED_CEILING);
	});

	it('asks for nothing to be installed', () => {
		const manifest = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as Record<
			string,
			unknown
		>;
		expect(manifest.dependencies).toBeUndefined();
		expect(manifest.bundledDependencies).toBeUndefined();
		expect(manifest.peerDependencies).toEqual({ 'n8n-workflow': '*' });
	});

	it('carries the licences of what is bundled', () => {
		for (const file of readdirSync(join(folder, 'dist', 'vendor'))) {
			const code = readFileSync(join(folder, 'dist', 'vendor', file), 'utf8');
			expect(code).toMatch(/^\/\*!\nBundled from \S+ \d[^)]*\(MIT\)/);
			expect(code).toMatch(/Permission is hereby granted/);
		}
	});

	it('loads as n8n loads it, away from this checkout, and refuses in its own words', () => {
		// A plain Node.js process, so that nothing of the tests' own module loading helps. Only n8n's
		// packages can be found from there, as in a real installation.
		const program = `
			require(${JSON.stringify(require.resolve('reflect-metadata'))});
			const { PackageDirectoryLoader } = require(${JSON.stringify(join(ROOT, 'node_modules/n8n-core'))});
			const Module = require('node:module');
			const resolve = Module._resolveFilename;
			Module._resolveFilename = function (name, parent, ...rest) {
				if (!parent?.filename?.startsWith(${JSON.stringify(folder)})) {
					return resolve.call(this, name, parent, ...rest);
				}
				if (name === 'n8n-workflow') return require.resolve(${JSON.stringify(join(ROOT, 'node_modules/n8n-workflow'))});
				if (name === 'crypto' || name.startsWith('.')) return resolve.call(this, name, parent, ...rest);
				throw new Error('The package requires ' + name);
			};
			(async () => {
				const loader = new PackageDirectoryLoader(${JSON.stringify(folder)});
				await loader.loadAll();
				const { viber } = loader.nodeTypes;
				const parameters = { resource: 'message', operation: 'send', provider: 'viberBot', to: 'x', from: 'y', messageType: 'text', text: '' };
				const context = {
					getNode: () => ({ name: 'Viber', type: 'viber', parameters }),
					getWorkflow: () => ({ id: '1' }),
					getInputData: () => [{ json: {} }],
					continueOnFail: () => true,
					getCredentials: async () => ({}),
					getNodeParameter: (name, _, fallback) => parameters[name] ?? fallback,
				};
				const [[item]] = await viber.type.execute.call(context);
				console.log(JSON.stringify({
					nodes: Object.keys(loader.nodeTypes),
					credentials: Object.keys(loader.credentialTypes),
					icons: [viber.type.description.iconUrl, loader.credentialTypes.viberBotApi.type.iconUrl, loader.credentialTypes.messaggioApi.type.iconUrl],
					item,
				}));
				process.exit(0);
			})();
		`;
		const output = execFileSync(process.execPath, ['-e', program], {
			cwd: work,
			encoding: 'utf8',
			env: { PATH: process.env.PATH },
		});
		const loaded = JSON.parse(output.trim().split('\n').at(-1) ?? '') as {
			nodes: string[];
			credentials: string[];
			icons: Array<{ light: string; dark: string }>;
			item: unknown;
		};
		expect(loaded.nodes.sort()).toEqual(['viber', 'viberTrigger']);
		expect(loaded.credentials.sort()).toEqual([
			'decisionTelecomApi',
			'messaggioApi',
			'viberBotApi',
		]);
		expect(loaded.item).toMatchObject({ json: { error: { message: "'Text' is empty" } } });
		for (const icon of loaded.icons.flatMap(({ light, dark }) => [light, dark])) {
			const path = icon.replace(/^icons\/n8n-nodes-viber\//, '');
			expect(statSync(join(folder, path)).size).toBeGreaterThan(100);
		}
	});
});
