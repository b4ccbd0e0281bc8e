import { Failure } from '../setup/failure.mjs';
import { logFile } from '../setup/folders.mjs';
import { describeEnding, readOutput, tail, type Running } from '../setup/processes.mjs';
import { heading, line, step } from '../setup/report.mjs';
import { Demo } from './demo.mts';
import { N8nError } from './http.mts';
import type { InstalledN8n } from './install.mjs';
import { N8nRest } from './rest.mts';
import { roundTrip } from './roundTrip.mts';
import { hasState, startN8n } from './run.mts';
import { startSandbox } from './viberSandbox.mts';

/** What a session needs; see `setup/main.mjs`. */
export interface SessionOptions {
	n8n: InstalledN8n;
	tarball: string;
	/** The user folder of n8n, kept from one start to the next. */
	home: string;
	ports: { n8n: number; broker: number; sandbox: number };
	/** More settings of n8n, by environment variable. */
	settings?: Record<string, string>;
}

/** A session after its round trip. */
export interface Session {
	/** Never resolves; rejects with a Failure when n8n or the sandbox is gone. */
	broken: Promise<never>;
	/** Prints where to look and how to sign in. */
	welcome: () => void;
}

/** Rejects when a program ends without having been asked to. */
async function death(child: Running): Promise<never> {
	const ending = await child.ended;
	if (ending.stopped) return await new Promise<never>(() => {});
	throw new Failure(`${child.name} is gone, so everything else was stopped.`, {
		reason: describeEnding(child.name, ending),
		tail: tail(readOutput(child.log), 6),
		log: child.log,
	});
}

/**
 * Starts the sandbox and n8n, puts owner, credential and example workflows into n8n and performs the
 * round trip, telling about each step.
 *
 * @throws Failure, with a reason for the user, when a step fails or a program is gone meanwhile;
 *   programs that run by then are left to `stopAll`
 */
export async function openSession(options: SessionOptions): Promise<Session> {
	const { n8n, tarball, home, ports } = options;

	const sandbox = await step('The sandbox', async ({ done }) => {
		const started = await startSandbox({ port: ports.sandbox, log: logFile('sandbox') });
		done(`plays Viber at ${started.address}`);
		return started;
	});
	const server = await step('n8n itself', async ({ doing, done }) => {
		doing(hasState(home) ? 'starting' : 'starting for the first time, preparing its database');
		const started = await Promise.race([
			death(sandbox.process),
			startN8n({
				n8n,
				home,
				tarball,
				port: ports.n8n,
				brokerPort: ports.broker,
				log: logFile('n8n'),
				settings: options.settings,
			}),
		]);
		done(`runs at ${started.address}`);
		return started;
	});

	const broken = Promise.race([death(sandbox.process), death(server.process)]);
	// It may reject while nobody waits for it; whoever does wait hears of it all the same.
	broken.catch(() => {});
	const rest = new N8nRest(server.address, server.version);
	const demo = new Demo(rest, sandbox.control, home);
	try {
		await Promise.race([broken, furnish(rest, demo, sandbox.control)]);
	} catch (error) {
		// A refused request may be the first sign that a program is about to be gone.
		if (!(error instanceof N8nError)) throw error;
		const failure = new Failure('n8n did not do what was asked.', {
			reason: error.message,
			log: server.process.log,
		});
		throw await Promise.race([broken.catch((gone: unknown) => gone), pause(failure)]);
	}
	return { broken, welcome: () => welcome(server.address, sandbox.address, demo) };
}

async function pause(failure: Failure): Promise<Failure> {
	return await new Promise((resolve) => setTimeout(() => resolve(failure), 1000));
}

async function furnish(
	rest: N8nRest,
	demo: Demo,
	control: Awaited<ReturnType<typeof startSandbox>>['control'],
): Promise<void> {
	await step('Owner of n8n', async ({ done }) => done(await demo.signIn()));
	const bot = await control.bot();
	const credential = await step('Credential', async ({ done }) => {
		const stored = await demo.credential(bot);
		done(`"${stored.name}", tested by n8n`);
		return stored;
	});
	const workflows = await step('Workflows', async ({ done }) => {
		const echo = await demo.workflow('echo-bot', credential, bot);
		const send = await demo.workflow('send-on-demand', credential, bot);
		await demo.connectTrigger(echo);
		done(`"${echo.name}" and "${send.name}", published`);
		return { echo, send };
	});

	heading('The round trip');
	for await (const leg of roundTrip({ rest, sandbox: control, ...workflows })) {
		line(leg.what, `${leg.id}  ${leg.text}`);
	}
	line('compared', 'every id is the same, digit by digit, in n8n and in the log of the sandbox');
}

function welcome(n8nAddress: string, phoneAddress: string, demo: Demo): void {
	const { email, password } = demo.owner;
	heading('Open in your browser');
	line('The phone', `${phoneAddress}/`);
	line('n8n', `${n8nAddress}/`);
	line('  e-mail', email);
	line('  password', password);
	heading('Write on the phone and watch the answer come. Ctrl-C stops everything.');
}
