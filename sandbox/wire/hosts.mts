import ipaddr from 'ipaddr.js';

/** The host of an address as others write it: without the brackets of IPv6 and the dot at the end. */
export function hostOf(address: string): string {
	return new URL(address).hostname.replace(/^\[|\]$/g, '').replace(/\.$/, '');
}

/** True for a host that is the machine itself. */
export function isLoopback(host: string): boolean {
	if (host === 'localhost' || host.endsWith('.localhost')) return true;
	return ipaddr.isValid(host) && ipaddr.process(host).range() === 'loopback';
}
