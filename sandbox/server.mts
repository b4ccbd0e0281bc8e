import { createApp } from './app.mts';
import type { AddressInfo } from 'node:net';
import { parseArgs } from 'node:util';

/**
 * Runs the sandbox on this machine only: `node --import tsx sandbox/server.mts [--port 5691]`. Port 0
 * takes any free port. The first line on stdout is JSON with the address.
 */
const DEFAULT_PORT = '5691';

function leave(sentence: string): never {
	process.stderr.write(`${sentence}\n`);
	process.exit(1);
}

function readPort(): number {
	try {
		const { values } = parseArgs({ options: { port: { type: 'string', default: DEFAULT_PORT } } });
		const port = Number(values.port);
		if (/^\d+$/.test(values.port) && port <= 65_535) return port;
	} catch {
		return leave('Usage: node --import tsx sandbox/server.mts [--port <number>]');
	}
	return leave('--port must be a number from 0 to 65535.');
}

const port = readPort();
const app = createApp();
let leaving = false;

async function shutDown(): Promise<void> {
	if (leaving) return;
	leaving = true;
	await app.close();
	process.exit(0);
}

process.on('SIGTERM', () => void shutDown());
process.on('SIGINT', () => void shutDown());

if (process.env.SANDBOX_PARENT === 'stdin') {
	// Whoever started the sandbox holds the other end; when they die it closes, however they died.
	process.stdin.on('close', () => void shutDown());
	process.stdin.resume();
}

try {
	await app.listen({ host: '127.0.0.1', port });
	const address = app.server.address() as AddressInfo;
	process.stdout.write(`${JSON.stringify({ listening: `http://127.0.0.1:${address.port}` })}\n`);
} catch (error) {
	const code = (error as NodeJS.ErrnoException).code ?? '';
	if (code === 'EADDRINUSE') {
		leave(`Port ${port} is taken by another program: stop it or choose another with --port.`);
	}
	if (code === 'EACCES') leave(`This user may not listen on port ${port}: choose one above 1023.`);
	leave(`The sandbox could not start: ${(error as Error).message}`);
}
