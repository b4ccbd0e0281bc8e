import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

import type { INodeProperties, INodePropertyOptions } from 'n8n-workflow';

import { DecisionTelecomApi } from '../../credentials/DecisionTelecomApi.credentials';
import { MessaggioApi } from '../../credentials/MessaggioApi.credentials';
import { ERROR_CODES } from '../../nodes/Viber/providers/decisionTelecom/codes';
import * as decisionTelecom from '../../nodes/Viber/providers/decisionTelecom/fields';
import * as telecomLimits from '../../nodes/Viber/providers/decisionTelecom/limits';
import { statusOutcome } from '../../nodes/Viber/providers/decisionTelecom/responses';
import { SMS_STATUSES, VIBER_STATUSES } from '../../nodes/Viber/providers/decisionTelecom/statuses';
import { explain, SEND_CODES, UPLOAD_CODES } from '../../nodes/Viber/providers/messaggio/codes';
import * as messaggio from '../../nodes/Viber/providers/messaggio/fields';
import * as messaggioLimits from '../../nodes/Viber/providers/messaggio/limits';
import {
	DELIVERY_STATUSES,
	EXTENDED_STATUSES,
	STANDARD_STATUSES,
} from '../../nodes/Viber/providers/messaggio/reports';
import { explainStatus, STATUS_CODES } from '../../nodes/Viber/providers/viberBot/codes';
import type { Failure } from '../../nodes/Viber/shared/errors';
import {
	batchingOption,
	messagesPerSecondOption,
	requestsAtOnceOption,
	requestsPerSecondOption,
	retriesOption,
	sendOncePerKeyOption,
} from '../../nodes/Viber/shared/sendingOptions';
import { Viber } from '../../nodes/Viber/Viber.node';
import { ViberTrigger } from '../../nodes/Viber/ViberTrigger.node';
import { cellOf, labelsOf, README, rowsOf, sectionOf } from './readmeText';

const ROOT = join(__dirname, '..', '..');

const byText = ([a = '']: string[], [b = '']: string[]) => a.localeCompare(b);

/** Codes and names of a table of errors; the last row stands for codes that are not documented. */
function codesIn(section: string, firstColumn = 'Code'): string[][] {
	return rowsOf(section, firstColumn).map(([code = '', name = '']) => [code, name]);
}

function namesOf(codes: Readonly<Record<string, { name: string }>>): string[][] {
	return Object.entries(codes).map(([code, { name }]) => [code, name]);
}

describe('the errors', () => {
	it('of Viber Bot are all there, and no others', () => {
		const undocumented = ['other', explainStatus(9999).name];
		expect(codesIn('Errors of Viber Bot')).toEqual([...namesOf(STATUS_CODES), undocumented]);
	});

	it('of DecisionTelecom are all there, and no others', () => {
		const known = ERROR_CODES.map(({ code, status, name }) => [
			`${code ?? `HTTP ${status}`}`,
			name,
		]);
		const text = '{"name":"Odd","message":"","code":77,"status":418}';
		const outcome = statusOutcome({ kind: 'answer', statusCode: 200, text });
		const undocumented = outcome.kind === 'done' ? '' : outcome.refusal.name;
		expect(codesIn('Errors of DecisionTelecom')).toEqual([...known, ['other', undocumented]]);
	});

	it('of Messaggio are all there, and no others', () => {
		const undocumented = ['other', explain(SEND_CODES, '-99').name];
		const rows = codesIn('Errors of Messaggio');
		expect(rows).toEqual([...namesOf(SEND_CODES), undocumented]);
	});

	it('of uploads are all there, and no others', () => {
		expect(codesIn('Errors of Messaggio', 'Upload code')).toEqual(namesOf(UPLOAD_CODES));
	});
});

describe('the statuses', () => {
	it('of messages are all there, and no others', () => {
		const known: Record<Failure['status'] | 'accepted' | 'skipped', true> = {
			accepted: true,
			invalid: true,
			notSent: true,
			notTried: true,
			refused: true,
			skipped: true,
			unknown: true,
		};
		const told = rowsOf('Send a message', '`status` or `error.status`').map(([status]) => status);
		expect(told.sort()).toEqual(Object.keys(known).map((status) => `\`${status}\``));
	});

	const words = (table: Readonly<Record<string, { name: string; event: string }>>) =>
		Object.entries(table).map(([code, { name, event }]) => [code, name, `\`${event}\``]);

	it.each([
		['Viber', words(VIBER_STATUSES)],
		['SMS', words(SMS_STATUSES)],
		['Report', [...words(DELIVERY_STATUSES), ...words(STANDARD_STATUSES)]],
		['`error.code`', Object.keys(EXTENDED_STATUSES).map((code) => [code])],
	])('in the table “%s” are all there, and no others', (firstColumn, known) => {
		const width = known[0]?.length;
		const rows = rowsOf('Statuses and reasons', firstColumn).map((row) => row.slice(0, width));
		expect(rows.sort(byText)).toEqual([...known].sort(byText));
	});
});

/** Options that all providers share have a section of their own. */
const SHARED = [
	batchingOption,
	messagesPerSecondOption,
	requestsAtOnceOption,
	requestsPerSecondOption,
	retriesOption,
	sendOncePerKeyOption,
];

function ownOptions({ sendOptions }: { sendOptions: INodeProperties[] }): INodeProperties[] {
	const shared = [...SHARED.map(({ name }) => name), 'groupEqual'];
	return sendOptions.flatMap(({ options = [] }) =>
		(options as INodeProperties[]).filter(({ name }) => !shared.includes(name)),
	);
}

describe('fields, options and events', () => {
	it.each([
		...new Set([
			...labelsOf(new Viber().description.properties),
			...labelsOf(new ViberTrigger().description.properties),
		]),
	])('explains “%s”', (label) => {
		expect(README).toMatch(cellOf(label));
	});

	const image = messaggio.sendFields.filter(({ name }) => name === 'binaryPropertyName');
	const message = messaggio.sendFields.filter((field) => !image.includes(field));
	const sections: Array<[string, INodeProperties[]]> = [
		['DecisionTelecom credential', new DecisionTelecomApi().properties],
		['Messaggio credential', new MessaggioApi().properties],
		['Send with DecisionTelecom', [...decisionTelecom.sendFields, ...ownOptions(decisionTelecom)]],
		['Get the status of a message', decisionTelecom.statusFields],
		['Send with Messaggio', [...message, ...ownOptions(messaggio)]],
		['Sending many messages', SHARED],
		['Upload an image', image],
	];

	it.each(sections.flatMap(([title, fields]) => labelsOf(fields).map((label) => [title, label])))(
		'explains under “%s” what “%s” is',
		(title = '', label = '') => {
			expect(sectionOf(title)).toMatch(cellOf(label));
		},
	);

	it.each(['Viber Bot', 'DecisionTelecom', 'Messaggio'])('has the events of %s', (name) => {
		const { properties } = new ViberTrigger().description;
		const values = properties.find((field) => field.name === 'provider')?.options ?? [];
		const provider = (values as INodePropertyOptions[]).find((option) => option.name === name);
		const field = properties.find(
			(one) =>
				one.name === 'events' &&
				one.displayOptions?.show?.provider?.includes(provider?.value ?? ''),
		);
		const column = ['Viber Bot', 'DecisionTelecom', 'Messaggio'].indexOf(name) + 3;
		const told = rowsOf('Node Viber Trigger', 'Trigger On').filter((row) => row[column] === 'yes');
		const events = (field?.options as INodePropertyOptions[]).map((event) =>
			event.value === 'all' ? [event.name, 'all of these'] : [event.name, `\`${event.value}\``],
		);
		expect(told.map((row) => row.slice(0, 2)).sort(byText)).toEqual(events.sort(byText));
	});

	const range = ({ min = 0, max }: { min?: number; max: number }) =>
		(min > 0 ? [min, max] : [max]).map((one) => one.toLocaleString('en')).join(' to ');

	it.each([
		['Send with DecisionTelecom', 'Sender Name', range(telecomLimits.SENDER_NAME)],
		['Send with DecisionTelecom', 'Text', range(telecomLimits.TEXT)],
		['Send with DecisionTelecom', 'Button Text', range(telecomLimits.BUTTON_TEXT)],
		[
			'Send with DecisionTelecom',
			'Validity Period in Seconds',
			range(telecomLimits.VALIDITY_PERIOD),
		],
		['Send with Messaggio', 'Sender Name', range(messaggioLimits.SENDER_NAME)],
		['Send with Messaggio', 'Text', range(messaggioLimits.TEXT)],
		['Send with Messaggio', 'Image ID', range(messaggioLimits.IMAGE_ID)],
		['Send with Messaggio', 'Button Text', range(messaggioLimits.BUTTON_TEXT)],
		['Send with Messaggio', 'Button URL', range(messaggioLimits.BUTTON_LINK)],
		['Send with Messaggio', 'Delivery Timeout in Seconds', range(messaggioLimits.DELIVERY_TIMEOUT)],
		[
			'Send with Messaggio',
			'Recipients per Request',
			range(messaggioLimits.RECIPIENTS_PER_REQUEST),
		],
		['Upload an image', 'Input Data Field Name', `${messaggioLimits.IMAGE_BYTES / 2 ** 20} MB`],
	])('under “%s” gives the limit of “%s”', (title, label, limit) => {
		const row = new RegExp(`^\\| ${label} \\|.*\\| ${limit}( characters)? \\|$`, 'm');
		expect(sectionOf(title)).toMatch(row);
	});
});

describe('the README', () => {
	it('lists every example', () => {
		const listed = rowsOf('Examples', 'File').map(([file = '']) => file.replaceAll('`', ''));
		expect(listed).toEqual(expect.arrayContaining(readdirSync(join(ROOT, 'examples'))));
	});

	it('stays short enough to be read', () => {
		expect(Buffer.byteLength(README)).toBeLessThan(60_000);
	});

	const headings = [...README.matchAll(/^#+ (.+)$/gm)].map(([, heading = '']) =>
		heading
			.toLowerCase()
			.replaceAll(' ', '-')
			.replace(/[^\w-]/g, ''),
	);

	it('leads nowhere that does not exist', () => {
		const links = [...README.matchAll(/\]\(([^)\s]+)\)/g)].map(([, target = '']) => target);
		expect(links.length).toBeGreaterThan(10);
		expect(new Set(headings).size).toBe(headings.length);
		for (const link of links) {
			if (link.startsWith('https://')) continue;
			if (link.startsWith('#')) expect(headings).toContain(link.slice(1));
			else expect(existsSync(join(ROOT, link))).toBe(true);
		}
	});

	it.each([
		['credentials/ViberBotApi.credentials.ts', 1],
		['credentials/DecisionTelecomApi.credentials.ts', 1],
		['credentials/MessaggioApi.credentials.ts', 1],
		['nodes/Viber/Viber.node.json', 4],
		['nodes/Viber/ViberTrigger.node.json', 4],
	])('is what the links of %s lead to', (file, count) => {
		const text = readFileSync(join(ROOT, file), 'utf8');
		const anchors = [...text.matchAll(/n8n-nodes-viber#([\w-]+)/g)].map(([, anchor]) => anchor);
		expect(anchors).toHaveLength(count);
		expect(headings).toEqual(expect.arrayContaining(anchors));
	});
});
