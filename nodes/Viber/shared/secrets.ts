import type { IDataObject } from 'n8n-workflow';

import { SECRET_PARAMETER } from './callbackSecret';

const MASK = '***';

/** Shorter ones are not looked for, as they would turn up inside ordinary words and numbers. */
const SHORTEST_SECRET = 6;

// Also as it stands in JSON, in HTML and inside another address.
const SECRET_IN_ADDRESS = new RegExp(
	`((?:[?&]|\\\\u0026|&amp;|%3F|%26)${SECRET_PARAMETER}(?:=|%3D))[^\\s&"'<>\\\\#]+`,
	'gi',
);

/** Raw access keys and signatures; a longer or a shorter run of digits is an ID. */
const KEY = /(?<![0-9a-f])[0-9a-f]{32}(?![0-9a-f])/gi;

/** Tokens of Viber's bots. */
const TOKEN = /(?<![\w-])[0-9a-f]{16}-[0-9a-f]{16}-[0-9a-f]{14,16}(?![\w-])/gi;

const BASIC = /\b(Basic\s+)[\w+/=-]{16,}/gi;

/**
 * Takes secrets out of what a provider says in its own words, which may repeat what it was given.
 *
 * @param secrets those that are known here; others are found by what they look like
 */
export function withoutSecrets(text: string, secrets: readonly string[] = []): string {
	return mask(text, writtenForms(secrets))
		.replace(SECRET_IN_ADDRESS, `$1${MASK}`)
		.replace(KEY, MASK)
		.replace(TOKEN, MASK)
		.replace(BASIC, `$1${MASK}`);
}

/**
 * Takes the known secrets out of a provider's whole answer: out of all texts and names in it, IDs
 * included.
 *
 * @param answer as it was read; it is not changed
 * @param text as it was received: where it holds no secret, nothing is looked through
 */
export function withoutKnownSecrets<T>(
	answer: T,
	text: string,
	secrets: readonly string[] = [],
): T {
	const forms = writtenForms(secrets);
	// JSON and XML can write any character in another way.
	const isPlain = !/[\\&]/.test(text);
	if (isPlain && !forms.some((form) => text.includes(form))) return answer;
	return maskAll(answer, forms) as T;
}

/** Such as message_token, which has to be found even by who has "message" for a secret. */
const ORDINARY_NAME = /^[a-z_]{1,30}$/;

function maskAll(value: unknown, forms: readonly string[]): unknown {
	if (typeof value === 'string') return isOtherNumber(value, forms) ? value : mask(value, forms);
	if (Array.isArray(value)) return value.map((entry) => maskAll(entry, forms));
	if (typeof value !== 'object' || value === null) return value;
	const entries = Object.entries(value).map(([name, entry]) => [
		ORDINARY_NAME.test(name) ? name : mask(name, forms),
		maskAll(entry, forms),
	]);
	return Object.fromEntries(entries) as unknown;
}

/** A long ID may well hold the few digits of a secret that somebody has made up. */
function isOtherNumber(text: string, forms: readonly string[]): boolean {
	return /^\d+$/.test(text) && !forms.includes(text);
}

function mask(text: string, forms: readonly string[]): string {
	return forms.reduce((left, form) => left.replaceAll(form, MASK), text);
}

/** A secret of these only looks the same wherever it stands. */
const PLAIN = /^[\w.-]*$/;

/** Secrets as they stand in texts, addresses and forms; the longest first, as one may hold another. */
function writtenForms(secrets: readonly string[]): string[] {
	return secrets
		.flatMap((secret) =>
			PLAIN.test(secret)
				? [secret]
				: [
						secret,
						encodeURIComponent(secret),
						new URLSearchParams([['', secret]]).toString().slice(1),
					],
		)
		.filter(({ length }) => length >= SHORTEST_SECRET)
		.sort((one, other) => other.length - one.length);
}

/** The fields of credentials that nobody may see. */
const SECRET_FIELDS = ['apiKey', 'authToken', 'callbackSecret', 'secretKey'] as const;

/** The secrets of a credential, to be kept out of what a provider says. */
export function secretsOf(credential: IDataObject): string[] {
	return SECRET_FIELDS.flatMap((field) => {
		const secret = credential[field];
		return typeof secret === 'string' && secret.trim() !== '' ? secret.trim() : [];
	});
}
