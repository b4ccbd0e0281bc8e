import { readdirSync } from 'node:fs';
import { join } from 'node:path';

import { MANIFEST, read, ROOT } from './files';

const TEXT = read('docs/sources.md');

/** Which notes `§3` alone means, by the folder of the provider. */
const BY_FOLDER: Readonly<Record<string, string>> = {
	decisionTelecom: 'decisiontelecom.md',
	messaggio: 'messaggio.md',
	viberBot: 'viber-bot-api.md',
};

/** The sections that have a row, as `viber-bot-api.md §3`. */
function rows(): string[] {
	return TEXT.split('\n## ').flatMap((part) => {
		const [name = ''] = part.split('\n');
		return [...part.matchAll(/^\| (§[\d.]+) +\|/gm)].map(([, section]) => `${name} ${section}`);
	});
}

/** Code and styles that people write; what is installed for n8n is not. */
function sources(): string[] {
	return ['nodes', 'credentials', 'vendor', 'sandbox'].flatMap((folder) =>
		readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' })
			.map((name) => `${folder}/${name}`)
			.filter((path) => /\.(ts|mts|mjs|js|html|css)$/.test(path) && !/node_modules/.test(path)),
	);
}

/** What a file cites. A section belongs to the notes that were named last, or to its folder's. */
function citations(path: string): string[] {
	const [, folder = ''] = /providers\/(\w+)\//.exec(path) ?? [];
	let name = BY_FOLDER[folder];
	return [...read(path).matchAll(/([\w-]+\.md)\b|§(\d+(?:\.\d+)*)/g)].flatMap(
		([, named, section]) => {
			name = named ?? name;
			return section === undefined ? [] : `${name} §${section}`;
		},
	);
}

describe('docs/sources.md', () => {
	it('has a row for each section that is cited', () => {
		const cited = sources().flatMap((path) => citations(path).map((section) => [path, section]));
		expect(cited.length).toBeGreaterThan(150);
		const known = rows();
		expect(cited.filter(([, section = '']) => !known.includes(section))).toEqual([]);
	});

	it('has no row twice', () => {
		expect(rows()).toEqual([...new Set(rows())]);
	});

	it('is linked for those who change the code, and not published', () => {
		expect(read('CONTRIBUTING.md')).toContain('](docs/sources.md)');
		expect(MANIFEST.files).toEqual(['dist', 'CHANGELOG.md']);
	});
});
