import process from 'node:process';

const QUIET_MS = 5000;
const FRAME_MS = 120;
const FRAMES = ['|', '/', '-', '\\'];
const TITLE_WIDTH = 22;

/** @param {number} since milliseconds as Date.now() gives them */
const elapsed = (since) => {
	const seconds = (Date.now() - since) / 1000;
	return seconds < 10 ? `${seconds.toFixed(1)} s` : `${Math.round(seconds)} s`;
};

let silent = false;

/** @param {string} text */
const print = (text) => void (silent || process.stdout.write(`${text}\n`));

/** Says no more: what still happens while everything is being stopped is of no interest. */
export function fallSilent() {
	silent = true;
}

/**
 * Prints an empty line and a heading.
 *
 * @param {string} text
 */
export function heading(text) {
	print(`\n${text}`);
}

/**
 * Prints one aligned line: a short title and what there is to say about it.
 *
 * @param {string} title
 * @param {string} text
 */
export function line(title, text) {
	print(`  ${title.padEnd(TITLE_WIDTH)} ${text}`.trimEnd());
}

/**
 * How a step tells about itself: `doing` names its present part, `done` sets its closing line.
 * @typedef {{ doing: (text: string) => void, done: (text: string) => void }} Tell
 */

/**
 * Does one step of the work and tells about it. On a terminal a line moves while it runs; elsewhere
 * (a log, CI) the elapsed seconds are printed every few seconds. The step ends with one line.
 *
 * Gives what `work` gives; what it throws is thrown.
 *
 * @type {<T>(title: string, work: (tell: Tell) => Promise<T>) => Promise<T>}
 */
export const step = async (title, work) => {
	const since = Date.now();
	const live = process.stdout.isTTY === true;
	let part = '';
	let closing = 'done';
	let frame = 0;

	const draw = () => {
		if (silent) return;
		const columns = process.stdout.columns ?? 80;
		const text = `${FRAMES[frame++ % FRAMES.length]} ${title.padEnd(TITLE_WIDTH)} ${part} ${elapsed(since)}`;
		process.stdout.write(`\r\x1b[2K${text.slice(0, columns - 1)}`);
	};
	const wipe = () => {
		if (live && !silent) process.stdout.write('\r\x1b[2K');
	};
	const timer = setInterval(
		() => (live ? draw() : print(`  … ${title}: ${part || 'working'}, ${elapsed(since)}`)),
		live ? FRAME_MS : QUIET_MS,
	);
	const tell = {
		doing: (/** @type {string} */ text) => void (part = text),
		done: (/** @type {string} */ text) => void (closing = text),
	};

	try {
		const result = await work(tell);
		wipe();
		line(title, `${closing}  (${elapsed(since)})`);
		return result;
	} catch (error) {
		wipe();
		line(title, `failed  (${elapsed(since)})`);
		throw error;
	} finally {
		clearInterval(timer);
	}
};
