import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import type { Packed } from './packing';
import { pack, ROOT } from './packing';

const PACKED_CEILING = 240_000;
const UNPACKED_CEILING = 850_000;

let work: string;
let folder: string;
let packed: Packed;

beforeAll(() => {
	work = mkdtempSync(join(tmpdir(), 'n8n-nodes-viber-pack-'));
	packed = pack(ROOT, work);
	execFileSync('tar', ['-xzf', join(work, packed.filename), '-C', work]);
	folder = join(work, 'package');
});

afterAll(() => {
	rmSync(work, { recursive: true, force: true });
});

describe('the tarball', () => {
	it('holds what n8n loads, four texts, and nothing else', () => {
		const others = packed.files
			.map(({ path }) => path)
			.filter((path) => !/^dist\/.*\.(js|svg|node\.json)$/.test(path));
		expect(others.sort()).toEqual([
			'CHANGELOG.md',
			'LICENSE.md',
			'README.md',
			'dist/THIRD-PARTY-LICENSES.md',
			'package.json',
		]);
	});

	it('stays below its ceilings, packed and unpacked', () => {
		expect(packed.size).toBeLessThan(PACKED_CEILING);
		expect(packed.unpackedSize).toBeLessThan(UNPACKED_CEILING);
	});

	it('asks for nothing to be installed', () => {
		const manifest = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as Record<
			string,
			unknown
		>;
		for (const kind of ['dependencies', 'optionalDependencies', 'bundledDependencies']) {
			expect(manifest[kind]).toBeUndefined();
		}
		expect(manifest.bundleDependencies).toBeUndefined();
		expect(manifest.peerDependencies).toEqual({ 'n8n-workflow': '*' });
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
