import type { Sandbox } from '../support/sandbox';
import { startSandbox } from '../support/sandbox';
import type { SenderAccount } from '../sandbox/decisionTelecomSupport';
import { call, newSender, pictureTo, textTo } from '../sandbox/decisionTelecomSupport';
import type { Fields, MessaggioBot } from '../sandbox/messaggioSupport';
import { newAccount, send, uploadPicture } from '../sandbox/messaggioSupport';
import type { DocumentedParameter } from './tables';
import { DECISION_TELECOM, DECISION_TELECOM_NOTES, MESSAGGIO } from './tables';

let sandbox: Sandbox;
let account: SenderAccount;
let bot: MessaggioBot;
let imageId: string;

beforeAll(async () => {
	sandbox = await startSandbox();
	// A name of the longest that there may be, beside the one that is usual here.
	account = await newSender(sandbox, { registeredSenders: `DemoShop,${'ж'.repeat(20)}` });
	bot = await newAccount(sandbox);
	imageId = await uploadPicture(bot);
});

afterAll(async () => await sandbox?.stop());

const PHONE = '380500000001';

describe('the sandbox as DecisionTelecom', () => {
	const PARAMETERS: DocumentedParameter[] = [
		...DECISION_TELECOM.send,
		...DECISION_TELECOM_NOTES.send,
	];
	const OPTIONAL = ['callback_url', 'validity_period', 'text_sms'];
	/** A message that has this field. */
	const having = (name: string, value: unknown) =>
		['image', 'button_caption', 'button_action'].includes(name)
			? pictureTo(PHONE, { [name]: value })
			: textTo(PHONE, { [name]: value });

	it.each(PARAMETERS.map((one): [string, DocumentedParameter] => [one.name, one]))(
		'keeps the rules of %s',
		async (name, { maxLength, min, max }) => {
			const said = async (value: unknown) =>
				(await call(account, 'send-viber', having(name, value))).body.name ?? 'taken';
			const refused = `Invalid Parameter: ${name}`;
			expect(await said(undefined)).toBe(OPTIONAL.includes(name) ? 'taken' : refused);
			if (maxLength !== undefined) {
				const letter = name === 'destination_addr' ? '1' : 'ж';
				expect(await said(letter.repeat(maxLength))).toBe('taken');
				expect(await said(letter.repeat(maxLength + 1))).toBe(refused);
			}
			if (min !== undefined && max !== undefined) {
				for (const edge of [min, max]) expect(await said(edge)).toBe('taken');
				for (const beyond of [min - 1, max + 1]) expect(await said(beyond)).toBe(refused);
			}
		},
	);

	it('has each type of message, and no other', async () => {
		const all = [...DECISION_TELECOM.messageTypes, ...DECISION_TELECOM_NOTES.messageTypes];
		const taken: number[] = [];
		for (let type = 100; type < 240; type++) {
			const isPicture = type % 100 === 8;
			const more = { message_type: type, source_type: 1 };
			const body = isPicture ? pictureTo(PHONE, more) : textTo(PHONE, more);
			const { body: answer } = await call(account, 'send-viber', body);
			if (answer.message_id !== undefined) taken.push(type);
		}
		expect(taken).toEqual(all);
	});
});

describe('the sandbox as Messaggio', () => {
	/** Every field of a form that is not set by signing, phone apart. */
	const VALUES: Record<string, () => string> = {
		sending_method: () => 'viber',
		from: () => 'DEMO',
		txt: () => 'Hello',
		image_id: () => imageId,
		button_text: () => 'Open',
		button_link: () => 'https://shop.example.com/',
		phone: () => PHONE,
	};
	const FORMS = Object.keys(MESSAGGIO.forms) as Array<keyof typeof MESSAGGIO.forms>;
	const filled = (
		form: (typeof FORMS)[number],
		change: Record<string, string | undefined> = {},
	) => {
		const names = MESSAGGIO.forms[form].mandatory
			.map(({ name }) => name)
			.filter((name) => Object.hasOwn(VALUES, name));
		const fields = Object.fromEntries(names.map((name) => [name, VALUES[name]?.()]));
		return Object.entries({ ...fields, ...change }).filter(
			(pair): pair is [string, string] => pair[1] !== undefined,
		) satisfies Fields;
	};
	/** Without these the message is another one that the documents know: text alone, without picture. */
	const ANOTHER: Record<string, string[]> = {
		textButton: ['button_text', 'button_link'],
		textImageButton: ['button_text', 'button_link', 'image_id'],
	};

	it.each(FORMS)('takes %s as the documents have it', async (form) => {
		expect(await send(bot, filled(form))).toMatchObject({ code: 0 });
	});

	it.each(
		FORMS.flatMap((form) =>
			MESSAGGIO.forms[form].mandatory.map(({ name }): [typeof form, string] => [form, name]),
		),
	)('%s without %s is refused', async (form, name) => {
		const isAnother = ANOTHER[form]?.includes(name) ?? false;
		const deviation = name === 'user' ? { user: '' } : name === 'sign' ? { sign: null } : undefined;
		const { code } = await send(bot, filled(form, { [name]: undefined }), deviation);
		expect(code).toBe(isAnother ? 0 : -1);
	});

	it.each(
		FORMS.flatMap((form) =>
			[...MESSAGGIO.forms[form].mandatory, ...MESSAGGIO.forms[form].optional].map(
				(one: DocumentedParameter): [typeof form, string, DocumentedParameter] => [
					form,
					one.name,
					one,
				],
			),
		),
	)('%s keeps the limits of %s', async (form, name, { maxLength, min, max, values }) => {
		const codeOf = async (value: string) => (await send(bot, filled(form, { [name]: value }))).code;
		if (maxLength !== undefined) {
			const text = (length: number) => (VALUES[name]?.() ?? '').padEnd(length, 'x');
			// Only approved senders and stored images are taken, so those are short of their limit.
			if (!['from', 'image_id'].includes(name)) expect(await codeOf(text(maxLength))).toBe(0);
			expect(await codeOf(text(maxLength + 1))).toBe(-1);
		}
		if (min !== undefined && max !== undefined) {
			for (const edge of [min, max]) expect(await codeOf(String(edge))).toBe(0);
			for (const beyond of [min - 1, max + 1]) expect(await codeOf(String(beyond))).toBe(-1);
		}
		for (const value of name === 'charset' ? [] : (values ?? [])) {
			expect(await codeOf(value)).toBe(0);
		}
		if (values) expect(await codeOf('another')).toBe(-1);
	});
});
