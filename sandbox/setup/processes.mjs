import { spawn } from 'node:child_process';
import { closeSync, existsSync, mkdirSync, openSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import { Failure } from './failure.mjs';
import { PROJECT } from './folders.mjs';
import { killAndAwait } from './killGroup.mjs';

const SUPERVISOR = join(PROJECT, 'sandbox', 'setup', 'supervisor.mjs');

/**
 * How a program ended. `stopped` is true when it was ended by this project.
 * @typedef {{ code: number | null, signal: string | null, error?: string, stopped: boolean }} Ending
 */

/**
 * @typedef {object} Running
 * @property {string} name as the user knows it
 * @property {string} log the file with its output
 * @property {Promise<Ending>} ended settles when the program has ended; never rejects
 * @property {() => Promise<Ending>} stop ends it and all that it started; may be called repeatedly
 * @property {() => number | undefined} pid
 */

/** @type {Set<Running>} */
const running = new Set();
let stopping = false;

/** Tells whether everything is being stopped, so that nothing long should be begun any more. */
export const isStopping = () => stopping;

/**
 * Starts a program under a supervisor, so that it ends with this process however this one ends.
 * Its output goes to a file.
 *
 * @param {object} options
 * @param {string} options.name as the user knows it
 * @param {string} options.command
 * @param {string[]} options.args
 * @param {string} options.cwd
 * @param {Record<string, string | undefined>} options.env the whole environment
 * @param {string} options.log the file for stdout and stderr; emptied first
 * @param {number} [options.graceMs] time between the request to end and the kill, milliseconds
 * @returns {Running}
 */
export function start({ name, command, args, cwd, env, log, graceMs = 8000 }) {
	mkdirSync(dirname(log), { recursive: true });
	const output = openSync(log, 'w');
	const supervisor = spawn(
		process.execPath,
		[SUPERVISOR, String(graceMs), command, ...args],
		// Detached: a Ctrl-C in the terminal reaches this process only, which ends things in order.
		{ cwd, env, stdio: ['pipe', output, output, 'pipe'], detached: true },
	);
	closeSync(output);
	// Writing to a supervisor that is gone must not bring this process down.
	supervisor.stdin?.on('error', () => {});

	/** @type {number | undefined} */
	let pid;
	/** @type {Ending | undefined} */
	let ending;
	let stopped = false;
	let unread = '';
	supervisor.stdio[3]?.on('data', (/** @type {Buffer} */ chunk) => {
		const lines = (unread + chunk.toString()).split('\n');
		unread = lines.pop() ?? '';
		for (const text of lines) {
			const message = JSON.parse(text);
			if (message.pid !== undefined) pid = message.pid;
			else
				ending = {
					code: message.code ?? null,
					signal: message.signal ?? null,
					...message,
					stopped,
				};
		}
	});

	/** @type {Promise<Ending>} */
	const ended = new Promise((resolve) => {
		supervisor.on('error', (error) =>
			resolve({ code: null, signal: null, error: error.message, stopped }),
		);
		supervisor.on('close', (code, signal) => {
			// A supervisor that was killed itself leaves its program behind.
			const orphaned = !ending && pid !== undefined ? killAndAwait(pid) : undefined;
			void Promise.resolve(orphaned).then(() =>
				resolve({ ...(ending ?? { code, signal }), stopped }),
			);
		});
	});

	/** @type {Running} */
	const handle = {
		name,
		log,
		ended,
		pid: () => pid,
		stop: () => {
			stopped = true;
			supervisor.stdin?.end();
			return ended;
		},
	};
	running.add(handle);
	void ended.then(() => running.delete(handle));
	return handle;
}

/** Ends every program that `start` began and that still runs, the youngest first. */
export async function stopAll() {
	stopping = true;
	for (const handle of [...running].reverse()) await handle.stop();
}

/**
 * Runs a program to its end.
 *
 * @param {Parameters<typeof start>[0] & { failure: string, explain?: (output: string) =>
 *   { reason?: string, advice?: string } | undefined }} options `failure` is the sentence for the
 *   user when it does not end well; `explain` finds reason and advice in its output
 * @returns {Promise<string>} its output
 * @throws {Failure} when it ends with another code than 0
 */
export async function run({ failure, explain, ...options }) {
	const ending = await start(options).ended;
	const output = readOutput(options.log);
	if (ending.code === 0) return output;
	// Whoever is told the reason in words need not read what the program said.
	const explained = explain?.(output);
	throw new Failure(failure, {
		...(explained ?? { reason: describeEnding(options.name, ending), tail: tail(output) }),
		log: options.log,
	});
}

/**
 * Says in words how a program ended.
 *
 * @param {string} name
 * @param {Ending} ending
 * @returns {string}
 */
export function describeEnding(name, ending) {
	if (ending.error) return `${name} could not be started: ${ending.error}.`;
	if (ending.signal) return `${name} was ended from outside (signal ${ending.signal}).`;
	return `${name} ended by itself with exit code ${ending.code}.`;
}

/**
 * Reads the output of a program so far, without colours; empty when there is none.
 *
 * @param {string} log
 * @returns {string}
 */
export function readOutput(log) {
	return existsSync(log) ? stripVTControlCharacters(readFileSync(log, 'utf8')) : '';
}

/**
 * Gives the last lines of an output that say something.
 *
 * @param {string} output
 * @param {number} [count]
 * @returns {string[]}
 */
export function tail(output, count = 12) {
	return output
		.split('\n')
		.map((text) => text.trimEnd().slice(0, 200))
		.filter((text) => text !== '')
		.slice(-count);
}
