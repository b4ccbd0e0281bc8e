import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

import type { INodeProperties, INodePropertyCollection } from 'n8n-workflow';

import { explainStatus, STATUS_CODES } from '../../nodes/Viber/providers/viberBot/codes';
import { Viber } from '../../nodes/Viber/Viber.node';
import { ViberTrigger } from '../../nodes/Viber/ViberTrigger.node';

const ROOT = join(__dirname, '..', '..');
const README = readFileSync(join(ROOT, 'README.md'), 'utf8');

/** Headings of their own: what is in the tables below them are the options, or the events. */
const NOT_IN_A_TABLE = ['Options', 'Trigger On', 'Operation', 'Resource'];

/** What a user reads beside fields and options, and the events of the trigger. */
function labelsOf(properties: INodeProperties[]): string[] {
	return properties.flatMap(({ name, displayName, type, options = [] }) => {
		if (type === 'notice' || type === 'hidden') return [];
		if (type === 'collection' && name === 'options') return labelsOf(options as INodeProperties[]);
		if (type === 'fixedCollection') {
			const groups = options as INodePropertyCollection[];
			return [displayName, ...groups.flatMap(({ values }) => labelsOf(values))];
		}
		const events = name === 'events' ? options.map((option) => option.name) : [];
		return [displayName, ...events].filter((label) => !NOT_IN_A_TABLE.includes(label));
	});
}

/** A label as a cell of a table, perhaps among others: a mere mention is easily there by chance. */
function cellOf(label: string): RegExp {
	const escaped = label.replace(/[()]/g, '\\$&');
	return new RegExp(`^\\|(.*[|,])? \\**${escaped}\\**( +\\||,)`, 'm');
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
		...new Set([
			...labelsOf(new Viber().description.properties),
			...labelsOf(new ViberTrigger().description.properties),
		]),
	])('explains “%s”', (label) => {
		expect(README).toMatch(cellOf(label));
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
