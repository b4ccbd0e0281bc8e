import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { ensureN8n } from '../n8n/install.mjs';
import { chosenRuntime, RUNTIMES } from '../n8n/runtimes.mjs';
import { ensureDependencies } from './dependencies.mjs';
import { Failure, failureLines } from './failure.mjs';
import { cacheFolder, logFile } from './folders.mjs';
import { tryLock } from './lock.mjs';
import { ensurePackage } from './package.mjs';
import { ensurePortsFree, portFrom } from './ports.mjs';
import { stopAll } from './processes.mjs';
import { fallSilent, heading } from './report.mjs';
import { reloadSettings, watchPackage, WATCHED } from './watch.mjs';

const USAGE = `npm start                    show a Viber message going through a real n8n, and stay
npm start -- --once          the same, but end after the round trip (exit code 0 or 1)
npm start -- --fresh         forget the n8n of earlier starts first
npm run dev                  the same as npm start, and on each change in nodes/, credentials/ or
                             vendor/ the package is rebuilt and loaded again by n8n
npm start -- --n8n 1.123.81  on another n8n; also by environment variable: N8N_RUNTIME. Known are
                             ${RUNTIMES.map(({ name }) => name).join(', ')}

Ports on this machine, by environment variable: N8N_PORT (5690), SANDBOX_PORT (5691),
N8N_RUNNERS_BROKER_PORT (5692). Everything that is downloaded or remembered is kept in
${cacheFolder()}
(N8N_NODES_VIBER_CACHE names another folder).`;

const SIGNALS = /** @type {const} */ ({ SIGINT: 130, SIGTERM: 143, SIGHUP: 129 });

/** @typedef {{ once: boolean, fresh: boolean, watch: boolean, help: boolean, runtime: Runtime }} Options */

/** @typedef {import('../n8n/runtimes.mjs').Runtime} Runtime */

/**
 * @param {string[]} args
 * @returns {Options}
 * @throws {Failure} for a word that is not known
 */
function readArguments(args) {
	const known = ['--once', '--fresh', '--watch', '--help', '--n8n'];
	const strange = args.find((word, at) => !known.includes(word) && args[at - 1] !== '--n8n');
	if (strange !== undefined) {
		throw new Failure(`"${strange}" is not known here.`, { advice: 'See npm start -- --help' });
	}
	const has = (/** @type {string} */ word) => args.includes(word);
	return {
		once: has('--once'),
		fresh: has('--fresh'),
		watch: has('--watch'),
		help: has('--help'),
		runtime: chosenRuntime(args),
	};
}

/**
 * Takes the folder with the state of n8n for this process alone.
 *
 * @param {string} home
 * @returns {() => void} gives it back
 * @throws {Failure} when another start uses it
 */
function takeHome(home) {
	const result = tryLock(`${home}.lock`);
	if ('release' in result) return result.release;
	throw new Failure('npm start runs already on this machine.', {
		reason: `Process ${result.heldBy} uses ${home}.`,
		advice: 'Use that one, or stop it with Ctrl-C in its window first.',
	});
}

/**
 * Prepares everything and opens the session.
 *
 * @param {Options} options
 * @param {(undo: () => void) => void} onExit takes what must be done at the end in any case
 * @returns {Promise<import('../n8n/session.mts').Session>}
 */
async function prepare({ fresh, watch, runtime }, onExit) {
	heading('n8n-nodes-viber: a Viber message through a real n8n');
	const home = join(cacheFolder(), `home-${runtime.version}`);
	const ports = {
		n8n: portFrom('N8N_PORT', 5690),
		sandbox: portFrom('SANDBOX_PORT', 5691),
		broker: portFrom('N8N_RUNNERS_BROKER_PORT', 5692),
	};
	onExit(takeHome(home));
	// Before anything long: nobody likes to wait minutes for this.
	await ensurePortsFree([
		{ name: 'n8n', port: ports.n8n, variable: 'N8N_PORT' },
		{ name: 'the sandbox', port: ports.sandbox, variable: 'SANDBOX_PORT' },
		{ name: "n8n's task broker", port: ports.broker, variable: 'N8N_RUNNERS_BROKER_PORT' },
	]);
	if (fresh) rmSync(home, { recursive: true, force: true });

	await ensureDependencies();
	const tarball = await ensurePackage();
	const n8n = await ensureN8n(runtime);

	// The rest is TypeScript, which Node.js 20 reads with the help of a tool installed just now.
	const { register } = await import('tsx/esm/api');
	register();
	const { openSession } = await import('../n8n/session.mts');
	const settings = watch ? reloadSettings(n8n.version) : {};
	const session = await openSession({ n8n, tarball, home, ports, settings });
	if (watch) await watchPackage(home, logFile('n8n'));
	return session;
}

/**
 * The program `npm start`. Ends the process itself: 0 after `--once` or Ctrl-C in a running session,
 * 1 with a reason when a step failed.
 *
 * @param {string[]} args
 */
export async function main(args) {
	/** @type {(() => void)[]} */
	const undo = [];
	let ready = false;
	let ending = false;

	/** @param {number} code */
	const finish = async (code) => {
		if (ending) return;
		ending = true;
		fallSilent();
		await stopAll();
		// Steps that have just lost their program tidy up after themselves.
		await new Promise((resolve) => setImmediate(resolve));
		for (const step of undo) step();
		process.exit(code);
	};
	/** @param {unknown} error */
	const fail = async (error) => {
		// While everything is being stopped, waiting steps fail; that is no news.
		if (ending) return;
		console.error(`\n${failureLines(error).join('\n')}`);
		await finish(1);
	};

	for (const [signal, code] of Object.entries(SIGNALS)) {
		process.on(signal, () => {
			if (!ending) console.log(`${process.stdout.isTTY ? '\r\x1b[2K' : ''}\nStopping …`);
			void finish(ready && signal === 'SIGINT' ? 0 : code);
		});
	}
	process.on('uncaughtException', fail);
	process.on('unhandledRejection', fail);
	// Whoever read the output has gone: nobody is left to show anything to.
	process.stdout.on('error', () => void finish(1));

	try {
		const options = readArguments(args);
		if (options.help) {
			console.log(USAGE);
			return;
		}
		const session = await prepare(options, (step) => undo.push(step));
		if (options.once) {
			await finish(0);
			return;
		}
		ready = true;
		session.welcome();
		if (options.watch) heading(`Change a file in ${WATCHED}, and see it in n8n.`);
		await session.broken;
	} catch (error) {
		await fail(error);
	}
}
