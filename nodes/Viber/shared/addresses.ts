import { reachOf } from '../../../vendor/ipAddress';

/** Names that never leave the machine or the local network (RFC 6761, RFC 6762, RFC 8375). */
const LOCAL_SUFFIXES = ['localhost', 'local', 'internal', 'lan', 'home.arpa', 'test', 'invalid'];

/**
 * Tells whether a URL points at this very machine, as the sandbox's does.
 *
 * @param url any text
 * @returns false also when the text is no URL
 */
export function isLoopback(url: string): boolean {
	const parsed = parse(url);
	if (!parsed) return false;
	const host = nameOf(parsed);
	return host === 'localhost' || host.endsWith('.localhost') || reachOf(host) === 'loopback';
}

/**
 * Tells whether a URL names a host that lies on the internet, as far as its name tells.
 *
 * @param url any text
 * @returns false also when the text is no URL
 */
export function isPublic(url: string): boolean {
	const parsed = parse(url);
	return parsed !== undefined && !isLocal(parsed);
}

/**
 * Says why a provider on the internet could not call an address
 * (viber-bot-api.md §2: HTTPS with a certificate from a known authority, reachable from outside).
 *
 * @param url the address that the provider would be given
 * @returns a sentence that names the obstacle, or undefined when there is none to be seen from here
 */
export function whyUnreachable(url: string): string | undefined {
	const parsed = parse(url);
	if (!parsed) return 'The address is not a valid URL';
	if (isLocal(parsed)) {
		return `The address points at "${nameOf(parsed)}", which only this machine or network can reach`;
	}
	if (parsed.protocol !== 'https:') return 'The address does not begin with https://';
	return undefined;
}

/**
 * The host and port of a URL, for messages: the rest of an address may be a secret.
 *
 * @param url any text
 */
export function hostOf(url: string): string {
	return parse(url)?.host ?? 'another address';
}

function isLocal(parsed: URL): boolean {
	const host = nameOf(parsed);
	const reach = reachOf(host);
	if (reach !== undefined) return reach !== 'public';
	return !host.includes('.') || LOCAL_SUFFIXES.some((suffix) => host.endsWith(`.${suffix}`));
}

// A name may be written with the dot of the DNS root at its end.
function nameOf({ hostname }: URL): string {
	return hostname.toLowerCase().replace(/\.$/, '');
}

function parse(url: string): URL | undefined {
	try {
		return new URL(url);
	} catch {
		return undefined;
	}
}
