import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import type { INodeProperties, INodePropertyCollection } from 'n8n-workflow';

/** All of it. */
export const README = readFileSync(join(__dirname, '..', '..', 'README.md'), 'utf8');

/** Headings of their own: what is in the tables below them are the options, or the events. */
const NOT_IN_A_TABLE = ['Options', 'Trigger On', 'Operation', 'Resource', 'Webhook ID'];

/** What a user reads beside fields and options, and the events of the trigger. */
export function labelsOf(properties: INodeProperties[]): string[] {
	return properties.flatMap(({ name, displayName, type, options = [] }) => {
		if (type === 'notice' || type === 'hidden') return [];
		if (type === 'collection' && name === 'options') return labelsOf(options as INodeProperties[]);
		if (type === 'fixedCollection') {
			const groups = options as INodePropertyCollection[];
			return [displayName, ...groups.flatMap(({ values }) => labelsOf(values))];
		}
		const hasOwnRows = name === 'events' || name === 'messageType';
		const choices = hasOwnRows ? options.map((option) => option.name) : [];
		return [displayName, ...choices].filter((label) => !NOT_IN_A_TABLE.includes(label));
	});
}

/** A label as a cell of a table, perhaps among others: a mere mention is easily there by chance. */
export function cellOf(label: string): RegExp {
	const escaped = label.replace(/[()]/g, '\\$&');
	return new RegExp(`^\\|(.*[|,])? \\**${escaped}\\**( +\\||,)`, 'm');
}

/** What stands below a heading, up to the next one of its level. */
export function sectionOf(heading: string): string {
	const [, hashes = ''] = new RegExp(`^(#+) ${heading}$`, 'm').exec(README) ?? [];
	expect(hashes).not.toBe('');
	const [, after = ''] = README.split(`\n${hashes} ${heading}\n`);
	return after.split(new RegExp(`^#{1,${hashes.length}} `, 'm'))[0] ?? '';
}

/** The cells of each row of the table whose first column has this heading. */
export function rowsOf(section: string, firstColumn: string): string[][] {
	const lines = sectionOf(section).split('\n');
	const start = lines.findIndex((line) => line.startsWith(`| ${firstColumn} `));
	expect(start).toBeGreaterThan(-1);
	const end = lines.findIndex((line, index) => index > start && !line.startsWith('|'));
	return lines.slice(start + 2, end).map((line) => line.split('|').slice(1, -1).map(trim));
}

function trim(cell: string): string {
	return cell.trim();
}
