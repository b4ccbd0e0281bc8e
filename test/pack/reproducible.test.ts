import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { pack, ROOT } from './packing';

/** All that decides what is in the tarball. */
const SOURCES = [
	...['nodes', 'credentials', 'vendor', 'gulpfile.js', 'tsconfig.json', '.npmrc'],
	...['package.json', 'README.md', 'LICENSE.md', 'CHANGELOG.md'],
];

let work: string;

beforeAll(() => {
	work = mkdtempSync(join(tmpdir(), 'n8n-nodes-viber-twice-'));
});

afterAll(() => {
	rmSync(work, { recursive: true, force: true });
});

/** Copies the sources to another folder and builds them there, in another time zone and language. */
function packElsewhere(folder: string, variables: Record<string, string>) {
	mkdirSync(folder, { recursive: true });
	for (const source of SOURCES) {
		cpSync(join(ROOT, source), join(folder, source), { recursive: true });
	}
	symlinkSync(join(ROOT, 'node_modules'), join(folder, 'node_modules'));
	execFileSync(process.execPath, [join(ROOT, 'node_modules/gulp/bin/gulp.js'), 'build'], {
		cwd: folder,
		env: { ...process.env, ...variables },
		stdio: 'pipe',
	});
	return digest(folder, variables);
}

function digest(project: string, variables: Record<string, string> = {}) {
	const target = mkdtempSync(join(work, 'tarball-'));
	const { filename } = pack(project, target, variables);
	return createHash('sha256')
		.update(readFileSync(join(target, filename)))
		.digest('hex');
}

describe('the build', () => {
	it('gives the same bytes in any folder, time zone and language', () => {
		const one = packElsewhere(join(work, 'one'), { TZ: 'UTC', LC_ALL: 'C' });
		const other = packElsewhere(join(work, 'other folder', 'deeper', 'n8n'), {
			TZ: 'Pacific/Auckland',
			LC_ALL: 'de_DE.UTF-8',
		});
		expect(other).toBe(one);
	}, 240_000);
});
