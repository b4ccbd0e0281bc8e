import { readdirSync } from 'node:fs';
import { join } from 'node:path';

import { exists, filesIn, MANIFEST, PAGE, read, ROOT, scriptsIn } from './files';

const TEXT = read('CONTRIBUTING.md');

/** What stands in backticks, each once. */
function spansOf(text: string): string[] {
	const spans = [...text.replace(/^```[^]*?^```$/gm, '').matchAll(/`([^`\n]+)`/g)];
	return [...new Set(spans.map(([, span = '']) => span))];
}

/** Those of them that name a file or a folder: by a slash, or by an ending. */
function pathsIn(text: string): string[] {
	const words = spansOf(text).flatMap((span) => span.split(' '));
	return words.filter((word) => /^\.?[\w-]+\/|^[\w.]+\.(json|mjs|mts|js|ts|md|yml)$/.test(word));
}

/** What stands below a heading. */
function sectionOf(heading: string): string {
	const [, after = ''] = TEXT.split(`\n## ${heading}\n`);
	expect(after).not.toBe('');
	return after.split('\n## ')[0] ?? '';
}

/** The folders of the table of contents, from the root; two blanks deeper is below nodes/Viber. */
function layout(): string[] {
	const [, block = ''] = sectionOf('Where things are').split('```');
	const lines = block.split('\n').filter((line) => line.trim() !== '');
	return lines.map((line) => {
		const [name = ''] = line.trim().split(' ');
		return line.startsWith('  ') ? `nodes/Viber/${name}` : name;
	});
}

describe('CONTRIBUTING', () => {
	it('names scripts that exist', () => {
		const scripts = scriptsIn(TEXT);
		expect(scripts.length).toBeGreaterThan(7);
		for (const script of scripts) expect(MANIFEST.scripts).toHaveProperty([script]);
	});

	it('tells of every script that is for people', () => {
		const own = ['lint', 'prepublishOnly', 'scan', 'test:unit', 'typecheck'];
		const scripts = Object.keys(MANIFEST.scripts).filter((name) => !own.includes(name));
		expect(scriptsIn(TEXT)).toEqual(expect.arrayContaining(scripts));
	});

	it('names files and folders that exist', () => {
		// Files of a provider are named without their folder, and dist is made by the build.
		const places = [
			'',
			'.github/workflows/',
			'nodes/Viber/',
			'nodes/Viber/providers/decisionTelecom/',
		];
		const sandbox = 'sandbox/providers/decisionTelecom/';
		const paths = pathsIn(TEXT).filter((path) => !/^(dist|artifacts)\//.test(path));
		expect(paths.length).toBeGreaterThan(40);
		for (const path of paths) {
			const there = [...places, sandbox].some((place) => exists(place + path));
			expect([path, there]).toEqual([path, true]);
		}
	});

	it('shows every folder with what is in it', () => {
		const shown = layout();
		for (const path of shown) expect([path, exists(path)]).toEqual([path, true]);
		const folders = (folder: string) =>
			readdirSync(join(ROOT, folder), { withFileTypes: true })
				.filter(
					(entry) =>
						entry.isDirectory() && !/^\.|node_modules|dist|artifacts|coverage/.test(entry.name),
				)
				.map(({ name }) => `${name}/`);
		const atRoot = shown.map((path) => `${path.split('/')[0]}/`);
		expect(atRoot).toEqual(expect.arrayContaining(folders('.')));
		const below = folders('nodes/Viber').map((name) => `nodes/Viber/${name}`);
		expect(shown).toEqual(expect.arrayContaining(below));
	});

	it('speaks of the contract of providers in its own words', () => {
		const code = ['providers', 'providers/decisionTelecom', 'providers/messaggio', 'shared']
			.flatMap((folder) =>
				filesIn(`nodes/Viber/${folder}`).map((name) => `nodes/Viber/${folder}/${name}`),
			)
			.filter((path) => path.endsWith('.ts'))
			.map(read)
			.join('\n');
		const words = spansOf(sectionOf('A fourth provider, step by step')).filter(
			(span) => /^[a-z]+$/i.test(span) && span !== 'yourProvider',
		);
		expect(words.length).toBeGreaterThan(12);
		for (const word of words)
			expect([word, new RegExp(`\\b${word}\\b`).test(code)]).toEqual([word, true]);
	});
});

describe('SECURITY', () => {
	const text = read('SECURITY.md');

	it('says where to report', () => {
		expect(text).toContain(`${PAGE}/security/advisories/new`);
	});

	it('names the list of what is bundled as the build does', () => {
		expect(pathsIn(text)).toEqual(['dist/THIRD-PARTY-LICENSES.md']);
		expect(read('gulpfile.js')).toContain("'THIRD-PARTY-LICENSES.md'");
	});
});
