import assert from 'node:assert/strict';
import { Agent } from 'node:http';
import { after, before, test } from 'node:test';

import { callbacksFrom } from '../../../bench/support/callbacks.mts';
import { post } from '../../../bench/support/post.mts';
import { enter, openPlay, openStage, type Play } from '../../../bench/support/stage.mts';
import { viberTrigger } from '../../../bench/support/triggers.mts';
import { startN8n } from '../../../sandbox/n8n/run.mts';
import { killAndAwait } from '../../../sandbox/setup/killGroup.mjs';
import { settingFor } from './scene.mts';

/** As many executions as n8n lists at once. */
const CALLBACKS = 100;
const CONNECTIONS = 25;
/** In the middle, while others are being taken. */
const KILLED_AFTER = 40;
const LIMIT_MS = 60_000;

const textOf = (index: number) => `callback number ${index}.`;

/** One n8n process, killed with SIGKILL while callbacks come in. */
export function callbackTests(): void {
	const setting = settingFor('callbacks');
	let play: Play;

	before(async () => {
		play = await openPlay(setting, 'callbacks');
	});

	after(async () => await play?.close());

	test('every callback that was answered is on record after the restart', async () => {
		const stage = await openStage(setting, 'callbacks');
		const account = await play.account();
		const people = await account.crowd(CALLBACKS);
		const { url } = await viberTrigger(stage, account);
		const shots = callbacksFrom(url, account.token, people, textOf).entries();
		const agent = new Agent({ keepAlive: true, maxSockets: CONNECTIONS });
		const answered: string[] = [];
		let isKilled = false;
		await Promise.all(
			Array.from({ length: CONNECTIONS }, async () => {
				for (const [index, shot] of shots) {
					const answer = await post(shot, { agent, limitMs: LIMIT_MS }).catch(() => undefined);
					if (answer === undefined) return;
					assert.equal(answer.status, 200, answer.text);
					answered.push(textOf(index));
					if (answered.length < KILLED_AFTER || isKilled) continue;
					isKilled = true;
					await killAndAwait(stage.n8n.process.pid() ?? 0);
				}
			}),
		);
		agent.destroy();
		assert.ok(answered.length < CALLBACKS, 'it was killed before the end');

		const { n8n, folder, logs } = setting;
		const home = `${folder}/callbacks`;
		const again = await startN8n({ n8n, home, log: `${logs}/callbacks-again.log` });
		try {
			const { rest } = await enter(again);
			const [workflow] = await rest.workflows();
			assert.ok(workflow);
			const listed = await rest.executions(workflow.id, CALLBACKS);
			const recorded: string[] = [];
			for (const { id } of listed) recorded.push(JSON.stringify(await rest.execution(id)));
			const lost = answered.filter((text) => !recorded.some((one) => one.includes(text)));
			assert.deepEqual(lost, [], `${answered.length} answered, ${recorded.length} on record`);
		} finally {
			await again.close();
		}
	});
}
