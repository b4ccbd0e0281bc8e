import { TEXTS } from './texts.js';

/**
 * Calls the control API.
 *
 * @returns its answer
 * @throws Error with a sentence for the reader
 */
export async function control(method, path, body) {
	let response;
	try {
		response = await fetch(`/control${path}`, {
			method,
			...(body === undefined
				? {}
				: { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) }),
		});
	} catch {
		throw new Error(TEXTS.failed);
	}
	const answer = await response.json();
	if (!response.ok) throw new Error(answer.error ?? TEXTS.failed);
	return answer;
}
