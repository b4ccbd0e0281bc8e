import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

import type { INodeProperties } from 'n8n-workflow';

import { explainStatus, STATUS_CODES } from '../../nodes/Viber/providers/viberBot/codes';
import { Viber } from '../../nodes/Viber/Viber.node';
import { ViberTrigger } from '../../nodes/Viber/ViberTrigger.node';

const ROOT = join(__dirname, '..', '..');
const README = readFileSync(join(ROOT, 'README.md'), 'utf8');

/** Headings of their own: the tables below them are the options, or the events. */
const NOT_IN_A_TABLE = ['Options', 'Trigger On'];

/** What a user reads beside fields, options and choices. */
function labelsOf(properties: INodeProperties[]): string[] {
	return properties
		.filter(({ type }) => type !== 'notice' && type !== 'hidden')
		.flatMap(({ name, displayName, type, options = [] }) => {
			if (type === 'collection') return labelsOf(options as INodeProperties[]);
			const choices = options.map((option) => option.name).filter((label) => label !== 'None');
			return ['resource', 'operation', 'messageType'].includes(name)
				? []
				: [displayName, ...(name === 'provider' ? [] : choices)].filter(
						(label) => !NOT_IN_A_TABLE.includes(label),
					);
		});
}

describe('the README', () => {
	it.each(Object.entries(STATUS_CODES))('has code %s under its name', (code, { name }) => {
		expect(README).toMatch(new RegExp(`^\\| ${code} +\\| ${name} `, 'm'));
	});

	it('has no code that the node does not know', () => {
		const rows = [...README.matchAll(/^\| (\d+) +\| (\w+) /gm)].map(([, code]) => Number(code));
		expect(rows).toEqual(Object.keys(STATUS_CODES).map(Number));
		expect(README).toContain(explainStatus(9999).name);
	});

	it.each([
		...labelsOf(new Viber().description.properties),
		...labelsOf(new ViberTrigger().description.properties),
	])('explains “%s”', (label) => {
		// As the first cell of a table: a mere mention is easily there by chance.
		expect(README).toMatch(new RegExp(`^\\| \\**${label}\\** +\\|`, 'm'));
	});

	it('leads nowhere that does not exist', () => {
		const headings = [...README.matchAll(/^#+ (.+)$/gm)].map(([, heading = '']) =>
			heading
				.toLowerCase()
				.replaceAll(' ', '-')
				.replace(/[^\w-]/g, ''),
		);
		const links = [...README.matchAll(/\]\(([^)\s]+)\)/g)].map(([, target = '']) => target);
		expect(links.length).toBeGreaterThan(10);
		for (const link of links) {
			if (link.startsWith('https://')) continue;
			if (link.startsWith('#')) expect(headings).toContain(link.slice(1));
			else expect(existsSync(join(ROOT, link))).toBe(true);
		}
	});

	it('is what the nodes’ documentation links lead to', () => {
		const anchors = [
			...readFileSync(join(ROOT, 'credentials/ViberBotApi.credentials.ts'), 'utf8').matchAll(
				/n8n-nodes-viber#([\w-]+)/g,
			),
		];
		expect(anchors).toHaveLength(1);
		for (const [, anchor = ''] of anchors) {
			expect(README.toLowerCase()).toContain(`# ${anchor.replaceAll('-', ' ')}`);
		}
	});
});
