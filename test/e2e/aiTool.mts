import assert from 'node:assert/strict';
import { test } from 'node:test';

import type { WorkflowNode } from '../../sandbox/n8n/types.mts';
import type { World } from './suite.mts';
import { CALLBACK_SECRET } from './support/accounts.mts';
import { chat, start } from './support/acts.mts';
import type { ChatRequest, Line } from './support/model.mts';
import { startModel } from './support/model.mts';
import { listener } from './support/runs.mts';
import type { Player } from './support/stage.mts';
import { node, person, viberNode } from './support/stage.mts';

const OLENA = '380500000001';
const TEXT = 'Your order 1042 is on its way';
const TO_HINT = 'Phone number with the country code, such as 380500000001';

const FROM_MODEL = {
	to: `={{ $fromAI('To', '${TO_HINT}', 'string') }}`,
	text: "={{ $fromAI('Text', 'What to tell the person', 'string') }}",
};

/** The node as the tool of n8n's own AI Agent, with a model that says what the test has written. */
export function aiToolTests(world: World): void {
	/** Lets an agent work until its last words. */
	async function askAgent(
		name: string,
		player: Player,
		lines: Line[],
		more: Record<string, unknown> = {},
	) {
		const { rest, n8n } = world.stage;
		// n8n 1.x ends the execution with a tool that fails, whatever the tool, unless it is to go on.
		const goesOn = n8n.version.startsWith('1.') ? { onError: 'continueRegularOutput' } : {};
		const model = await startModel(lines);
		try {
			const account = await rest.saveCredential({
				name: `${name}: model`,
				type: 'openAiApi',
				data: { apiKey: 'dummy-model-key', url: model.baseUrl, header: false },
			});
			const nodes: WorkflowNode[] = [
				start(),
				node(
					'Agent',
					'@n8n/n8n-nodes-langchain.agent',
					{ promptType: 'define', text: 'Tell Olena that her order is on its way', options: {} },
					{ typeVersion: 3 },
				),
				node(
					'Model',
					'@n8n/n8n-nodes-langchain.lmChatOpenAi',
					{ model: { __rl: true, mode: 'id', value: 'scripted' }, options: { maxRetries: 0 } },
					{ typeVersion: 1.2, credentials: { openAiApi: { id: account.id, name: account.name } } },
				),
				{
					...viberNode(player, FROM_MODEL, { ...goesOn, ...more }),
					type: 'n8n-nodes-viber.viberTool',
				},
			];
			const toAgent = (type: string) => ({ [type]: [[{ node: 'Agent', type, index: 0 }]] });
			const connections = {
				Start: toAgent('main'),
				Model: toAgent('ai_languageModel'),
				Viber: toAgent('ai_tool'),
			};
			const settings = { executionOrder: 'v1' };
			const { id } = await rest.saveWorkflow({ name, nodes, connections, settings });
			const execution = await rest.finishedExecution(await rest.run(id, 'Start'), 40_000);
			const output = execution.data.resultData.runData['Agent']?.at(-1)?.data?.main?.[0]?.[0];
			return { requests: model.requests, status: execution.status, output: output?.json['output'] };
		} finally {
			await model.close();
		}
	}

	/** What the tool gave back, as the model reads it. */
	function resultIn(request: ChatRequest | undefined): string {
		const [result, ...more] = request?.messages.filter(({ role }) => role === 'tool') ?? [];
		assert.equal(more.length, 0, 'one result');
		return String(result?.content);
	}

	const assertNoSecrets = (requests: ChatRequest[], { data }: Player) => {
		const told = JSON.stringify(requests);
		for (const secret of [data['apiKey'], data['authToken'], CALLBACK_SECRET]) {
			assert.ok(secret === undefined || !told.includes(secret), 'the model learns no secret');
		}
	};

	test('the model sends a message, once, and reads its ID', async () => {
		const shop = await world.stage.player('AI: sends', { provider: 'decisionTelecom' });
		const lines = [{ To: '+38 (050) 000-00-01', Text: TEXT }, 'Olena has been told.'];
		const { requests, status, output } = await askAgent('AI: sends', shop, lines);
		assert.deepEqual([status, output], ['success', 'Olena has been told.']);
		const tools = requests[0]?.tools?.map((one) => one.function) ?? [];
		assert.deepEqual(
			tools.map(({ name, description }) => [name, description]),
			[['Viber', 'Send a message in Viber']],
		);
		assert.deepEqual(tools[0]?.parameters.properties, {
			To: { type: 'string', description: TO_HINT },
			Text: { type: 'string', description: 'What to tell the person' },
		});
		assert.deepEqual(tools[0]?.parameters.required, ['To', 'Text']);

		const sent = (await shop.control.log()).filter(({ name }) => name === 'send-viber');
		assert.equal(sent.length, 1);
		const messages = await chat(shop, OLENA);
		assert.deepEqual(
			messages.map(({ text }) => text),
			[TEXT],
		);
		assert.deepEqual(JSON.parse(resultIn(requests[1])), [
			{
				provider: 'decisionTelecom',
				to: OLENA,
				messageId: messages[0]?.token,
				status: 'accepted',
			},
		]);
		assertNoSecrets(requests, shop);
	});

	test('a bad phone number: the model is told what to do, and nothing is sent', async () => {
		const shop = await world.stage.player('AI: bad number', { provider: 'decisionTelecom' });
		const lines = [{ To: 'Olena', Text: TEXT }, 'I need her number.'];
		const { requests, output } = await askAgent('AI: bad number', shop, lines);
		assert.equal(output, 'I need her number.');
		const result = resultIn(requests[1]);
		assert.match(result, /'To' .*phone number/);
		assert.match(result, /country code/);
		assert.deepEqual(await shop.control.log(), []);
		assertNoSecrets(requests, shop);
	});

	test('a refusal: the model is told why, and what to do', async () => {
		const bot = await world.stage.player('AI: refused');
		await listener(world.stage, bot, ['delivered']);
		const lines = [{ To: person(bot, 'Sofia').id, Text: TEXT }, 'She has to write first.'];
		const { requests, output } = await askAgent('AI: refused', bot, lines);
		assert.equal(output, 'She has to write first.');
		const result = resultIn(requests[1]);
		assert.match(result, /receiverNotSubscribed, code 6/);
		assert.match(result, /write to the bot first/);
		assertNoSecrets(requests, bot);
	});

	test('a lost answer: with Retry On Fail, too, the message is sent once', async () => {
		const bot = await world.stage.player('AI: lost answer');
		await listener(world.stage, bot, ['delivered']);
		await bot.control.faults({ resetAfter: 1 });
		const lines = [{ To: person(bot, 'Olena').id, Text: TEXT }, 'Perhaps she knows.'];
		const retry = { retryOnFail: true, maxTries: 3, waitBetweenTries: 100 };
		const { requests, output } = await askAgent('AI: lost answer', bot, lines, retry);
		assert.equal(output, 'Perhaps she knows.');
		assert.match(resultIn(requests[1]), /Outcome unknown.*may have been sent/s);
		const sent = await chat(bot, person(bot, 'Olena').id);
		assert.deepEqual(
			sent.map(({ text }) => text),
			[TEXT],
		);
	});
}
