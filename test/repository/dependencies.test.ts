import { MANIFEST, read } from './files';

interface Locked {
	version: string;
	resolved?: string;
	integrity?: string;
	link?: boolean;
	devDependencies?: Record<string, string>;
	dependencies?: object;
	peerDependencies?: Record<string, string>;
	engines?: { node: string };
	dev?: boolean;
}

const lockfile = JSON.parse(read('package-lock.json')) as {
	version: string;
	lockfileVersion: number;
	packages: Record<string, Locked>;
};

describe('what is installed', () => {
	it('with the package is nothing: n8n gives what it needs', () => {
		expect(
			Object.keys(MANIFEST)
				.filter((key) => /dependencies$/i.test(key))
				.sort(),
		).toEqual(['devDependencies', 'peerDependencies']);
		expect(MANIFEST.peerDependencies).toEqual({ 'n8n-workflow': '*' });
	});

	it('to work on it is what the lockfile says, which agrees with package.json', () => {
		expect(lockfile.lockfileVersion).toBe(3);
		expect(lockfile.version).toBe(MANIFEST.version);
		expect(lockfile.packages['']).toMatchObject({
			version: MANIFEST.version,
			devDependencies: MANIFEST.devDependencies,
			peerDependencies: MANIFEST.peerDependencies,
			engines: MANIFEST.engines,
		});
		expect(lockfile.packages['']?.dependencies).toBeUndefined();
		for (const name of Object.keys(MANIFEST.devDependencies)) {
			expect(lockfile.packages).toHaveProperty([`node_modules/${name}`]);
		}
	});

	it('has a checksum each, and comes from the registry alone', () => {
		for (const [path, { integrity, resolved, link }] of Object.entries(lockfile.packages)) {
			if (path === '') continue;
			expect([path, integrity]).toEqual([path, expect.stringMatching(/^sha512-/)]);
			expect([path, link]).toEqual([path, undefined]);
			expect([path, resolved ?? 'https://registry.npmjs.org/']).toEqual([
				path,
				expect.stringMatching(/^https:\/\/registry\.npmjs\.org\//),
			]);
		}
	});
});
