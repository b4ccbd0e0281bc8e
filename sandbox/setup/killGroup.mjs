import { spawnSync } from 'node:child_process';
import { setTimeout as wait } from 'node:timers/promises';

/**
 * Sends a signal to a process that leads a group and to all of its group.
 *
 * @param {number} pid the process that was started with `detached`
 * @param {'SIGTERM' | 'SIGKILL' | 0} signal 0 only asks whether anybody is there
 * @returns {boolean} whether there was anybody left to get it
 */
export function killGroup(pid, signal) {
	if (process.platform === 'win32') {
		// Windows has neither groups nor polite signals; its own tool ends a process with its children.
		if (signal !== 0) spawnSync('taskkill', ['/pid', String(pid), '/T', '/F'], { stdio: 'ignore' });
		return false;
	}
	try {
		return process.kill(-pid, signal);
	} catch {
		return false;
	}
}

/**
 * Kills a group and waits, a few seconds at most, until nobody is left in it.
 *
 * @param {number} pid the process that leads the group
 */
export async function killAndAwait(pid) {
	killGroup(pid, 'SIGKILL');
	for (let tries = 0; tries < 100 && killGroup(pid, 0); tries++) await wait(30);
}
