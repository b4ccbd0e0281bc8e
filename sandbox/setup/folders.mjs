import { createHash } from 'node:crypto';
import { homedir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The checkout of this project. */
export const PROJECT = resolve(dirname(fileURLToPath(import.meta.url)), '..', '..');

/**
 * Gives the folder, outside the checkout, where n8n, the packed package and the state of the
 * sandbox are kept: `N8N_NODES_VIBER_CACHE`, or `n8n-nodes-viber` in the user's cache folder.
 *
 * @returns {string} an absolute path; the folder may not exist yet
 */
export function cacheFolder() {
	const own = process.env['N8N_NODES_VIBER_CACHE'];
	if (own) return resolve(own);
	return join(process.env['XDG_CACHE_HOME'] || join(homedir(), '.cache'), 'n8n-nodes-viber');
}

/**
 * Gives the file that collects the complete output of one program.
 *
 * @param {string} name
 * @returns {string}
 */
export function logFile(name) {
	return join(cacheFolder(), 'logs', `${name}.log`);
}

/**
 * Gives the SHA-256 of some texts or bytes, as 64 hexadecimal digits.
 *
 * @param {...(string | Uint8Array)} parts
 * @returns {string}
 */
export function fingerprint(...parts) {
	const hash = createHash('sha256');
	// The length goes in as well, so that moving bytes from one part to the next changes the result.
	for (const part of parts) hash.update(`${part.length}:`).update(part);
	return hash.digest('hex');
}
