import { createHmac } from 'node:crypto';

import type { TestCredential } from './engine';

/** The signature that Viber would give to these bytes (viber-bot-api.md §9.2). */
export function signatureOf(body: string, credential: TestCredential): string {
	return createHmac('sha256', credential.authToken).update(body).digest('hex');
}

/** Calls a trigger as Viber would, and gives its answer and how long it took. */
export async function callBack(
	url: string,
	credential: TestCredential,
	event: Record<string, unknown>,
): Promise<{ status: number; text: string; type: string | null; ms: number }> {
	const body = JSON.stringify(event);
	const begun = Date.now();
	const response = await fetch(url, {
		method: 'POST',
		body,
		headers: {
			'content-type': 'application/json',
			'x-viber-content-signature': signatureOf(body, credential),
		},
	});
	const text = await response.text();
	const type = response.headers.get('content-type');
	return { status: response.status, text, type, ms: Date.now() - begun };
}

/** Waits until something is so. */
export async function until(
	condition: () => boolean | Promise<boolean>,
	within = 5_000,
): Promise<void> {
	const end = Date.now() + within;
	while (!(await condition())) {
		if (Date.now() > end) throw new Error(`It did not happen within ${within} ms`);
		await new Promise((resolve) => setTimeout(resolve, 10));
	}
}
