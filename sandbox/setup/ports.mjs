import { createServer } from 'node:net';
import { Failure } from './failure.mjs';

const LOOPBACK = '127.0.0.1';

/**
 * Listens on a loopback port for a moment.
 *
 * @param {number} port 0 for any free one
 * @returns {Promise<number>} the port; rejects when it cannot be had
 */
function probe(port) {
	return new Promise((resolve, reject) => {
		const server = createServer();
		server.on('error', reject);
		server.listen(port, LOOPBACK, () => {
			const address = server.address();
			server.close(() => resolve(typeof address === 'object' && address ? address.port : port));
		});
	});
}

/**
 * Gives a loopback port that was free a moment ago.
 *
 * @returns {Promise<number>}
 */
export async function freePort() {
	return await probe(0);
}

/**
 * Reads a port from an environment variable.
 *
 * @param {string} variable
 * @param {number} fallback when the variable is not set
 * @returns {number}
 * @throws {Failure} when it is not a port
 */
export function portFrom(variable, fallback) {
	const text = process.env[variable];
	if (text === undefined || text === '') return fallback;
	const port = Number(text);
	if (Number.isInteger(port) && port > 0 && port < 65_536) return port;
	throw new Failure(`${variable} is "${text}", which is no port.`, {
		advice: `Set ${variable} to a number from 1 to 65535, or leave it out.`,
	});
}

/**
 * Checks that ports are free on this machine.
 *
 * @param {{ name: string, port: number, variable: string }[]} ports `name` is what will listen
 *   there, `variable` the environment variable that sets another port
 * @throws {Failure} for the first that is not
 */
export async function ensurePortsFree(ports) {
	for (const { name, port, variable } of ports) {
		try {
			await probe(port);
		} catch (error) {
			const code = error instanceof Error && 'code' in error ? error.code : error;
			const taken = code === 'EADDRINUSE';
			throw new Failure(`Port ${port}, meant for ${name}, cannot be used.`, {
				reason: taken
					? 'Another program on this machine listens there.'
					: `The system said ${code}.`,
				advice: `Stop that program, or choose another port: ${variable}=${port + 100} npm start`,
			});
		}
	}
}
