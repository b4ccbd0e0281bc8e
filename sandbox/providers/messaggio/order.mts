import type { Settings } from '../../world/types.mts';
import { decodeText, isCharset } from './charset.mts';
import { badParam, badPhoneNumber, badSyntax } from './codes.mts';
import type { Field } from './form.mts';
import * as limits from './limits.mts';

/** A sending that passed the rules (messaggio.md §2). */
export interface Order {
	channel: 'viber' | 'sms';
	from: string;
	/** Digits, in the order of the request. */
	phones: string[];
	/** How many more it names that are no phone numbers. */
	misspelt: number;
	/** Empty when there is none, as are the id of the image and the text after expiry. */
	text: string;
	imageId: string;
	button?: { caption: string; url: string };
	transactionId: string;
	/** True if the answer has ids and reports follow. */
	wantsReports: boolean;
	/** Whole minutes. */
	timeoutMs: number;
	expiryText: string;
	/** What was left out of the message without telling the sender. */
	leftOut: string[];
}

const NAMES = new Set([
	'sending_method',
	'from',
	'user',
	'phone',
	'txt',
	'image_id',
	'button_text',
	'button_link',
	'sign',
	'p_transaction_id',
	'charset',
	'dlr',
	'dlr_timeout',
	'expiry_txt',
]);

const PHONE_UNDER_ANOTHER_NAME = /^phones?(?:\[.*\]|\d+)$|^phones$/;

/** International numbers: no country code begins with 0, and none has more than 15 digits (E.164). */
const PHONE = /^[1-9]\d{4,14}$/;

/** The fields of a sending; an empty value counts as not sent. */
export class Form {
	private readonly fields: readonly Field[];

	/** @throws SendingRefusal when it is unclear which value counts, or phones have another name */
	constructor(fields: readonly Field[]) {
		this.fields = fields.filter(({ value }) => value.length > 0);
		const seen = new Set<string>();
		for (const { name } of this.fields) {
			if (PHONE_UNDER_ANOTHER_NAME.test(name)) {
				throw badParam('phone', `several phones are several fields named phone, not ${name}`);
			}
			if (seen.has(name) && name !== 'phone' && NAMES.has(name)) {
				throw badSyntax(name, 'the field is there more than once');
			}
			seen.add(name);
		}
	}

	/** The bytes of a field that may be there once. */
	bytes(name: string): Buffer | undefined {
		return this.fields.find((field) => field.name === name)?.value;
	}

	/** The bytes of each phone, in order. */
	phones(): Buffer[] {
		return this.fields.filter(({ name }) => name === 'phone').map(({ value }) => value);
	}

	/** Names that the service does not know; it goes by what it knows. */
	unknown(): string[] {
		const names = this.fields.map(({ name }) => name).filter((name) => !NAMES.has(name));
		return [...new Set(names)];
	}

	/** A field as text, empty when it is not there. @throws SendingRefusal */
	text(name: string, charset = 'UTF-8'): string {
		const bytes = this.bytes(name);
		if (!bytes) return '';
		const text = decodeText(bytes, charset);
		if (text === undefined) throw badParam(name, `the bytes are no text in ${charset}`);
		return text;
	}
}

/** Reads what a form asks for. @throws SendingRefusal with the code and the name of the field */
export function readOrder(form: Form, settings: Settings): Order {
	const measured = (name: string, max: number, charset?: string) => {
		const text = form.text(name, charset);
		const size = settings.lengthsIn === 'bytes' ? (form.bytes(name)?.length ?? 0) : text.length;
		if (size > max) throw badParam(name, `longer than ${max} ${String(settings.lengthsIn)}`);
		return text;
	};
	const channel = oneOf(form, 'sending_method', ['viber', 'sms']);
	const from = measured('from', limits.MAX_SENDER);
	if (from === '') throw badParam('from', 'missing');
	if (!isApproved(from, settings)) throw badParam('from', 'not an approved sender name');
	const { phones, misspelt } = readPhones(form, settings);
	const charset = form.text('charset') || 'UTF-8';
	if (!isCharset(charset)) throw badParam('charset', 'not an encoding of the documents');
	const text = measured('txt', limits.MAX_TEXT, charset);
	const imageId = measured('image_id', limits.MAX_IMAGE_ID);
	const caption = measured('button_text', limits.MAX_BUTTON_TEXT);
	const url = measured('button_link', limits.MAX_BUTTON_LINK);
	if (url !== '' && !isLink(url)) throw badParam('button_link', 'not a URL');
	const order: Order = {
		channel,
		from,
		phones,
		misspelt,
		text,
		imageId,
		...(caption !== '' && url !== '' ? { button: { caption, url } } : {}),
		transactionId: form.text('p_transaction_id'),
		wantsReports: readFlag(form, 'dlr'),
		timeoutMs: readTimeoutMs(form),
		expiryText: form.text('expiry_txt'),
		leftOut: form.unknown(),
	};
	return { ...order, ...shape(order, caption, url, settings) };
}

/** Which kind of message it is follows from what is there (messaggio.md §2). */
function shape(order: Order, caption: string, url: string, settings: Settings): Partial<Order> {
	const { channel, text, imageId, button, leftOut } = order;
	if (channel === 'sms' && (imageId !== '' || caption !== '' || url !== '')) {
		throw badParam('sending_method', 'an SMS has neither a picture nor a button');
	}
	if (text === '' && (imageId === '' || button)) throw badParam('txt', 'missing');
	if (!button && (caption !== '' || url !== '')) {
		const half = caption === '' ? 'button_link' : 'button_text';
		// "The user will see the TEXT only": taken by the word, that leaves the picture out as well.
		const pictureToo = text !== '' && imageId !== '';
		return {
			imageId: pictureToo ? '' : imageId,
			leftOut: [...leftOut, half, ...(pictureToo ? ['image_id'] : [])],
		};
	}
	if (text !== '' && imageId !== '' && !button && settings.textWithImage === 'refuse') {
		throw badParam('button_text', 'no document says what text and picture without a button are');
	}
	return {};
}

function oneOf<Choice extends string>(
	form: Form,
	name: string,
	choices: readonly Choice[],
): Choice {
	const value = form.text(name);
	const found = choices.find((choice) => choice === value);
	if (!found) throw badParam(name, value === '' ? 'missing' : `not one of ${choices.join(', ')}`);
	return found;
}

function isApproved(from: string, { approvedSenders }: Settings): boolean {
	const approved = String(approvedSenders).split(',');
	return approved.includes('*') || approved.includes(from);
}

function readPhones(form: Form, { badPhone }: Settings): { phones: string[]; misspelt: number } {
	const named = form.phones().map((bytes) => bytes.toString('latin1'));
	if (named.length === 0) throw badParam('phone', 'missing');
	const phones = named.filter((phone) => PHONE.test(phone));
	const misspelt = named.length - phones.length;
	if (misspelt > 0 && (badPhone === 'refusesAll' || phones.length === 0)) throw badPhoneNumber();
	// Whether somebody named twice would get the message twice is not documented.
	if (new Set(phones).size < phones.length) throw badParam('phone', 'a phone is there twice');
	return { phones, misspelt };
}

function readFlag(form: Form, name: string): boolean {
	const value = form.text(name);
	if (!['', '0', '1'].includes(value)) throw badParam(name, 'neither 0 nor 1');
	return value === '1';
}

function readTimeoutMs(form: Form): number {
	const value = form.text('dlr_timeout') || String(limits.MAX_TIMEOUT_S);
	const seconds = /^\d{1,6}$/.test(value) ? Number(value) : -1;
	if (seconds < limits.MIN_TIMEOUT_S || seconds > limits.MAX_TIMEOUT_S) {
		const range = `${limits.MIN_TIMEOUT_S} to ${limits.MAX_TIMEOUT_S}`;
		throw badParam('dlr_timeout', `not whole seconds from ${range}`);
	}
	return Math.floor(seconds / 60) * 60_000;
}

function isLink(text: string): boolean {
	return /^https?:\/\/\S+$/i.test(text) && URL.canParse(text);
}
