import { randomUUID } from 'node:crypto';

/** n8n refused a request, or could not be reached. */
export class N8nError extends Error {
	override readonly name = 'N8nError';

	constructor(
		/** The request, such as `POST /rest/login`. */
		readonly request: string,
		/** HTTP status; 0 when there was no answer. */
		readonly status: number,
		/** What n8n says, for people. */
		readonly explanation: string,
	) {
		super(`${request}: ${explanation}${status ? ` (HTTP ${status})` : ''}`);
	}
}

/** The answer to a request that was not refused. */
interface Answer {
	status: number;
	body: unknown;
}

const REQUEST_TIMEOUT_MS = 60_000;
const AUTH_COOKIE = 'n8n-auth';

const messageOf = (body: unknown): string => {
	if (typeof body === 'object' && body !== null && 'message' in body) return String(body.message);
	return typeof body === 'string' ? body.slice(0, 300) : JSON.stringify(body).slice(0, 300);
};

/**
 * A signed-in line to one n8n, as a browser has it: it keeps the `n8n-auth` cookie and always shows
 * the same browser id, to which n8n ties the cookie.
 */
export class N8nConnection {
	/** To be put into `localStorage['n8n-browserId']` of a browser that shares this sign-in. */
	readonly browserId = randomUUID();

	private token = '';

	constructor(
		/** Such as `http://127.0.0.1:5690`, without a slash at the end. */
		readonly address: string,
	) {}

	/** The cookie of the sign-in, for a browser; undefined before signing in. */
	get authCookie(): { name: string; value: string; url: string } | undefined {
		if (!this.token) return undefined;
		return { name: AUTH_COOKIE, value: this.token, url: this.address };
	}

	/**
	 * Sends one request and reads the answer, JSON or text.
	 *
	 * @param path from the root, such as `/rest/login`
	 * @throws N8nError when n8n does not answer or answers with a status of 400 or more
	 */
	async request(method: string, path: string, body?: unknown): Promise<Answer> {
		const request = `${method} ${path.split('?')[0]}`;
		let response: Response;
		let text: string;
		try {
			response = await fetch(this.address + path, {
				method,
				headers: {
					'browser-id': this.browserId,
					...(this.token && { cookie: `${AUTH_COOKIE}=${this.token}` }),
					...(body !== undefined && { 'content-type': 'application/json' }),
				},
				...(body !== undefined && { body: JSON.stringify(body) }),
				signal: AbortSignal.timeout(REQUEST_TIMEOUT_MS),
			});
			text = await response.text();
		} catch (error) {
			const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
			throw new N8nError(
				request,
				0,
				`no answer: ${cause instanceof Error ? cause.message : cause}`,
			);
		}
		this.keepCookie(response);
		const answer = { status: response.status, body: parse(text) };
		if (answer.status >= 400) throw new N8nError(request, answer.status, messageOf(answer.body));
		return answer;
	}

	/**
	 * Sends one request to n8n's own interface and unwraps `{ data: … }`. The caller names the type
	 * that this interface is known to give.
	 *
	 * @throws N8nError as `request` does
	 */
	async rest<T>(method: string, path: string, body?: unknown): Promise<T> {
		const answer = await this.request(method, `/rest${path}`, body);
		return (answer.body as { data: T }).data;
	}

	private keepCookie(response: Response) {
		for (const cookie of response.headers.getSetCookie()) {
			const [, value] = /^n8n-auth=([^;]*)/.exec(cookie) ?? [];
			if (value !== undefined) this.token = value;
		}
	}
}

function parse(text: string): unknown {
	try {
		return JSON.parse(text);
	} catch {
		return text;
	}
}
