/**
 * A failure that is told to the user as it stands: what did not work, why, and what to do. Any
 * other error that reaches the top is a mistake in this project and is shown with its stack.
 */
export class Failure extends Error {
	/**
	 * @param {string} what what did not work, one sentence
	 * @param {{ reason?: string, advice?: string, log?: string, tail?: string[] }} [details]
	 *   `log` is the path of the complete output, `tail` its last lines
	 */
	constructor(what, details = {}) {
		super(details.reason ? `${what} ${details.reason}` : what);
		this.name = 'Failure';
		this.what = what;
		this.details = details;
	}

	/**
	 * Gives the lines to print.
	 *
	 * @returns {string[]}
	 */
	lines() {
		const { reason, advice, log, tail } = this.details;
		const lines = [this.what];
		if (tail?.length) {
			lines.push('', '  The last lines of its output:', ...tail.map((line) => `  | ${line}`), '');
		}
		if (reason) lines.push(`  Reason:      ${reason}`);
		if (advice) lines.push(`  What to do:  ${advice}`);
		if (log) lines.push(`  Full output: ${log}`);
		return lines;
	}
}

/**
 * Gives the lines to print for anything that was thrown.
 *
 * @param {unknown} error
 * @returns {string[]}
 */
export function failureLines(error) {
	if (error instanceof Failure) return error.lines();
	if (error instanceof Error) return (error.stack ?? error.message).split('\n');
	return [String(error)];
}
