import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

import { parse } from 'yaml';

/** The checkout. */
export const ROOT = join(__dirname, '..', '..');

/** Where the workflows are, from the root. */
export const WORKFLOWS = '.github/workflows';

/** The text of a file, by its path from the root. */
export function read(path: string): string {
	return readFileSync(join(ROOT, path), 'utf8');
}

/** What a YAML file holds. Throws when it is not YAML, or a key is there twice. */
export function readYaml<T>(path: string): T {
	return parse(read(path), { strict: true, uniqueKeys: true }) as T;
}

/** Whether the checkout has a file or a folder there. */
export function exists(path: string): boolean {
	return existsSync(join(ROOT, path));
}

/** The names of the files in a folder, sorted. */
export function filesIn(folder: string): string[] {
	return readdirSync(join(ROOT, folder)).sort();
}

/** What npm knows of this package. */
export const MANIFEST = JSON.parse(read('package.json')) as {
	version: string;
	repository: { url: string };
	engines: { node: string };
	files: string[];
	scripts: Record<string, string>;
	dependencies?: object;
	peerDependencies: Record<string, string>;
	devDependencies: Record<string, string>;
};

/** The page of the repository. */
export const PAGE = MANIFEST.repository.url.replace(/^git\+|\.git$/g, '');

/** What a text has npm run: the names of scripts in package.json. */
export function scriptsIn(text: string): string[] {
	const named = [...text.matchAll(/\bnpm run ([\w:-]+)/g)].map(([, name = '']) => name);
	const short = [...text.matchAll(/\bnpm (test|start)\b/g)].map(([, name = '']) => name);
	return [...new Set([...named, ...short])];
}
