// n8n's verification scan, over the source and over the packed tarball, as the scan service does it:
// inline disables ignored. Unlike the service it also fails on warnings. Before it believes a clean
// result, it plants violations in copies and makes sure that they are found.

import { execFileSync } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';

import { n8nCommunityNodesPlugin as community } from '@n8n/eslint-plugin-community-nodes';
import {
	analyzePackage,
	buildScanConfig,
	SOURCE_FILE_PATTERNS,
} from '@n8n/scan-community-package/scanner/scanner.mjs';
import { ESLint } from 'eslint';
import typescript from 'typescript-eslint';

const ROOT = dirname(dirname(fileURLToPath(import.meta.url)));
const SOURCES = ['{nodes,credentials}/**/*.ts'];
const TARBALL_PATTERNS = ['**/*.js', 'package.json'];

/** @param {string} folder @param {string[]} patterns @param {import('eslint').Linter.Config[]} config */
async function findings(folder, patterns, config) {
	const eslint = new ESLint({
		cwd: folder,
		allowInlineConfig: false,
		overrideConfigFile: true,
		overrideConfig: config,
	});
	const results = await eslint.lintFiles(patterns);
	return results.flatMap(({ filePath, messages }) =>
		messages.map(
			({ line, ruleId, message, severity }) =>
				`${relative(folder, filePath)}:${line} ${severity === 2 ? 'error' : 'warning'} ${ruleId} ${message}`,
		),
	);
}

/** The scanner's own verdict, and every error and warning that it would print. */
async function scan(/** @type {string} */ folder, /** @type {string[]} */ patterns) {
	const verdict = await analyzePackage(folder, patterns);
	const list = await findings(folder, patterns, await buildScanConfig());
	if (!verdict.passed && list.length === 0) list.push(String(verdict.message));
	return list;
}

/** Packs the package and unpacks it, as npm will have it. */
function unpackTarball(/** @type {string} */ folder) {
	const [packed] = JSON.parse(
		execFileSync('npm', ['pack', '--json', '--pack-destination', folder], {
			cwd: ROOT,
			encoding: 'utf8',
			stdio: ['ignore', 'pipe', 'ignore'],
		}),
	);
	execFileSync('tar', ['-xzf', join(folder, packed.filename), '-C', folder]);
	return { folder: join(folder, 'package'), packed };
}

/** @param {string} folder @param {string} file @param {(text: string) => string} change */
function edit(folder, file, change) {
	const path = join(folder, file);
	writeFileSync(path, change(readFileSync(path, 'utf8')));
}

const work = mkdtempSync(join(tmpdir(), 'n8n-nodes-viber-scan-'));
let failed = false;
/** @param {string} what @param {string[]} list */
function report(what, list) {
	if (list.length > 0) failed = true;
	process.stdout.write(`${list.length === 0 ? '✔' : '✖'} ${what}: ${list.length} findings\n`);
	for (const line of list) process.stdout.write(`    ${line}\n`);
}

try {
	const { folder: tarball, packed } = unpackTarball(work);
	report('source', await scan(ROOT, SOURCE_FILE_PATTERNS));
	report('tarball', await scan(tarball, TARBALL_PATTERNS));
	const newest = /** @type {import('eslint').Linter.Config[]} */ (
		/** @type {unknown} */ ([
			{ files: ['**/*.js'], ...community.configs.recommended },
			{
				files: ['**/*.ts'],
				...community.configs.recommended,
				languageOptions: { parser: typescript.parser },
			},
		])
	);
	report('tarball, newest rules', await findings(tarball, ['**/*.js'], newest));
	report('source, newest rules', await findings(ROOT, SOURCES, newest));

	// The scan has to see through a copy that hides a violation behind an inline disable …
	const source = join(work, 'source');
	for (const part of ['nodes', 'credentials', 'vendor', 'package.json', 'tsconfig.json']) {
		cpSync(join(ROOT, part), join(source, part), { recursive: true });
	}
	symlinkSync(join(ROOT, 'node_modules'), join(source, 'node_modules'));
	edit(source, 'nodes/Viber/actions/router.ts', (text) =>
		['/* eslint-disable */', text, 'console.log(process.env.HOME);'].join('\n'),
	);
	edit(source, 'credentials/ViberBotApi.credentials.ts', (text) =>
		text.replace("name: 'baseUrl',", "name: 'baseUrl', typeOptions: { password: true },"),
	);
	edit(tarball, 'dist/nodes/Viber/actions/router.js', (text) =>
		['/* eslint-disable */', text, 'setTimeout(() => require("fs"), 1);'].join('\n'),
	);
	for (const [what, list] of /** @type {const} */ ([
		['source', await scan(source, SOURCE_FILE_PATTERNS)],
		['tarball', await scan(tarball, TARBALL_PATTERNS)],
	])) {
		const seen = list.filter((line) => /no-console|no-restricted/.test(line)).length;
		report(`planted in the ${what}, must be found`, seen >= 2 ? [] : ['it was not found']);
	}
	const warned = (await findings(source, SOURCES, newest)).filter((line) => / warning /.test(line));
	report('a warning planted, must be found', warned.length >= 1 ? [] : ['it was not found']);
	process.stdout.write(
		`  tarball ${packed.size.toLocaleString('en')} bytes, unpacked ${packed.unpackedSize.toLocaleString('en')} bytes, ${packed.entryCount} files\n`,
	);
} finally {
	rmSync(work, { recursive: true, force: true });
}
process.exitCode = failed ? 1 : 0;
