import assert from 'node:assert/strict';
import { test } from 'node:test';

import { nodeOutput } from '../../sandbox/n8n/executions.mts';
import type { WorkflowNode } from '../../sandbox/n8n/types.mts';
import type { World } from './suite.mts';
import { chat } from './support/acts.mts';
import { pictureNode, runNodes } from './support/runs.mts';
import type { Player } from './support/stage.mts';
import { credentialsOf, node } from './support/stage.mts';

const [OLENA, MAREK] = ['380500000001', '380500000002'] as const;

/** n8n's own HTTP Request node with the credentials of this package. */
export function httpRequestTests(world: World): void {
	const messaggio = async (name: string): Promise<Player> =>
		await world.stage.player(`HTTP Request: ${name}`, { provider: 'messaggio' });

	const request = (
		player: Player,
		parameters: Record<string, unknown>,
		typeVersion = world.stage.rest.line.httpRequestVersion,
	): WorkflowNode =>
		node(
			'Request',
			'n8n-nodes-base.httpRequest',
			{
				authentication: 'predefinedCredentialType',
				nodeCredentialType: player.credential.type,
				options: {},
				...parameters,
			},
			{ typeVersion, credentials: credentialsOf(player) },
		);

	test('DecisionTelecom: sends JSON', async () => {
		const shop = await world.stage.player('HTTP Request: JSON', { provider: 'decisionTelecom' });
		const parameters = {
			method: 'POST',
			url: `${shop.bot.baseUrl}/send-viber`,
			sendBody: true,
			specifyBody: 'json',
			jsonBody: JSON.stringify({
				source_addr: 'DemoShop',
				destination_addr: OLENA,
				message_type: 106,
				source_type: 2,
				text: 'By hand',
			}),
		};
		const execution = await runNodes(world.stage, 'HTTP Request: DecisionTelecom', [
			request(shop, parameters),
		]);
		const [line] = (await shop.control.log()).filter(({ name }) => name === 'send-viber');
		assert.equal(String(nodeOutput(execution, 'Request')[0]?.json['message_id']), line?.token);
		assert.equal((await chat(shop, OLENA))[0]?.text, 'By hand');
	});

	const fields = [
		['sending_method', 'viber'],
		['from', 'Corner Cafe'],
		['phone', OLENA],
		['phone', MAREK],
		['txt', 'Кава & тістечко + 10% 🎁'],
		['dlr', '1'],
	].map(([name, value]) => ({ name, value }));

	// Before version 4.3 the node keeps only the last of several fields with one name.
	const requests: Array<[string, (shop: Player) => Record<string, unknown>]> = [
		[
			'a form with two phones',
			({ data }) => ({
				method: 'POST',
				url: data['baseUrl'],
				sendBody: true,
				contentType: 'form-urlencoded',
				bodyParameters: { parameters: fields },
			}),
		],
		[
			'a query with two phones',
			({ data }) => ({
				url: data['baseUrl'],
				sendQuery: true,
				queryParameters: { parameters: fields },
			}),
		],
		[
			'a query in the address',
			({ data }) => ({
				url: `${data['baseUrl']}?${fields.map(({ name, value = '' }) => `${name}=${encodeURIComponent(value)}`).join('&')}`,
			}),
		],
		[
			'form-data with two phones',
			({ data }) => ({
				method: 'POST',
				url: data['baseUrl'],
				sendBody: true,
				contentType: 'multipart-form-data',
				bodyParameters: { parameters: fields },
			}),
		],
	];
	for (const [how, parameters] of requests) {
		test(`Messaggio: sends ${how}`, async () => {
			const shop = await messaggio(how);
			const execution = await runNodes(world.stage, `HTTP Request: ${how}`, [
				request(shop, parameters(shop)),
			]);
			const error = execution.data.resultData.error?.message;
			assert.equal(execution.status, 'success', error);
			const answer = String(nodeOutput(execution, 'Request')[0]?.json['data']);
			assert.match(answer, /<code>0<\/code>/);
			for (const phone of [OLENA, MAREK]) {
				const bubbles = await chat(shop, phone);
				assert.deepEqual(
					bubbles.map(({ text }) => text),
					['Кава & тістечко + 10% 🎁'],
				);
				assert.ok(answer.includes(bubbles[0]?.token ?? 'none'));
			}
		});
	}

	for (const version of ['4.1', 'newest']) {
		test(`Messaggio: uploads a file (version ${version} of the node)`, async () => {
			const shop = await messaggio(`upload ${version}`);
			const typeVersion = Number(version) || undefined;
			const { data } = shop;
			const image = {
				parameterType: 'formBinaryData',
				name: 'image',
				inputDataFieldName: 'data',
			};
			const parameters = {
				method: 'POST',
				url: data['mediaUrl'],
				sendBody: true,
				contentType: 'multipart-form-data',
				bodyParameters: { parameters: [image] },
			};
			const execution = await runNodes(world.stage, `HTTP Request: upload ${version}`, [
				pictureNode(world.stage),
				request(shop, parameters, typeVersion),
			]);
			const error = execution.data.resultData.error?.message;
			assert.equal(execution.status, 'success', error);
			const { json } = nodeOutput(execution, 'Request')[0] ?? { json: {} };
			assert.equal(json['status'], 0, JSON.stringify(json));
			assert.equal(String(json['image_id']).length, 64);
		});
	}
}
