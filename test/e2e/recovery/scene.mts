import assert from 'node:assert/strict';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';

import type { Acceptance, BenchAccount } from '../../../bench/support/account.mts';
import type { Setting } from '../../../bench/support/types.mts';
import { MEASURED } from '../../../bench/support/workflows.mts';
import { nodeOutput, type Execution } from '../../../sandbox/n8n/executions.mts';
import type { InstalledN8n } from '../../../sandbox/n8n/install.mjs';

/** Long enough for whatever was on its way to the sandbox, or would be repeated, to be counted. */
const SETTLING_MS = 2500;
const POLL_MS = 50;

const variable = (name: string): string => {
	const value = process.env[name];
	if (value === undefined) throw new Error(`${name} is missing: run npm run test:recovery`);
	return value;
};

/** What programs that start n8n are given, with a folder of their own for what they store. */
export function settingFor(name: string): Setting {
	const folder = join(variable('E2E_HOME'), name);
	const logs = join(variable('E2E_ARTIFACTS'), name);
	mkdirSync(folder, { recursive: true });
	mkdirSync(logs, { recursive: true });
	return {
		n8n: JSON.parse(variable('E2E_N8N')) as InstalledN8n,
		tarball: variable('E2E_TARBALL'),
		folder,
		logs,
		rounds: 1,
		quick: true,
		say: () => {},
	};
}

/** Waits until an account has been called so often since a line of its record. */
export async function called(account: BenchAccount, since: number, times: number): Promise<void> {
	const end = Date.now() + 60_000;
	while ((await account.lines(since)) - since < times) {
		assert.ok(Date.now() < end, `the sandbox was not called ${times} times`);
		await wait(POLL_MS);
	}
}

/** What the sandbox has accepted, once nothing more is coming. */
export async function settled(account: BenchAccount): Promise<Acceptance[]> {
	await wait(SETTLING_MS);
	return await account.acceptances();
}

/** One message to one person. */
const nameOf = ({ to, text }: { to: string; text: string }) => `${to}: ${text}`;

/** Gives the ID of each accepted message. @throws AssertionError when one was accepted twice */
export function idsOf(accepted: readonly Acceptance[]): Map<string, string> {
	const ids = new Map(accepted.map((one) => [nameOf(one), one.id]));
	const twice = accepted.map(nameOf).filter((name, index, all) => all.indexOf(name) !== index);
	assert.deepEqual(twice, [], 'accepted twice');
	return ids;
}

/** What the Viber node said of each of its items, in a run that came to its end. */
export function toldBy(
	execution: Execution,
	wanted: ReadonlyArray<{ to: string; text: string }>,
): Map<string, string> {
	const items = nodeOutput(execution, MEASURED);
	assert.equal(items.length, wanted.length, 'one item for each message');
	return new Map(
		items.map(({ json }, index) => {
			const { status, messageId } = json as { status: string; messageId: string | null };
			return [nameOf(wanted[index] ?? { to: '', text: '' }), messageId ?? status];
		}),
	);
}
