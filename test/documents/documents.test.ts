import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

import type { DocumentedParameter } from './tables';
import {
	DECISION_TELECOM,
	DECISION_TELECOM_NOTES,
	MESSAGGIO,
	MESSAGGIO_NOTES,
	VIBER_BOT,
} from './tables';

// The documents are the providers' and lie beside the project, not in it, as do the notes on them
// (docs/sources.md). Where they are at hand, the tables are compared with them; what the tables hold
// is counted in any case.
const HERE = process.env.PROVIDER_DOCUMENTS ?? join(__dirname, '..', '..', '..', 'shared');
const FOLDER = join(HERE, 'seeds');

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

const NOTES = join(HERE, 'protocols');

function readNotes(name: string): string {
	return readFileSync(join(NOTES, `${name}.md`), 'utf8');
}

const describeIfAtHand = existsSync(FOLDER) ? describe : describe.skip;
const describeIfNotes = existsSync(NOTES) ? describe : describe.skip;

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
		expect(DECISION_TELECOM_NOTES.send).toHaveLength(4);
		expect(Object.keys(DECISION_TELECOM_NOTES.smsStatuses)).toHaveLength(5);
		expect(MESSAGGIO_NOTES.standardStatuses).toHaveLength(10);
		expect(VIBER_BOT.codes).toHaveLength(24);
		expect(Object.keys(VIBER_BOT.events)).toHaveLength(9);
		expect(Object.keys(VIBER_BOT.types)).toHaveLength(9);
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

describeIfNotes('the notes on DecisionTelecom', () => {
	const text = existsSync(NOTES) ? readNotes('decisiontelecom') : '';

	it('has these parameters', () => {
		const part = between(text, '\n## 3. send-viber: request\n', '\nNotes\n');
		const names = [...DECISION_TELECOM.send, ...DECISION_TELECOM_NOTES.send].map(
			({ name }) => name,
		);
		expect(found(part, /^\| `(\w+)` \|/gm).sort()).toEqual(names.sort());
	});

	it('has these types, SMS statuses and errors', () => {
		const types = between(text, '\n## 4. Message types\n', 'Context, codes');
		expect(found(types, /^\| (\d+) \|/gm).map(Number)).toEqual([
			...DECISION_TELECOM.messageTypes,
			...DECISION_TELECOM_NOTES.messageTypes,
		]);
		const statuses = between(text, '\n### SMS statuses\n', '\nMind that');
		expect(
			Object.fromEntries(
				[...statuses.matchAll(/^\| (\d+) \| (\w+) \|/gm)].map(([, code, name]) => [
					name,
					Number(code),
				]),
			),
		).toEqual(DECISION_TELECOM_NOTES.smsStatuses);
		const errors = between(text, '\n## 6. Errors\n', '\n### Is the HTTP');
		const all = [...DECISION_TELECOM.errors, ...DECISION_TELECOM_NOTES.errors];
		expect(found(errors, /^\| (?:\*\*)?(\d+)(?:\*\*)? \| \d+ \|/gm).map(Number)).toEqual(
			all.map(({ code }) => code),
		);
		expect(found(errors, /^\| \S+ \| (\d+) \| `/gm).map(Number)).toEqual(
			all.map(({ status }) => status),
		);
	});
});

describeIfNotes('the notes on Messaggio', () => {
	it('has these numbers of standard reports', () => {
		const text = readNotes('messaggio');
		const part = between(text, '\n### Standard reports', '\n### Example payloads');
		const numbers = found(part, /^\| ([−\d /]+) \|/gm)
			.flatMap((cell) => cell.split('/'))
			.map((number) => Number(number.trim().replace('−', '-')));
		expect(numbers).toEqual(MESSAGGIO_NOTES.standardStatuses);
		for (const status of MESSAGGIO_NOTES.statuses) expect(text).toContain(`\`${status}\``);
	});

	it('has all its vectors in the tests of the signature', () => {
		const vectors = found(readNotes('messaggio'), /`([\da-f]{32})`/g);
		const folder = join(__dirname, '..', 'nodes', 'Viber', 'providers', 'messaggio');
		const tests = ['signing.test.ts', 'signatureProperties.test.ts']
			.map((name) => readFileSync(join(folder, name), 'utf8'))
			.join('');
		expect(vectors.length).toBeGreaterThan(14);
		for (const vector of vectors) expect(tests).toContain(vector);
	});
});

describeIfNotes('the notes on the bots', () => {
	const text = existsSync(NOTES) ? readNotes('viber-bot-api') : '';

	it('has these codes', () => {
		const part = between(text, '\n## 8. Error codes', '\n## 9. Callbacks');
		expect(found(part, /^\| [1-9]\d? \| (\w+) \|/gm)).toEqual(VIBER_BOT.codes);
	});

	it('has these events', () => {
		const part = between(text, '\n### 9.4 Events\n', '`user`/`sender`');
		expect(found(part, /^\| `(\w+)` \|/gm)).toEqual(Object.keys(VIBER_BOT.events));
	});

	it('has these types of messages and their fields', () => {
		const part = between(text, '\n### Type-specific fields\n', 'Forbidden file extensions');
		const types = found(part, /^\| `(\w+)` \|/gm).filter((type) => type !== 'payment');
		expect(types).toEqual(Object.keys(VIBER_BOT.types));
		const fields = [...part.matchAll(/^\| (?:`\w+` )?\| `([^|]+)` \|/gm)]
			.flatMap(([, cell = '']) => cell.split('` / `.'))
			.map((name) => (name === 'lon' ? 'location.lon' : name))
			.filter((name) => name !== 'payment');
		expect(fields).toEqual(Object.values(VIBER_BOT.types).flat());
	});

	it('has these common fields', () => {
		const part = between(text, '\n### Common fields\n', '\n### Type-specific');
		// Answers inside other chats are not for bots of this package.
		const names = found(part, /^\| `([\w.]+)` \|/gm).filter((name) => name !== 'chat_id');
		expect(names).toEqual(VIBER_BOT.common);
	});
});
