import assert from 'node:assert/strict';
import { test } from 'node:test';

import type { Page } from 'playwright-core';

import type { WorkflowNode } from '../../sandbox/n8n/types.mts';
import { BUTTONS, cards } from './botApi.mts';
import type { World } from './suite.mts';
import { CALLBACK_SECRET } from './support/accounts.mts';
import { start } from './support/acts.mts';
import { field, openWorkflow, shoot, signedIn } from './support/editor.mts';
import { ARTIFACTS, eventually, person, triggerNode, viberNode } from './support/stage.mts';

/** What the user fills in, as the editor shows it; each form is kept as a screenshot. */
export function formTests(world: World): void {
	interface Look {
		/** Name of the node, and of the screenshot. */
		name: string;
		expected: string[];
		/** Fields of other providers, operations or types. */
		absent?: string[];
	}

	/** Opens nodes in the editor, checks that fields are in sight, and takes screenshots. */
	async function look(
		title: string,
		nodes: WorkflowNode[],
		looks: Look[],
		height = 900,
		inForm: (page: Page) => Promise<void> = async () => {},
	) {
		const { id } = await world.stage.workflow(`Forms: ${title}`, nodes);
		const context = await signedIn(world.browser, world.stage.n8n.address);
		const page = await context.newPage();
		try {
			await page.setViewportSize({ width: 1440, height });
			await openWorkflow(page, world.stage.n8n.address, id);
			await page.keyboard.press('1');
			await page.waitForTimeout(500);
			for (const { name, expected, absent = [] } of looks) {
				await page.locator(`[data-test-id=canvas-node][data-node-name="${name}"]`).dblclick();
				for (const one of expected) await field(page, one).first().waitFor({ state: 'visible' });
				for (const one of absent)
					assert.equal(await field(page, one).count(), 0, `${name}: ${one}`);
				await inForm(page);
				await page.waitForTimeout(400);
				await shoot(page, name);
				await page.keyboard.press('Escape');
				await page.getByTestId('canvas').waitFor({ state: 'visible' });
				await page.waitForTimeout(400);
			}
		} catch (error) {
			await page.screenshot({ path: `${ARTIFACTS}/failed-forms-${title}.png` }).catch(() => {});
			throw error;
		} finally {
			await context.close();
		}
	}

	const CHOICES = ['resource', 'operation', 'provider'];

	const operations: Array<[string, Record<string, unknown>, string[]]> = [
		['message', { operation: 'broadcast' }, ['receiversFrom', 'receivers', 'from', 'messageType']],
		['account', { operation: 'get' }, ['simplify']],
		['user', { operation: 'get' }, ['userId', 'simplify']],
		['user', { operation: 'getOnlineStatus' }, ['userIds', 'simplify']],
		['webhook', { operation: 'get' }, ['simplify']],
		['webhook', { operation: 'set' }, ['webhookUrl', 'webhookEvents', 'simplify']],
		['webhook', { operation: 'remove' }, ['simplify']],
	];
	test('the form of each operation', async () => {
		const player = await world.stage.player('Forms');
		const made = operations.map(([resource, parameters, expected]) => {
			const name = `form-${resource}-${String(parameters['operation'])}`;
			const fresh = { provider: 'viberBot', resource, ...parameters };
			const one = { ...viberNode(player, {}), name, parameters: fresh };
			return { one, look: { name, expected: [...CHOICES, ...expected] } };
		});
		const nodes = [start(), ...made.map(({ one }) => one)];
		await look(
			'operations',
			nodes,
			made.map((each) => each.look),
		);
	});

	test('keyboard and carousel as the form shows them', async () => {
		const player = await world.stage.player('Button forms');
		const to = person(player, 'Olena').id;
		const image = `${world.stage.sandbox.address}/media/samples/sunset.png`;
		const withButtons = viberNode(player, { to, keyboardButtons: BUTTONS });
		const withCards = viberNode(player, { to, messageType: 'richMedia', cards: cards(image) });
		const nodes = [
			start(),
			{ ...withButtons, name: 'keyboard-form' },
			{ ...withCards, name: 'carousel-form' },
		];
		const ofButtons = ['text', 'action', 'replyText', 'url', 'columns', 'rows', 'silent'];
		const ofCards = ['title', 'subtitle', 'buttonText', 'action', 'buttonColor'];
		const looks = [
			{ name: 'keyboard-form', expected: [...CHOICES, ...ofButtons] },
			{ name: 'carousel-form', expected: [...CHOICES, ...ofCards] },
		];
		await look('buttons', nodes, looks, 2600);
	});

	const SENDING = ['to', 'from', 'messageType'];
	const CONTENT = ['text', 'imageUrl', 'imageId', 'buttonText', 'buttonUrl'];
	const OF_DT = ['purpose', 'twoWay', 'smsText', 'typeCode'];
	const OF_MESSAGGIO = ['channel'];
	const OF_BOT = ['keyboardButtons', 'fileUrl', 'stickerId', 'messageId', 'binaryPropertyName'];
	const ALL = [...CONTENT, ...OF_DT, ...OF_MESSAGGIO, ...OF_BOT];

	/** Type of message -> the fields that it has beside those of every message. */
	const types: Record<'decisionTelecom' | 'messaggio', Array<[string, string[]]>> = {
		decisionTelecom: [
			['text', ['text', 'purpose', 'twoWay', 'smsText']],
			['textImageButton', ['text', 'imageUrl', 'buttonText', 'buttonUrl', 'twoWay', 'smsText']],
			['promotionalText', ['text', 'smsText']],
			['other', ['typeCode', 'purpose', 'text', 'imageUrl', 'buttonText', 'buttonUrl', 'smsText']],
		],
		messaggio: [
			['text', ['text', 'channel']],
			['image', ['imageId']],
			['textButton', ['text', 'buttonText', 'buttonUrl']],
			['textImageButton', ['text', 'imageId', 'buttonText', 'buttonUrl']],
		],
	};

	const filled = {
		to: '380500000001',
		from: 'DemoShop',
		text: 'Your order 1042 is on its way',
		imageUrl: 'https://www.example.com/sale.jpg',
		imageId: '={{ $json.imageId }}',
		buttonText: 'Track it',
		buttonUrl: 'https://shop.example.com/orders/1042',
		smsText: 'Order 1042 is on its way',
	};
	const options = {
		decisionTelecom: {
			callbackUrl: 'https://n8n.example.com/webhook/1f2e/viber',
			validityPeriod: 600,
		},
		messaggio: { transactionId: 'order-1042', deliveryReport: true },
	};

	for (const provider of ['decisionTelecom', 'messaggio'] as const) {
		test(`${provider}: each type of message shows its own fields only`, async () => {
			const player = await world.stage.player(`Forms of ${provider}`, { provider });
			const made = types[provider].map(([messageType, expected]) => {
				const parameters = { ...filled, messageType, options: options[provider] };
				const name = `form-${provider}-${messageType}`;
				const absent = ALL.filter((one) => !expected.includes(one));
				return {
					one: { ...viberNode(player, parameters), name },
					look: { name, expected: [...CHOICES, ...SENDING, ...expected, 'simplify'], absent },
				};
			});
			await look(
				provider,
				[start(), ...made.map(({ one }) => one)],
				made.map((each) => each.look),
				1300,
			);
		});
	}

	test('asking after a message, and uploading an image', async () => {
		const shop = await world.stage.player('Form of status', { provider: 'decisionTelecom' });
		const media = await world.stage.player('Form of upload', { provider: 'messaggio' });
		const status = { resource: 'message', operation: 'getStatus', messageId: '100429' };
		const upload = { resource: 'image', operation: 'upload', binaryPropertyName: 'data' };
		const nodes = [
			start(),
			{
				...viberNode(shop, {}),
				name: 'form-status',
				parameters: { ...status, provider: shop.provider },
			},
			{
				...viberNode(media, {}),
				name: 'form-upload',
				parameters: { ...upload, provider: media.provider },
			},
		];
		const absent = (wanted: string) => [...SENDING, ...ALL.filter((one) => one !== wanted)];
		const looks = ['messageId', 'binaryPropertyName'].map((wanted, index) => ({
			name: ['form-status', 'form-upload'][index] ?? '',
			expected: [...CHOICES, wanted, 'simplify'],
			absent: absent(wanted),
		}));
		await look('status and upload', nodes, looks);
	});

	for (const provider of ['decisionTelecom', 'messaggio'] as const) {
		test(`${provider}: the trigger shows the whole address, and warns without a secret`, async () => {
			const guarded = await world.stage.player(`Trigger of ${provider}`, { provider });
			const open = await world.stage.player(`Open trigger of ${provider}`, {
				provider,
				data: { callbackSecret: '' },
			});
			const events = ['delivered', 'failed', 'message'];
			for (const [player, name] of [
				[guarded, `trigger-${provider}`],
				[open, `trigger-${provider}-open`],
			] as const) {
				const made = { ...triggerNode(player, events), name };
				const expected = ['provider', 'callbackAddress', 'events', 'simplify'];
				const absent = ['welcomeMode', 'webhookId'];
				await look(name, [made], [{ name, expected, absent }], 1100, async (page) => {
					const shown = field(page, 'callbackAddress').locator('input').first();
					const said = async () => await shown.inputValue();
					if (player === open) {
						const warning = 'No Callback Secret: anybody can call this address';
						await eventually('the warning', async () => (await said()) === warning);
						return;
					}
					await eventually('the address', async () => URL.canParse(await said()));
					const { origin, pathname, searchParams } = new URL(await said());
					const url = world.stage.rest.webhookUrl(`${made.webhookId}/viber`);
					assert.equal(origin + pathname, url);
					assert.equal(searchParams.get('secret'), CALLBACK_SECRET);
					// The field itself is too short for the address; the open list holds all of it.
					await shown.click();
					await page.getByRole('option').first().waitFor();
					await page.waitForTimeout(400);
					await shoot(page, `${name}-address`);
					await page.keyboard.press('Escape');
				});
			}
		});
	}

	test('the trigger with its options open', async () => {
		const player = await world.stage.player('Trigger form');
		const made = triggerNode(player, ['message', 'conversationStarted']);
		const options = {
			downloadMedia: true,
			dropRepeats: true,
			sendName: true,
			sendPhoto: true,
			maxMediaSize: 50,
			mediaProperty: 'data',
			existingWebhook: 'takeOver',
		};
		const welcome = { text: 'Hello {name}!', from: 'Corner Café', keyboard: '{ "Buttons": [] }' };
		const parameters = { ...made.parameters, welcomeMode: 'message', welcome, options };
		const name = 'trigger-options';
		const expected = ['provider', 'events', 'welcomeMode', 'existingWebhook', 'maxMediaSize'];
		await look('trigger', [{ ...made, name, parameters }], [{ name, expected }], 1500);
	});
}
