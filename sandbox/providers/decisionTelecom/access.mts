import { randomBytes } from 'node:crypto';
import type { Account } from '../../world/account.mts';
import type { World } from '../../world/world.mts';
import type { Provider } from '../provider.mts';
import { unauthorized } from './errors.mts';

/** A new access key: 32 hex characters (§2). */
export const newKey = (): string => randomBytes(16).toString('hex');

/** The key as some account managers hand it out. */
export const encodedKey = (key: string): string => Buffer.from(key).toString('base64');

/**
 * The bot whose key an `Authorization` header holds: Basic, then the key in Base64 either bare (form B)
 * or as a user name with an empty password (form A, with a colon at the end).
 *
 * @throws Refused (401) for anything else, above all for a key that was encoded twice
 */
export function findAccount(header: string | undefined, provider: Provider, world: World): Account {
	const [, value] = /^basic +(\S+)$/i.exec(header ?? '') ?? [];
	if (value === undefined) throw unauthorized('the Authorization header has no Basic access key');
	const decoded = Buffer.from(value, 'base64');
	// Decoding is lenient about stray characters; what encodes back to the same is clean.
	if (decoded.toString('base64') !== value) throw unauthorized('the access key is not Base64');
	const account = world.bySecret(provider, decoded.toString().replace(/:$/, ''));
	if (account) return account;
	const twice = world.bySecret(provider, decodeTwice(decoded));
	throw unauthorized(twice ? 'the access key is encoded twice' : 'no bot has this access key');
}

const decodeTwice = (once: Buffer): string =>
	Buffer.from(once.toString().replace(/:$/, ''), 'base64').toString();
