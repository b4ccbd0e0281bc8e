import { randomUUID } from 'node:crypto';
import {
	mkdirSync,
	readFileSync,
	renameSync,
	rmSync,
	statSync,
	utimesSync,
	writeFileSync,
} from 'node:fs';
import { dirname } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';

const HEARTBEAT_MS = 4000;
/** A holder that is alive touches its file often; process ids alone are used again too soon. */
const STALE_MS = 30_000;

/** @param {string} path */
function holderOf(path) {
	try {
		const { pid, token } = JSON.parse(readFileSync(path, 'utf8'));
		return { pid: Number(pid), token: String(token), age: Date.now() - statSync(path).mtimeMs };
	} catch {
		return undefined;
	}
}

/** @param {number} pid */
function isAlive(pid) {
	try {
		process.kill(pid, 0);
		return true;
	} catch (error) {
		// Somebody else's process cannot be signalled, but it lives.
		return error instanceof Error && 'code' in error && error.code === 'EPERM';
	}
}

/**
 * Puts an abandoned lock aside. If another process was faster, its new lock is put back.
 *
 * @param {string} path
 * @param {string | undefined} token of the abandoned lock, undefined when its file is unreadable
 */
function clear(path, token) {
	const aside = `${path}.${randomUUID()}`;
	try {
		renameSync(path, aside);
	} catch {
		return;
	}
	if (holderOf(aside)?.token === token) rmSync(aside, { force: true });
	else renameSync(aside, path);
}

/**
 * Takes a lock file, or says who holds it. The lock of a process that ended without giving it back
 * is taken over.
 *
 * @param {string} path
 * @returns {{ release: () => void } | { heldBy: number }} `heldBy` is a process id
 */
export function tryLock(path) {
	mkdirSync(dirname(path), { recursive: true });
	const token = randomUUID();
	for (let attempt = 0; ; attempt++) {
		try {
			writeFileSync(path, JSON.stringify({ pid: process.pid, token }), { flag: 'wx' });
			break;
		} catch (error) {
			if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error;
		}
		const holder = holderOf(path);
		const abandoned = !holder || !isAlive(holder.pid) || holder.age > STALE_MS;
		if (!abandoned || attempt === 5) return { heldBy: holder?.pid ?? 0 };
		clear(path, holder?.token);
	}
	const heartbeat = setInterval(() => {
		try {
			utimesSync(path, new Date(), new Date());
		} catch {
			// The folder was removed under us; there is nothing left to protect.
		}
	}, HEARTBEAT_MS).unref();
	return {
		release: () => {
			clearInterval(heartbeat);
			if (holderOf(path)?.token === token) rmSync(path, { force: true });
		},
	};
}

/**
 * Takes a lock file, waiting while another process holds it.
 *
 * @param {string} path
 * @param {(pid: number) => void} waiting called each second with the holder's process id
 * @returns {Promise<() => void>} gives the lock back
 */
export async function lock(path, waiting) {
	for (;;) {
		const result = tryLock(path);
		if ('release' in result) return result.release;
		waiting(result.heldBy);
		await wait(1000);
	}
}
