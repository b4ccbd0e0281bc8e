// Runs one program and ends it, with everything it started, when whoever asked for it is gone.
//
//   node supervisor.mjs <grace in ms> <command> [arguments]
//
// The pipe on stdin is the life line: it closes when the parent ends in any way, SIGKILL included.
// Descriptor 3 tells the parent, one JSON object a line: {"pid"} first, {"code","signal"} last.

import { spawn } from 'node:child_process';
import { writeSync } from 'node:fs';
import { killGroup } from './killGroup.mjs';

const REPORT = 3;
const [grace = '5000', command = '', ...args] = process.argv.slice(2);

/** @param {object} message */
const tell = (message) => {
	try {
		writeSync(REPORT, `${JSON.stringify(message)}\n`);
	} catch {
		// The parent is gone; nobody is left to be told.
	}
};

// A group of its own, so that helper processes of the program can be ended together with it.
const child = spawn(command, args, { stdio: ['ignore', 'inherit', 'inherit'], detached: true });
let stopping = false;

function stop() {
	if (stopping || child.pid === undefined) return;
	stopping = true;
	const { pid } = child;
	killGroup(pid, 'SIGTERM');
	setTimeout(() => killGroup(pid, 'SIGKILL'), Number(grace));
}

child.on('spawn', () => tell({ pid: child.pid }));
child.on('error', (error) => {
	tell({ error: error.message });
	process.exit(1);
});
child.on('exit', (code, signal) => {
	// Helpers that outlive the program itself.
	if (child.pid !== undefined) killGroup(child.pid, 'SIGKILL');
	tell({ code, signal });
	process.exit(0);
});

process.stdin.on('end', stop).on('error', stop).resume();
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, stop);
