import { spawnSync } from 'node:child_process';
import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';

import { read, ROOT } from './files';

let folder: string;

beforeEach(() => {
	folder = mkdtempSync(join(tmpdir(), 'n8n-nodes-viber-stub-'));
});

afterEach(() => {
	rmSync(folder, { recursive: true, force: true });
});

/**
 * Runs the audit with an npm that asks nobody, as the registry's answer changes from day to day.
 *
 * @param verdict a condition in sh, whether npm is content with its arguments
 * @returns the exit code, what npm was asked, and the package that it was asked about
 */
function audit(verdict: string) {
	const npm = join(folder, 'npm');
	const script = ['#!/bin/sh', `echo "$*" >> ${folder}/asked`, `cp package.json ${folder}/package`];
	writeFileSync(npm, [...script, verdict, ''].join('\n'));
	chmodSync(npm, 0o755);
	const { status } = spawnSync(process.execPath, [join(ROOT, '.ci', 'audit.mjs')], {
		env: { ...process.env, PATH: [folder, process.env.PATH].join(delimiter) },
	});
	const asked = readFileSync(join(folder, 'asked'), 'utf8').trim().split('\n');
	const { dependencies } = JSON.parse(readFileSync(join(folder, 'package'), 'utf8')) as {
		dependencies: Record<string, string>;
	};
	return { status, asked, dependencies };
}

describe('.ci/audit.mjs', () => {
	it('asks about what is bundled, in the versions of the lockfile', () => {
		const { status, asked, dependencies } = audit('true');
		expect(status).toBe(0);
		expect(asked.slice(1)).toEqual(['audit --audit-level=low', 'audit signatures']);
		const { packages } = JSON.parse(read('package-lock.json')) as {
			packages: Record<string, { version: string }>;
		};
		expect(Object.keys(dependencies)).toEqual(
			expect.arrayContaining(['fast-xml-parser', 'ipaddr.js', 'lossless-json', 'strnum']),
		);
		for (const [name, version] of Object.entries(dependencies)) {
			expect([name, version]).toEqual([name, packages[`node_modules/${name}`]?.version]);
		}
	});

	it.each(['install', 'audit --audit-level', 'audit signatures'])(
		'fails when "%s" does',
		(words) => {
			expect(audit(`case "$*" in "${words}"*) exit 1 ;; esac`).status).toBe(1);
		},
	);
});
