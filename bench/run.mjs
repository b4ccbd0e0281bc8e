// `npm run bench`: measures the packed package in a real n8n against the sandbox, on this machine
// only, and compares it with n8n's own nodes doing the same.
//
//   npm run bench                         all of them, three rounds each: one to two hours
//   npm run bench -- send trigger         only these
//   npm run bench -- --rounds 5           more rounds
//   npm run bench -- --quick              small numbers, one round: tries the programs, measures nothing
//   npm run bench -- --pictures           keeps the results in bench/results and draws .github/pictures/bench.svg of all that is there
//
// Figures are only worth something on a machine that does nothing else; with two processors or more
// n8n and the sandbox do not take each other's time. In each round every contestant runs once, and
// the medians are compared. Each run has an account of its own at the sandbox, which must have
// accepted exactly what was sent: a benchmark that lost a message or sent one twice has failed.
// `queue` wants Redis and PostgreSQL (Debian: apt-get install -y redis-server postgresql).
//
// Tables are printed; artifacts/bench gets a JSON file of each (all samples), bench.svg and the logs. The
// exit code is 1 when a benchmark failed; targets that were not reached are printed and no failure.

import { parseArgs } from 'node:util';

import { ensureN8n } from '../sandbox/n8n/install.mjs';
import { ensureDependencies } from '../sandbox/setup/dependencies.mjs';
import { Failure, failureLines } from '../sandbox/setup/failure.mjs';
import { ensurePackage } from '../sandbox/setup/package.mjs';
import { stopAll } from '../sandbox/setup/processes.mjs';

const SIGNALS = /** @type {const} */ ({ SIGINT: 130, SIGTERM: 143, SIGHUP: 129 });
const USUAL_ROUNDS = 3;
const MOST_ROUNDS = 20;

/**
 * @throws {Failure} for a word that is not known
 */
function readArguments() {
	try {
		const { values, positionals } = parseArgs({
			allowPositionals: true,
			options: {
				rounds: { type: 'string' },
				quick: { type: 'boolean', default: false },
				pictures: { type: 'boolean', default: false },
			},
		});
		const rounds = Number(values.rounds ?? (values.quick ? 1 : USUAL_ROUNDS));
		if (Number.isInteger(rounds) && rounds >= 1 && rounds <= MOST_ROUNDS) {
			return { names: positionals, rounds, quick: values.quick, pictures: values.pictures };
		}
		throw new Error(`--rounds must be a number from 1 to ${MOST_ROUNDS}.`);
	} catch (error) {
		const reason = error instanceof Error ? error.message : String(error);
		throw new Failure('The arguments cannot be used.', { reason, advice: 'See bench/run.mjs' });
	}
}

/** Gives the number of benchmarks that failed. */
async function main() {
	const { names, ...options } = readArguments();
	await ensureDependencies();
	const { register } = await import('tsx/esm/api');
	register();
	const { BENCHES, runBenches } = await import('./program.mts');
	const known = BENCHES.map(({ name }) => name);
	const strange = names.find((name) => !known.includes(name));
	if (strange !== undefined) {
		const list = BENCHES.map(({ name, about }) => `  ${name.padEnd(10)} ${about}`).join('\n');
		throw new Failure(`There is no benchmark "${strange}".`, { advice: `Choose from:\n${list}` });
	}
	const tarball = await ensurePackage();
	const n8n = await ensureN8n();
	return await runBenches({ n8n, tarball, ...options, names: names.length > 0 ? names : known });
}

let ending = false;

/** @param {number} code */
async function finish(code) {
	if (ending) return;
	ending = true;
	await stopAll();
	// Folders are removed by whoever waits for the programs that have just ended.
	await new Promise((resolve) => setTimeout(resolve, 1000));
	process.exit(code);
}

for (const [signal, code] of Object.entries(SIGNALS)) process.on(signal, () => void finish(code));

try {
	await finish((await main()) === 0 ? 0 : 1);
} catch (error) {
	console.error(failureLines(error).join('\n'));
	await finish(1);
}
