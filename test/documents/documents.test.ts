import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

import type { DocumentedParameter } from './tables';
import { DECISION_TELECOM, MESSAGGIO } from './tables';

// The documents are the providers' and lie beside the project, not in it. Where they are at hand,
// the tables are compared with them; what the tables hold is counted in any case.
const FOLDER = join(__dirname, '..', '..', '..', 'shared', 'seeds');

function read(number: string): string {
	const file = readdirSync(FOLDER).find((name) => name.startsWith(number));
	return readFileSync(join(FOLDER, file ?? ''), 'utf8');
}

/** All that a pattern finds, each once, in order. */
function found(text: string, pattern: RegExp): string[] {
	return [...new Set([...text.matchAll(pattern)].map(([, word = '']) => word))];
}

function between(text: string, from: string, to: string): string {
	const start = text.indexOf(from);
	const end = text.indexOf(to, start + from.length);
	expect(start).toBeGreaterThan(-1);
	return text.slice(start, end < 0 ? undefined : end);
}

const describeIfAtHand = existsSync(FOLDER) ? describe : describe.skip;

describe('the tables', () => {
	it('hold as many entries as the documents', () => {
		expect(DECISION_TELECOM.messageTypes).toHaveLength(4);
		expect(DECISION_TELECOM.send).toHaveLength(7);
		expect(Object.keys(DECISION_TELECOM.statuses)).toHaveLength(8);
		expect(DECISION_TELECOM.errors).toHaveLength(3);
		const forms = Object.values(MESSAGGIO.forms);
		expect(forms.map(({ mandatory }) => mandatory.length)).toEqual([6, 6, 8, 9]);
		expect(forms.map(({ optional }) => optional.length)).toEqual([5, 5, 5, 5]);
		expect(Object.keys(MESSAGGIO.codes)).toHaveLength(7);
		expect(MESSAGGIO.extendedStatuses).toHaveLength(12);
		expect(MESSAGGIO.uploadCodes).toHaveLength(5);
	});
});

describeIfAtHand('the document of DecisionTelecom', () => {
	const text = existsSync(FOLDER) ? read('001') : '';

	it('has these message types', () => {
		expect(found(text, /^(\d{3}) (?:only|text)/gm).map(Number)).toEqual(
			DECISION_TELECOM.messageTypes,
		);
	});

	it('has these parameters and limits', () => {
		const part = between(text, '208 text', 'Response:');
		expect(found(part, /^(\w+)(?: \([^)]*\))?:$/gm)).toEqual(
			DECISION_TELECOM.send.map(({ name }) => name),
		);
		expect(found(part, /<= (\d+) chars/g).map(Number)).toEqual([1000, 30]);
		expect(found(part, /min TTL (\d+)/g).map(Number)).toEqual([40]);
		expect(found(part, /max TTL (\d+)/g).map(Number)).toEqual([21_600]);
		expect(found(part, /[-–] (\d)$/gm)).toEqual(['1', '2']);
		expect(found(part, /\b(jpg|jpeg|png)\b/g)).toEqual(DECISION_TELECOM.imageFormats);
	});

	it('has these statuses', () => {
		const part = between(text, 'Viber messages statuses', 'Errors');
		const statuses = Object.fromEntries(
			[...part.matchAll(/^(\w+)\n(\d+)$/gm)].map(([, name, code]) => [name, Number(code)]),
		);
		expect(statuses).toEqual(DECISION_TELECOM.statuses);
	});

	it('has these errors', () => {
		const part = between(text, '\nErrors\n', '\0');
		expect(found(part, /^Name\n(.+)$/gm)).toEqual(DECISION_TELECOM.errors.map(({ name }) => name));
		expect(found(part, /^code\n(\d+)$/gm)).toEqual(['0', '1']);
		expect(found(part, /^status\n(\d+)$/gm)).toEqual(['429', '400']);
	});

	it('has these fields in what it answers and calls back with', () => {
		const reply = /\{"message_token".*\}/.exec(text)?.[0] ?? '';
		expect(found(reply, /"(\w+)"\s*:/g)).toEqual([...DECISION_TELECOM.reply]);
		expect(found(text, /^Response:\n\{"(\w+)"/gm)).toEqual(
			expect.arrayContaining([...DECISION_TELECOM.sendAnswer]),
		);
		expect(found(text, /(?<=\{"message_id":429,)"(\w+)"/g)).toEqual(['status']);
	});
});

describeIfAtHand('the document of Messaggio', () => {
	const text = existsSync(FOLDER) ? read('003') : '';

	/** Rows of the tables: name, type with its limit, what it says. */
	function rows(part: string): Array<[string, string, string]> {
		return [...part.matchAll(/^([a-z]\w*)(?:\[1\.\.n\])?\t(\w+(?: \(\d+\))?)\t(.*)$/gm)].map(
			([, name = '', type = '', says = '']) => [name, type, says],
		);
	}

	/** The documents print the limit of `from` beside `user` in two tables: a misprint. */
	function parameter([name, type, says]: [string, string, string]): DocumentedParameter {
		const length = Number(/\((\d+)\)/.exec(type)?.[1] ?? 0);
		const maxLength = name === 'from' ? 11 : name === 'user' ? 0 : length;
		const [, min] = /(\d+) – Min/.exec(says) ?? [];
		const [, max] = /(\d+) – Max/.exec(says) ?? [];
		return {
			name,
			...(maxLength === 0 ? {} : { maxLength }),
			...(min === undefined ? {} : { min: Number(min), max: Number(max) }),
		};
	}

	const plain = (list: readonly DocumentedParameter[]) =>
		list.map((one) => ({ ...one, values: undefined })).sort((a, b) => (a.name < b.name ? -1 : 1));

	it.each([
		['text', '\n1.2.1. Text message\n', '\n1.2.2.'],
		['image', '\n1.2.2. Picture sending\n', '\n1.2.3.'],
		['textButton', '\n1.2.3. Text + Button\n', '\n1.2.4.'],
		['textImageButton', '\n1.2.4. Text + Picture + Button\n', '\n1.3.'],
	] as const)('has these parameters for %s', (form, from, to) => {
		const part = between(text, from, to);
		const mandatory = rows(between(part, 'Mandatory', 'Optional')).map(parameter);
		const optional = rows(part.slice(part.indexOf('Optional'))).map(parameter);
		expect(plain(mandatory)).toEqual(plain(MESSAGGIO.forms[form].mandatory));
		expect(plain(optional)).toEqual(plain(MESSAGGIO.forms[form].optional));
		const [charset] = MESSAGGIO.forms[form].optional.filter(({ name }) => name === 'charset');
		for (const value of charset?.values ?? []) expect(part).toContain(value);
	});

	it('has these codes', () => {
		const part = between(text, '\n1.4.1. Decoding System Response Codes\n', '\n2. Delivery');
		const codes = Object.fromEntries(
			[...part.matchAll(/^(-?\d)\t.*\t(yes|no)$/gm)].map(([, code, repeat]) => [code, repeat]),
		);
		expect(codes).toEqual(MESSAGGIO.codes);
	});

	it('has these notifications', () => {
		const parts = {
			delivery: between(text, "\n2.1. 'delivery' status notification\n", '\n2.1.1.'),
			seen: between(text, "\n2.2. 'seen' status notification\n", '\n2.3.'),
			reply: between(text, "\n2.3. 'reply' — subscriber's reply notification\n", '\n3. Media'),
		};
		for (const [type, part] of Object.entries(parts)) {
			expect(rows(part).map(([name]) => name)).toEqual(
				MESSAGGIO.notifications[type as keyof typeof parts],
			);
		}
		expect(found(parts.delivery, /• ?([a-z ]+)/g)).toEqual(MESSAGGIO.statuses);
		expect(found(text, /^- \*\*([A-Z_]+)\*\*/gm)).toEqual(MESSAGGIO.extendedStatuses);
	});

	it('has this upload', () => {
		const part = between(text, '\n3. Media files uploading\n', '\0');
		expect(rows(part).map(([name]) => name)).toEqual(MESSAGGIO.upload);
		expect(found(part, /^(\d)\t/gm).map(Number)).toEqual(MESSAGGIO.uploadCodes);
		expect(part).toContain(`${MESSAGGIO.uploadMegabytes} Mb`);
		for (const format of MESSAGGIO.imageFormats) expect(part).toContain(format);
	});
});
