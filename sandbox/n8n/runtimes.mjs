import { Failure } from '../setup/failure.mjs';

/**
 * One n8n on one version of Node.js. `version` is also the name of the folder with its recipe.
 *
 * @typedef {object} Runtime
 * @property {string} name
 * @property {string} version of n8n
 * @property {string} nodePackage folder in `node_modules` that holds its Node.js
 * @property {Record<string, string>} settings what this n8n needs beside the usual, by environment
 *   variable
 */

/** What whoever runs 1.x should set. */
const V1_SETTINGS = {
	// Without a pool, which n8n itself calls deprecated, events that come at the same moment meet in
	// the middle of each other's transactions, and writing one row of a data table makes two.
	DB_SQLITE_POOL_SIZE: '4',
	// In queue mode 1.x runs again what a dead worker had in hand, and so sends it again; 2.x never.
	QUEUE_WORKER_MAX_STALLED_COUNT: '0',
};

/**
 * Every runtime that `npm start` and the end-to-end suite know; the first is the usual one, and of
 * several with the same n8n the first is meant by its version alone.
 *
 * @type {readonly [Runtime, ...Runtime[]]}
 */
export const RUNTIMES = [
	{ name: '2.41.1-node24', version: '2.41.1', nodePackage: 'node', settings: {} },
	{ name: '1.123.81-node22', version: '1.123.81', nodePackage: 'node', settings: V1_SETTINGS },
	{
		name: '1.123.81-node20',
		version: '1.123.81',
		nodePackage: 'node-20',
		// The new engine loads a native module that wants Node.js 22.
		settings: { ...V1_SETTINGS, N8N_EXPRESSION_ENGINE: 'legacy' },
	},
];

/**
 * Finds the runtime that the user asks for: by its name or by the version of n8n, in the argument
 * `--n8n`, else in the environment variable N8N_RUNTIME, else the usual one.
 *
 * @param {string[]} [args]
 * @returns {Runtime}
 * @throws {Failure} when there is no such runtime, or `--n8n` has nothing after it
 */
export function chosenRuntime(args = []) {
	const at = args.indexOf('--n8n');
	const asked = at < 0 ? process.env['N8N_RUNTIME'] || RUNTIMES[0].name : (args[at + 1] ?? '');
	const found = RUNTIMES.find(({ name, version }) => asked === name || asked === version);
	if (found) return found;
	throw new Failure(`"${asked}" is no runtime that is known here.`, {
		advice: `Choose one of: ${RUNTIMES.map(({ name }) => name).join(', ')}.`,
	});
}
