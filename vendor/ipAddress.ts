import * as ipaddr from 'ipaddr.js';

/** Where an address lies, as seen from a provider's servers. */
export type AddressReach = 'loopback' | 'private' | 'public';

/**
 * Tells from an IP address who can reach it.
 *
 * @param host an IPv4 or IPv6 address; IPv6 with or without brackets
 * @returns undefined when it is not an IP address
 */
export function reachOf(host: string): AddressReach | undefined {
	const bare = host.replace(/^\[|\]$/g, '');
	if (!ipaddr.isValid(bare)) return undefined;
	// process() unwraps IPv4 addresses that are written as IPv6 (::ffff:10.0.0.1).
	const range = ipaddr.process(bare).range();
	if (range === 'loopback') return 'loopback';
	return range === 'unicast' ? 'public' : 'private';
}
