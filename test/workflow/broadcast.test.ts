import type { IDataObject, NodeApiError } from 'n8n-workflow';

import { BroadcastScene, place, toOf } from './broadcastScene';

const scene = new BroadcastScene();

describe('a thousand receivers', () => {
	it('go out in four requests, and each gets an item that says what became of them', async () => {
		const receivers = await scene.thousand();
		const { output, result } = await scene.broadcast({ receivers: receivers.join(',\n ') });
		expect(result.data.resultData.error).toBeUndefined();
		expect(scene.passed.map((one) => one.receivers.length).sort()).toEqual([100, 300, 300, 300]);
		scene.passed.sort((one, other) => place(receivers, one) - place(receivers, other));
		expect(scene.passed.flatMap((one) => one.receivers)).toEqual(receivers);

		expect(output.map(toOf)).toEqual(receivers);
		expect(output.every(({ pairedItem }) => JSON.stringify(pairedItem) === '{"item":0}')).toBe(
			true,
		);
		const failed = new Map(
			scene.passed.flatMap((one) => one.failed.map(({ receiver, status }) => [receiver, status])),
		);
		expect(failed.size).toBe(118);
		for (const [index, { json }] of output.entries()) {
			const to = receivers[index] ?? '';
			const status = failed.get(to);
			if (status === undefined) {
				const messageId = scene.passed[Math.floor(index / 300)]?.token;
				expect(json).toEqual({ provider: 'viberBot', to, messageId, status: 'accepted' });
			} else {
				expect(json).toMatchObject({
					provider: 'viberBot',
					to,
					messageId: null,
					status: 'refused',
					error: { code: String(status) },
				});
			}
		}
		const codes = output.flatMap(({ json }) => (json.error as IDataObject | undefined)?.code ?? []);
		expect(codes.filter((code) => code === '5')).toHaveLength(20);
		expect(codes.filter((code) => code === '6')).toHaveLength(98);

		const accepted = output.filter(({ json }) => json.status === 'accepted');
		const arrived = await scene.inbox();
		expect(arrived.size).toBe(accepted.length);
		for (const { json } of accepted) {
			const messages = arrived.get(String(json.to));
			expect(messages?.map(({ token, text }) => [token, text])).toEqual([[json.messageId, 'News']]);
		}
		expect(new Set(scene.passed.map(({ token }) => token)).size).toBe(4);
	});

	it('go to both outputs of the node, by what became of them', async () => {
		const receivers = await scene.thousand();
		const { output, errorOutput } = await scene.broadcast(
			{ receivers: '={{ $json.ids }}' },
			{ items: [{ ids: receivers }], onError: 'continueErrorOutput' },
		);
		scene.passed.sort((one, other) => place(receivers, one) - place(receivers, other));
		const failed = scene.passed.flatMap((one) => one.failed.map(({ receiver }) => receiver));
		expect(errorOutput.map(toOf)).toEqual(failed);
		expect(output.map(toOf)).toEqual(receivers.filter((to) => !failed.includes(to)));
		const codes = errorOutput.map(({ json }) => (json.error as IDataObject).code);
		expect(codes).toEqual(
			scene.passed.flatMap((one) => one.failed.map(({ status }) => String(status))),
		);
	});

	it('come with Viber’s own words when not simplified', async () => {
		const receivers = [scene.ids('Olena')[0], scene.ids('Sofia')[0]];
		const { output } = await scene.broadcast({ receivers: receivers.join(), simplify: false });
		expect(output.map(({ json }) => json)).toEqual([
			{
				to: receivers[0],
				receiver: receivers[0],
				status: 0,
				status_message: 'ok',
				chat_hostname: 'SN-CHAT-00_',
				message_token: scene.passed[0]?.token,
			},
			{
				to: receivers[1],
				receiver: receivers[1],
				status: 6,
				status_message: 'Not subscribed',
			},
		]);
	});
});

describe('Send Once per Key', () => {
	it('gives each receiver the message once, however often the node runs', async () => {
		const [olena, marek, sofia] = scene.ids('Olena', 'Marek', 'Sofia');
		const options = { sendOncePerKey: 'news of May' };
		const first = await scene.broadcast({ receivers: [olena, sofia].join(), options });
		expect(first.output.map(({ json }) => json.status)).toEqual(['accepted', 'refused']);
		// Sofia was refused, so that nothing keeps her from getting it the next time.
		const second = await scene.broadcast({ receivers: [olena, marek, sofia].join(), options });
		expect(second.output.map(({ json }) => json.status)).toEqual([
			'skipped',
			'accepted',
			'refused',
		]);
		expect(second.output[0]?.json).toMatchObject({ to: olena, key: 'news of May' });
		expect(scene.passed.map(({ receivers }) => receivers)).toEqual([
			[olena, sofia],
			[marek, sofia],
		]);
	});
});

describe('Send Once per Key, of items that name one person for the same message', () => {
	it('notes the keys of all of them', async () => {
		const olena = scene.ids('Olena')[0];
		const fields = {
			receivers: '={{ $json.to }}',
			options: { sendOncePerKey: '={{ $json.key }}' },
		};
		const [first, second] = ['A', 'B'].map((key) => ({ to: olena, key: `double ${key}` }));
		const items = [first, second].flatMap((item) => item ?? []);
		expect(
			(await scene.broadcast(fields, { items })).output.map(({ json }) => json.status),
		).toEqual(['accepted']);
		for (const item of items) {
			const { output } = await scene.broadcast(fields, { items: [item] });
			expect(output.map(({ json }) => json.status)).toEqual(['skipped']);
		}
		expect(scene.passed).toHaveLength(1);
	});
});

describe('who is named twice', () => {
	it('gets the message once, and the output says so', async () => {
		const [olena, marek] = scene.ids('Olena', 'Marek');
		const { output } = await scene.broadcast({
			receivers: JSON.stringify([olena, marek, olena, ` ${olena} `, '']),
		});
		expect(scene.passed.map((one) => one.receivers)).toEqual([[olena, marek]]);
		const messageId = scene.passed[0]?.token;
		const accepted = { provider: 'viberBot', messageId, status: 'accepted' };
		expect(output).toMatchObject([
			{ json: { ...accepted, to: olena, duplicatesRemoved: 2 }, pairedItem: { item: 0 } },
			{ json: { ...accepted, to: marek }, pairedItem: { item: 0 } },
		]);
		expect(output[1]?.json).not.toHaveProperty('duplicatesRemoved');
		expect([...(await scene.inbox()).values()].map((messages) => messages.length)).toEqual([1, 1]);
	});
});

describe('one per input item', () => {
	const fields = { receiversFrom: 'items', to: '={{ $json.to }}', text: '={{ $json.text }}' };

	it('sends equal messages together, each receiver once', async () => {
		const [olena, marek] = scene.ids('Olena', 'Marek');
		const items = [olena, marek, olena].map((to) => ({ to, text: 'Same' }));
		const { output } = await scene.broadcast(fields, { items });
		expect(scene.passed).toMatchObject([{ receivers: [olena, marek], text: 'Same' }]);
		expect(output).toMatchObject([
			{ json: { to: olena, duplicatesRemoved: 1 }, pairedItem: [{ item: 0 }, { item: 2 }] },
			{ json: { to: marek, status: 'accepted' }, pairedItem: { item: 1 } },
		]);
		expect(output).toHaveLength(2);
	});

	it('sends different messages apart, and keeps the order of the items', async () => {
		const [olena, marek, sofia] = scene.ids('Olena', 'Marek', 'Sofia');
		const items = [
			{ to: olena, text: 'A' },
			{ to: marek, text: 'B' },
			{ to: sofia, text: 'A' },
			{ to: olena, text: 'B' },
		];
		const { output } = await scene.broadcast(fields, { items });
		// Olena's second message waits for her first, and nobody else waits for it.
		expect(scene.passed).toMatchObject([
			{ receivers: [olena, sofia], text: 'A' },
			{ receivers: [marek], text: 'B' },
			{ receivers: [olena], text: 'B' },
		]);
		const [first, second, third] = scene.passed.map(({ token }) => token);
		expect(
			output.map(({ json: { to, messageId, status }, pairedItem }) => [
				to,
				messageId,
				status,
				pairedItem,
			]),
		).toEqual([
			[olena, first, 'accepted', { item: 0 }],
			[marek, second, 'accepted', { item: 1 }],
			[sofia, null, 'refused', { item: 2 }],
			[olena, third, 'accepted', { item: 3 }],
		]);
		const arrived = await scene.inbox();
		expect(arrived.get(olena ?? '')?.map(({ text }) => text)).toEqual(['A', 'B']);
		expect(arrived.get(marek ?? '')?.map(({ text }) => text)).toEqual(['B']);
	});

	it('sends nothing to anybody when one item cannot be sent, unless the node goes on', async () => {
		const [olena, marek] = scene.ids('Olena', 'Marek');
		const items = [
			{ to: olena, text: 'A' },
			{ to: marek, text: '' },
		];
		const { result } = await scene.broadcast(fields, { items });
		const error = result.data.resultData.error as NodeApiError;
		expect(error.message).toBe("'Text' is empty");
		expect(error.description).toMatch(/Nothing was sent to anybody\.$/);
		expect(scene.passed).toEqual([]);
		const { output } = await scene.broadcast(fields, { items, onError: 'continueRegularOutput' });
		expect(output).toMatchObject([
			{ json: { to: olena, status: 'accepted' }, pairedItem: { item: 0 } },
			{ json: { error: { status: 'invalid' } }, pairedItem: { item: 1 } },
		]);
		expect([...(await scene.inbox()).keys()]).toEqual([olena]);
	});
});
