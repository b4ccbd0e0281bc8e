import type { INodePropertyOptions } from 'n8n-workflow';

import { sendProviderField } from '../../nodes/Viber/actions/selectors';
import { exists, filesIn, MANIFEST, PAGE, read, readYaml, scriptsIn } from './files';

interface Update {
	'package-ecosystem': string;
	directory: string;
	schedule: { interval: string };
	groups: Record<string, { patterns: string[]; 'exclude-patterns'?: string[] }>;
	ignore?: Array<{ 'dependency-name': string; 'update-types'?: string[] }>;
}

interface Field {
	type: string;
	id?: string;
	attributes: { label?: string; value?: string; options?: Array<string | { label: string }> };
	validations?: { required: boolean };
}

interface Form {
	name: string;
	description: string;
	labels: string[];
	body: Field[];
}

const TEMPLATES = '.github/ISSUE_TEMPLATE';
const forms = filesIn(TEMPLATES).filter((name) => name !== 'config.yml');

/** The libraries that the modules of vendor/ import. */
function bundled(): string[] {
	const sources = filesIn('vendor').map((file) => read(`vendor/${file}`));
	const found = sources.flatMap((text) => [...text.matchAll(/from '([^'.][^']*)';$/gm)]);
	return [...new Set(found.map(([, name = '']) => name))].sort();
}

describe('Dependabot', () => {
	const { version, updates } = readYaml<{ version: number; updates: Update[] }>(
		'.github/dependabot.yml',
	);

	it('looks after npm packages and actions, every week', () => {
		expect(version).toBe(2);
		expect(updates.map((update) => update['package-ecosystem'])).toEqual(['npm', 'github-actions']);
		for (const { directory, schedule } of updates) {
			expect([directory, schedule.interval]).toEqual(['/', 'weekly']);
		}
	});

	it('keeps what is published apart from the tools', () => {
		const groups = updates[0]?.groups ?? {};
		expect([...(groups.bundled?.patterns ?? [])].sort()).toEqual(bundled());
		expect([...(groups.tools?.['exclude-patterns'] ?? [])].sort()).toEqual(bundled());
	});

	it('leaves alone what is there', () => {
		const ignored = updates[0]?.ignore ?? [];
		expect(ignored.length).toBeGreaterThan(0);
		for (const entry of ignored) {
			expect(MANIFEST.devDependencies).toHaveProperty([entry['dependency-name']]);
		}
	});
});

describe('the forms for issues', () => {
	it('are two, and the only ways to open an issue', () => {
		expect(forms).toEqual(['bug.yml', 'feature.yml']);
		const config = readYaml<{ blank_issues_enabled: boolean; contact_links: object[] }>(
			`${TEMPLATES}/config.yml`,
		);
		expect(config.blank_issues_enabled).toBe(false);
		expect(config.contact_links).toContainEqual(
			expect.objectContaining({ url: `${PAGE}/security/advisories/new` }),
		);
		for (const link of config.contact_links) {
			expect(Object.keys(link)).toEqual(['name', 'url', 'about']);
		}
	});

	it.each(forms)('%s is one that GitHub shows', (name) => {
		const { body, ...head } = readYaml<Form>(`${TEMPLATES}/${name}`);
		expect(Object.keys(head)).toEqual(['name', 'description', 'labels']);
		const fields = body.filter(({ type }) => type !== 'markdown');
		expect(new Set(fields.map(({ id }) => id)).size).toBe(fields.length);
		expect(new Set(fields.map(({ attributes }) => attributes.label)).size).toBe(fields.length);
		for (const { type, id, attributes } of fields) {
			expect(['checkboxes', 'dropdown', 'input', 'textarea']).toContain(type);
			expect(id).toMatch(/^[a-z][\w-]*$/);
			const options = attributes.options?.map((option) =>
				typeof option === 'object' ? option.label : option,
			);
			expect(options === undefined).toBe(type === 'input' || type === 'textarea');
			expect(new Set(options).size).toBe(options?.length ?? 0);
			for (const option of options ?? []) expect(typeof option).toBe('string');
		}
		for (const { attributes } of body.filter(({ type }) => type === 'markdown')) {
			expect(attributes.value).toMatch(/\S/);
		}
		expect(fields.some(({ validations }) => validations?.required)).toBe(true);
	});

	it.each(forms)('%s knows all providers', (name) => {
		const { body } = readYaml<Form>(`${TEMPLATES}/${name}`);
		const choices = sendProviderField.options as INodePropertyOptions[];
		const providers = choices.filter(({ value }) => value !== 'none').map((choice) => choice.name);
		const offered = body.find(({ id }) => id === 'provider')?.attributes.options;
		expect(offered).toEqual(expect.arrayContaining(providers));
	});
});

it('the template for pull requests names what exists', () => {
	const text = read('.github/PULL_REQUEST_TEMPLATE.md');
	for (const script of scriptsIn(text)) expect(MANIFEST.scripts).toHaveProperty(script);
	const paths = [...text.matchAll(/`([\w.]+\/[\w./]+)`/g)].map(([, path = '']) => path);
	expect(paths.length).toBeGreaterThan(1);
	for (const path of paths) expect([path, exists(path)]).toEqual([path, true]);
});
