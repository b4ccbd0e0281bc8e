import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { MANIFEST, PAGE, read, ROOT } from './files';

const KINDS = ['Added', 'Changed', 'Deprecated', 'Removed', 'Fixed', 'Security'];
const CHANGELOG = read('CHANGELOG.md');
const headings = [...CHANGELOG.matchAll(/^## (.*)$/gm)].map(([, heading = '']) => heading);
const versions = headings.map((heading) => /^\[([^\]]+)\]/.exec(heading)?.[1] ?? heading);

describe('the CHANGELOG', () => {
	it('has a title, then [Unreleased] or versions with their dates, each once, newest first', () => {
		expect(CHANGELOG).toMatch(/^# Changelog\n/);
		const released = headings.filter((heading, index) => index > 0 || heading !== '[Unreleased]');
		for (const heading of released) {
			expect(heading).toMatch(/^\[\d+\.\d+\.\d+(-[\w.]+)?\] - \d{4}-\d{2}-\d{2}( \[YANKED\])?$/);
		}
		expect(new Set(versions).size).toBe(versions.length);
		const dates = released.map((heading) => heading.split(' - ')[1] ?? '');
		expect(dates).toEqual([...dates].sort().reverse());
	});

	it('tells of the version in package.json first, unless that is not out yet', () => {
		const [top, next] = versions;
		expect(['Unreleased', MANIFEST.version]).toContain(top);
		if (top === 'Unreleased') expect([MANIFEST.version, undefined]).toContain(next);
	});

	it('groups changes as Keep a Changelog does', () => {
		for (const section of CHANGELOG.split(/^## /m).slice(1)) {
			const groups = [...section.matchAll(/^### (.*)$/gm)].map(([, kind = '']) => kind);
			expect(groups).toEqual(KINDS.filter((kind) => groups.includes(kind)));
			for (const group of section.split(/^### /m).slice(1)) expect(group).toMatch(/^\w+\n\n- \S/);
		}
	});

	it('links every version to what changed in it', () => {
		const links = [...CHANGELOG.matchAll(/^\[([^\]]+)\]: (.*)$/gm)];
		expect(links.map(([, name]) => name)).toEqual(versions);
		for (const [, name = '', url = ''] of links) {
			const older = versions[versions.indexOf(name) + 1];
			const newer = name === 'Unreleased' ? 'HEAD' : `v${name}`;
			const whole =
				name === 'Unreleased' ? `${PAGE}/commits/main` : `${PAGE}/releases/tag/v${name}`;
			expect(url).toBe(older ? `${PAGE}/compare/v${older}...${newer}` : whole);
		}
	});
});

describe('.ci/release.mjs', () => {
	const program = join(ROOT, '.ci', 'release.mjs');
	let folder: string;

	beforeEach(() => {
		folder = mkdtempSync(join(tmpdir(), 'n8n-nodes-viber-release-'));
		write('package.json', '{"version":"1.2.0"}');
		write('package-lock.json', '{"version":"1.2.0"}');
		write(
			'CHANGELOG.md',
			[
				'# Changelog\n\n## [Unreleased]\n\n### Added\n\n- Later.\n\n## [1.2.0] - 2026-02-03',
				'### Fixed\n\n- One **thing**.\n- Another.\n\n## [1.1.0] - 2026-01-02\n\n### Added\n\n- Old.',
				'[Unreleased]: https://example.com\n[1.2.0]: https://example.com\n',
			].join('\n\n'),
		);
	});

	afterEach(() => {
		rmSync(folder, { recursive: true, force: true });
	});

	function write(name: string, text: string) {
		writeFileSync(join(folder, name), text);
	}

	function refusal(tag: string) {
		const { status, stderr, stdout } = spawnSync(process.execPath, [program, tag], {
			cwd: folder,
			encoding: 'utf8',
		});
		expect([status, stdout]).toEqual([1, '']);
		return stderr.trim();
	}

	it('prints what is new in a version, and nothing of the others', () => {
		const notes = execFileSync(process.execPath, [program, 'v1.2.0'], {
			cwd: folder,
			encoding: 'utf8',
		});
		expect(notes).toBe('### Fixed\n\n- One **thing**.\n- Another.\n');
	});

	it.each(['1.2.0', 'v1.2', 'v1.2.0+x', 'v1.2.0 ', 'main', ''])('refuses the tag "%s"', (tag) => {
		expect(refusal(tag)).toContain('is no tag such as v1.2.3');
	});

	it('refuses a tag that package.json or the lockfile does not know', () => {
		expect(refusal('v1.3.0')).toBe('The tag is v1.3.0, but package.json has version 1.2.0');
		write('package.json', '{"version":"1.3.0"}');
		expect(refusal('v1.3.0')).toBe('The tag is v1.3.0, but package-lock.json has version 1.2.0');
	});

	it('refuses a version of which the CHANGELOG says nothing, or not when', () => {
		write('CHANGELOG.md', '# Changelog\n\n## [1.1.0] - 2026-01-02\n\n- Old.\n');
		expect(refusal('v1.2.0')).toBe('CHANGELOG.md has no section [1.2.0]');
		write('CHANGELOG.md', '# Changelog\n\n## [1.2.0]\n\n- New.\n');
		expect(refusal('v1.2.0')).toBe('CHANGELOG.md has no date for [1.2.0]');
		write(
			'CHANGELOG.md',
			'# Changelog\n\n## [1.2.0] - 2026-02-03\n\n## [1.1.0] - 2026-01-02\n- Old.\n',
		);
		expect(refusal('v1.2.0')).toBe('CHANGELOG.md says nothing of [1.2.0]');
	});
});
