import { randomInt } from 'node:crypto';
import { once } from 'node:events';
import type { Server, Socket } from 'node:net';
import { connect, createServer } from 'node:net';

/** A door to a server, at a port that stays the same however often it is shut and opened. */
export interface Door {
	origin: string;
	/** Breaks all connections off; from then on none comes about. */
	shut(): Promise<void>;
	/** @throws when another program has taken the port in the meantime */
	open(): Promise<void>;
}

/** Ports that no system gives out by itself, so that nobody gets one that was left for a moment. */
const LOWEST = 20_000;
const HIGHEST = 30_000;

/** Opens a door on the loopback interface that leads to a server there. */
export async function openDoor(origin: string): Promise<Door> {
	const { hostname, port: target } = new URL(origin);
	const sockets = new Set<Socket>();
	let server: Server;
	const listen = async (port: number) => {
		server = createServer((visitor) => {
			const inside = connect(Number(target), hostname);
			for (const socket of [visitor, inside]) {
				sockets.add(socket);
				socket.on('close', () => sockets.delete(socket));
				socket.on('error', () => socket.destroy());
			}
			visitor.on('close', () => inside.destroy()).pipe(inside);
			inside.on('close', () => visitor.destroy()).pipe(visitor);
		});
		server.listen(port, '127.0.0.1');
		await once(server, 'listening');
	};
	const port = await freePort(listen);
	return {
		origin: `http://127.0.0.1:${port}`,
		async shut() {
			for (const socket of sockets) socket.resetAndDestroy();
			server.close();
			await once(server, 'close');
		},
		open: async () => await listen(port),
	};
}

async function freePort(listen: (port: number) => Promise<void>): Promise<number> {
	for (;;) {
		const port = randomInt(LOWEST, HIGHEST);
		try {
			await listen(port);
			return port;
		} catch (error) {
			if ((error as NodeJS.ErrnoException).code !== 'EADDRINUSE') throw error;
		}
	}
}
