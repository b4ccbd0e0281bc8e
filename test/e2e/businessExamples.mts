import assert from 'node:assert/strict';
import { test } from 'node:test';

import { nodeOutput } from '../../sandbox/n8n/executions.mts';
import type { StoredWorkflow, WorkflowContent } from '../../sandbox/n8n/types.mts';
import type { World } from './suite.mts';
import { readExample, start } from './support/acts.mts';
import { shoot } from './support/editor.mts';
import { productionUrl, reportTo, runNodes } from './support/runs.mts';
import { SENDER_NAMES } from './support/accounts.mts';
import type { Player } from './support/stage.mts';
import { eventually, node, viberNode } from './support/stage.mts';

type Row = Record<string, string | null>;

/** The examples for business messages as a user imports and runs them. */
export function businessExampleTests(world: World): void {
	/** The rows of a data table, as a workflow of its own reads them. */
	async function rowsOf(table: string): Promise<Row[]> {
		const { rest, workflow } = world.stage;
		const get = node(
			'Rows',
			'n8n-nodes-base.dataTable',
			{
				resource: 'row',
				operation: 'get',
				dataTableId: { __rl: true, mode: 'name', value: table },
				returnAll: true,
			},
			{ alwaysOutputData: true },
		);
		const { id } = await workflow(`Rows of ${table}`, [start(), get]);
		const execution = await rest.finishedExecution(await rest.run(id, 'Start'));
		const why = execution.data.resultData.error?.message ?? '';
		// An example makes its table with the first event.
		if (/not found/.test(why)) return [];
		assert.equal(execution.status, 'success', why);
		return nodeOutput(execution, 'Rows').map(({ json }) => json as Row);
	}

	/** Stores an example; what is replaced may depend on the address of its own trigger. */
	async function store(
		player: Player,
		file: string,
		replaced: (url: string) => Record<string, string>,
	): Promise<StoredWorkflow> {
		const asImported = readExample(file, player) as StoredWorkflow;
		const url = productionUrl(world.stage, asImported);
		return await world.stage.imported(readExample(file, player, replaced(url)));
	}

	const pathOf = ({ nodes }: WorkflowContent, name: string) =>
		String(nodes.find((one) => one.name === name)?.parameters['path']);

	test('order notice: on Viber or by SMS, kept with the order, and what people answer', async () => {
		const shop = await world.stage.player('Order notice', { provider: 'decisionTelecom' });
		const { rest, n8n } = world.stage;
		const workflow = await store(shop, 'order-notice', (url) => ({
			'PRODUCTION-URL-OF-THE-VIBER-TRIGGER': url,
			'SENDER-NAME': 'DemoShop',
			'PHONE-NUMBER': '+380 50 000 00 01',
		}));
		await rest.activate(workflow.id);
		const order = async (orderId: string, phone: string) => {
			const response = await fetch(
				`${n8n.address}/webhook/${pathOf(workflow, 'By another system')}`,
				{
					method: 'POST',
					headers: { 'content-type': 'application/json' },
					body: JSON.stringify({ orderId, phone }),
				},
			);
			const text = await response.text();
			assert.equal(response.status, 200, text);
			return JSON.parse(text) as Row;
		};
		const kept = await order('2001', '380500000010');
		assert.deepEqual([kept['orderId'], kept['phone']], ['2001', '380500000010']);
		assert.match(kept['messageId'] ?? '', /^\d+$/);
		// Marek never reads; Sofia has no Viber; the SMS to Iryna does not arrive; Daria has blocked.
		await order('2002', '380500000004');
		await order('2003', '380500000045');
		await order('2004', '380500000003');
		const byHand = await rest.finishedExecution(await rest.run(workflow.id, 'By hand'));
		assert.equal(byHand.status, 'success', byHand.data.resultData.error?.message);
		const rows = await eventually('news of all five', async () => {
			const all = await rowsOf('Viber order notices');
			return all.length === 5 && all.every(({ status }) => status) && all;
		});
		const shown = (all: Row[]) =>
			all
				.map(({ orderId, phone, status, channel }) => [orderId, phone, status, channel])
				.sort(([left], [right]) => String(left).localeCompare(String(right)));
		assert.deepEqual(shown(rows), [
			['1042', '380500000001', 'delivered', 'viber'],
			['2001', '380500000010', 'delivered', 'viber'],
			['2002', '380500000004', 'delivered', 'sms'],
			['2003', '380500000045', 'failed', 'sms'],
			['2004', '380500000003', 'failed', 'viber'],
		]);
		assert.match(rows.find(({ orderId }) => orderId === '2004')?.['why'] ?? '', /rejected/);

		await shop.control.write('380500000001', 'When does it come?');
		await eventually('the answer is in the row of its order', async () =>
			(await rowsOf('Viber order notices')).some(
				({ orderId, answer }) => orderId === '1042' && answer === 'When does it come?',
			),
		);
		assert.equal((await rowsOf('Viber order notices')).length, 5);
		const ended = await rest.executions(workflow.id, 100);
		assert.ok(ended.every(({ status }) => status === 'success'));
	});

	test('picture campaign: each row learns what became of its message', async () => {
		const shop = await world.stage.player('Picture campaign', { provider: 'messaggio' });
		const { rest, sandbox } = world.stage;
		const workflow = await store(shop, 'picture-campaign', () => ({
			'ADDRESS-OF-THE-PICTURE': `${sandbox.address}/media/samples/sunset.png`,
			'SENDER-NAME': SENDER_NAMES.messaggio,
			'PHONE-NUMBER-1': '+380 50 000 00 01',
			'PHONE-NUMBER-2': '380500000102',
			'PHONE-NUMBER-3': '050 000 00 01',
		}));
		await rest.activate(workflow.id);
		await reportTo(world.stage, shop, workflow);
		const execution = await rest.finishedExecution(await rest.run(workflow.id, 'By hand'));
		assert.equal(execution.status, 'success', execution.data.resultData.error?.message);
		assert.equal(nodeOutput(execution, 'Remember who got what').length, 2);
		const [nothing, ...others] = nodeOutput(execution, 'Who got nothing').map(({ json }) => json);
		assert.deepEqual(others, []);
		assert.deepEqual([nothing?.['phone'], nothing?.['name']], ['050 000 00 01', 'Sofia']);
		assert.match(String(nothing?.['why']), /country code/);
		await eventually('Olena may answer', async () =>
			(await shop.control.log()).some(({ name }) => name === 'seen'),
		);
		await shop.control.write('380500000001', 'Lovely!');
		// A message of another workflow: this one takes no notice of it.
		await runNodes(world.stage, 'Another message', [viberNode(shop, { to: '380500000002' })]);
		const rows = await eventually('all is in the table', async () => {
			const all = await rowsOf('Viber campaigns');
			const [olena, marek] = ['Olena', 'Marek'].map((who) => all.find(({ name }) => name === who));
			return olena?.['answer'] && olena['seenAt'] && marek?.['failedAt'] ? all : undefined;
		});
		assert.deepEqual(
			rows.map((row) => [row['phone'], row['name'], !!row['deliveredAt'], !!row['seenAt']]),
			[
				['380500000001', 'Olena', true, true],
				['380500000102', 'Marek', false, false],
			],
		);
		assert.deepEqual([rows[0]?.['answer'], rows[0]?.['failedAt']], ['Lovely!', null]);
		assert.match(rows[1]?.['why'] ?? '', /blocked/);
		const ids = nodeOutput(execution, 'Send the picture').map(({ json }) => json['messageId']);
		assert.deepEqual(
			rows.map(({ messageId }) => messageId),
			ids,
		);
		assert.match(rows[0]?.['campaign'] ?? '', /^campaign-\d{4}-\d\d-\d\d$/);
	});

	test('delivery dashboard: one row for each message, and a page with the numbers', async () => {
		const shop = await world.stage.player('Dashboard', { provider: 'decisionTelecom' });
		const { rest, n8n } = world.stage;
		const workflow = await store(shop, 'delivery-dashboard', () => ({}));
		await rest.activate(workflow.id);
		const page = async () => {
			const response = await fetch(`${n8n.address}/webhook/${pathOf(workflow, 'The page')}`);
			const text = await response.text();
			assert.equal(response.status, 200, text);
			assert.match(response.headers.get('content-type') ?? '', /^text\/html/);
			const cells = [...text.matchAll(/<tr><td>([^<]*)<\/td><td>([^<]*)<\/td><\/tr>/g)];
			return Object.fromEntries(cells.map(([, label = '', number]) => [label, Number(number)]));
		};
		const numbers = (...values: number[]) =>
			Object.fromEntries(
				[
					'Messages',
					'On their way',
					'Delivered',
					'– of these by SMS',
					'– of these seen',
					'Failed',
					'Answered',
				].map((label, index) => [label, values[index]]),
			);
		assert.deepEqual(await page(), numbers(0, 0, 0, 0, 0, 0, 0), 'before the first event');

		const options = { callbackUrl: productionUrl(world.stage, workflow) };
		const send = async (to: string, more: object = {}) =>
			await runNodes(world.stage, 'Dashboard: send', [viberNode(shop, { to, options, ...more })]);
		await send('380500000001', { twoWay: true });
		await send('380500000010');
		await send('380500000003');
		await send('380500000004', { smsText: 'By SMS' });
		await eventually('Olena has seen it', async () => (await page())['– of these seen'] === 1);
		await shop.control.write('380500000001', 'Thank you!');
		const expected = numbers(4, 0, 3, 1, 1, 1, 1);
		await eventually('all is counted', async () => {
			const { Answered, Failed: failed, Delivered } = await page();
			return Answered === 1 && failed === 1 && Delivered === 3;
		});
		assert.deepEqual(await page(), expected);
		const context = await world.browser.newContext({ viewport: { width: 800, height: 600 } });
		try {
			const seen = await context.newPage();
			await seen.goto(`${n8n.address}/webhook/${pathOf(workflow, 'The page')}`);
			await seen.getByText('Viber deliveries').first().waitFor();
			await shoot(seen, 'dashboard-page');
		} finally {
			await context.close();
		}
		const rows = await rowsOf('Viber deliveries');
		assert.equal(rows.length, 4);
		assert.ok(rows.every(({ provider }) => provider === 'decisionTelecom'));
		const byHand = await rest.finishedExecution(await rest.run(workflow.id, 'By hand'));
		assert.equal(byHand.status, 'success', byHand.data.resultData.error?.message);
		assert.equal(nodeOutput(byHand, 'Counts')[0]?.json['messages'], 4);
		const list = await rest.executions(workflow.id, 100);
		assert.ok(list.every(({ status }) => status === 'success'));
		// n8n has each address once, and the next test imports the same example.
		await rest.deactivate(workflow.id);
	});

	test('delivery dashboard: another provider needs another choice in one field', async () => {
		const shop = await world.stage.player('Dashboard, Messaggio', { provider: 'messaggio' });
		const { rest } = world.stage;
		const workflow = await store(shop, 'delivery-dashboard', () => ({
			'"provider": "decisionTelecom"': '"provider": "messaggio"',
			'Viber deliveries"': 'Deliveries of Messaggio"',
			'"viber-deliveries"': '"deliveries-of-messaggio"',
		}));
		await rest.activate(workflow.id);
		await reportTo(world.stage, shop, workflow);
		await runNodes(world.stage, 'Dashboard: Messaggio', [
			viberNode(shop, {
				to: '380500000001, 380500000101',
				options: { transactionId: 'order-1042', expiryText: 'By SMS' },
			}),
		]);
		const rows = await eventually('both arrive', async () => {
			const all = await rowsOf('Deliveries of Messaggio');
			return all.length === 2 && all.every((row) => row['deliveredAt']) && all;
		});
		assert.ok(rows.every((row) => row['transactionId'] === 'order-1042'));
		assert.ok(
			rows.some((row) => row['failedAt']),
			'Viber failed before the SMS arrived',
		);
	});
}
