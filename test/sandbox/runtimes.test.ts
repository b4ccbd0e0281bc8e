import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const ROOT = join(__dirname, '..', '..');
const RECIPES = join(ROOT, 'sandbox', 'n8n');

interface Recipe {
	dependencies: Record<string, string>;
	overrides?: Record<string, string>;
}

interface Locked {
	packages: Record<
		string,
		{ version?: string; resolved?: string; dependencies?: Record<string, string> }
	>;
}

const read = <T>(version: string, file: string): T =>
	JSON.parse(readFileSync(join(RECIPES, version, file), 'utf8')) as T;

const versions = readdirSync(RECIPES).filter((name) => /^\d+\.\d+\.\d+$/.test(name));

/** `npm start` with arguments that end it before it does anything. */
function say(args: string[], runtime = '') {
	const { status, stdout, stderr } = spawnSync(
		process.execPath,
		[join(ROOT, 'sandbox', 'start.mjs'), ...args],
		{ encoding: 'utf8', timeout: 15_000, env: { ...process.env, N8N_RUNTIME: runtime } },
	);
	return { status, text: stdout + stderr };
}

const known = () => say(['--help']).text.match(/\d+\.\d+\.\d+-node\d+/g) ?? [];

describe('the runtimes', () => {
	it('has a recipe for each, and none to spare', () => {
		expect(new Set(known().map((name) => name.split('-')[0]))).toEqual(new Set(versions));
	});

	it('names the runtimes when another is asked for', () => {
		for (const { status, text } of [
			say(['--once', '--n8n', '0.1.0']),
			say(['--once', '--n8n']),
			say(['--once'], '0.1.0'),
		]) {
			expect(status).toBe(1);
			for (const name of known()) expect(text).toContain(name);
		}
	});

	it('takes a word after --n8n for a runtime only', () => {
		expect(say(['--n8n', '1.123.81', '--onec']).text).toContain('"--onec" is not known here');
	});

	it.each(versions)('%s: the lockfile is that of the recipe', (version) => {
		const { dependencies, overrides = {} } = read<Recipe>(version, 'package.json');
		const { packages } = read<Locked>(version, 'package-lock.json');
		expect(packages['']?.dependencies).toEqual(dependencies);
		expect(packages['node_modules/n8n']?.version).toBe(version);
		for (const [name, wanted] of Object.entries(overrides)) {
			const paths = Object.keys(packages).filter((path) => path.endsWith(`node_modules/${name}`));
			expect(paths).not.toEqual([]);
			for (const path of paths) expect(packages[path]?.version).toBe(wanted);
		}
		// Each machine takes the packages from its own registry.
		expect(Object.values(packages).filter(({ resolved }) => resolved !== undefined)).toEqual([]);
	});
});
