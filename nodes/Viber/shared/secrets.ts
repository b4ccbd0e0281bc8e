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
	const written = secrets.flatMap((secret) => [
		secret,
		encodeURIComponent(secret),
		new URLSearchParams([['', secret]]).toString().slice(1),
	]);
	const known = written
		.filter(({ length }) => length >= SHORTEST_SECRET)
		.reduce((left, secret) => left.replaceAll(secret, MASK), text);
	return known
		.replace(SECRET_IN_ADDRESS, `$1${MASK}`)
		.replace(KEY, MASK)
		.replace(TOKEN, MASK)
		.replace(BASIC, `$1${MASK}`);
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
