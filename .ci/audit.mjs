// `node .ci/audit.mjs`, after a build: asks npm for known vulnerabilities and broken signatures of the
// libraries that are bundled, in the very versions that `dist` holds. Needs the network.

import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const PROJECT = dirname(dirname(fileURLToPath(import.meta.url)));
const NOTICES = join(PROJECT, 'dist', 'THIRD-PARTY-LICENSES.md');

/** @returns {Record<string, string>} the bundled libraries and their versions */
function bundled() {
	const rows = readFileSync(NOTICES, 'utf8').matchAll(/^\| (\S+) \| (\d\S+) \|/gm);
	const libraries = Object.fromEntries([...rows].map(([, name, version]) => [name, version]));
	if (Object.keys(libraries).length === 0) throw new Error(`${NOTICES} lists no library`);
	return libraries;
}

const folder = mkdtempSync(join(tmpdir(), 'n8n-nodes-viber-audit-'));
try {
	const dependencies = bundled();
	console.log(dependencies);
	writeFileSync(join(folder, 'package.json'), JSON.stringify({ private: true, dependencies }));
	for (const args of [
		['install', '--ignore-scripts', '--no-audit', '--no-fund'],
		['audit', '--audit-level=low'],
		['audit', 'signatures'],
	]) {
		console.log(`\nnpm ${args.join(' ')}`);
		const { status } = spawnSync('npm', args, { cwd: folder, stdio: 'inherit' });
		if (status !== 0) process.exitCode = 1;
	}
} finally {
	rmSync(folder, { recursive: true, force: true });
}
