import ipaddr from 'ipaddr.js';
import { hostOf, isLoopback } from '../../wire/hosts.mts';

const NAMES_OF_PRIVATE_NETWORKS = /\.(?:local|internal|lan|intranet|home|corp|home\.arpa)$/;

/**
 * True if Viber could reach the address (section 2): HTTPS, on a host of the public network.
 *
 * An allowance of the sandbox, which Viber does not make: the machine the sandbox runs on (loopback) may
 * be named too, and by plain HTTP, because a webhook under test has neither a name nor a certificate.
 */
export function isAcceptableWebhook(address: string): boolean {
	if (!URL.canParse(address)) return false;
	const { protocol } = new URL(address);
	const host = hostOf(address);
	if (isLoopback(host)) return protocol === 'http:' || protocol === 'https:';
	return protocol === 'https:' && isPublic(host);
}

function isPublic(host: string): boolean {
	if (ipaddr.isValid(host)) return ipaddr.process(host).range() === 'unicast';
	return host.includes('.') && !NAMES_OF_PRIVATE_NETWORKS.test(host);
}
