import { LoadOptionsContext } from 'n8n-core';
import type { ICredentialsHelper, IDataObject, INodeParameters } from 'n8n-workflow';

import { ViberTrigger } from '../../../../nodes/Viber/ViberTrigger.node';
import { additionalDataFor, workflowOf } from '../../../support/engine';

const node = new ViberTrigger();

/** What the editor is given for the field, in n8n-core's own context. */
async function load(
	parameters: INodeParameters,
	credential: IDataObject | undefined,
	more: IDataObject = {},
) {
	const provider = String(parameters.provider);
	// As n8n does: a node of its own for the purpose, without the webhook ID of the real one.
	const workflow = workflowOf([
		{
			id: '1',
			name: 'Temp-Node',
			type: 'n8n-nodes-viber.viberTrigger',
			typeVersion: 1,
			position: [0, 0],
			parameters,
			...(credential ? { credentials: { [`${provider}Api`]: { id: '1', name: 'One' } } } : {}),
		},
	]);
	const temporary = workflow.getNode('Temp-Node');
	if (!temporary) throw new Error('There is no node');
	const additionalData = {
		...additionalDataFor({ authToken: '', baseUrl: '' }),
		webhookBaseUrl: 'https://hooks.example.com/webhook',
		currentNodeParameters: parameters,
		credentialsHelper: {
			getDecrypted: async () => credential,
		} as unknown as ICredentialsHelper,
		...more,
	};
	const context = new LoadOptionsContext(workflow, temporary, additionalData, 'callbackAddress');
	return await node.methods.loadOptions.getCallbackAddress.call(context);
}

const messaggio = { provider: 'messaggio', webhookId: 'abc-123' };

describe('the field Callback URL', () => {
	it('shows the production address with the secret, encoded', async () => {
		const [option, ...more] = await load(messaggio, { callbackSecret: ' a&b ґ ' });
		expect(option?.name).toBe(
			'https://hooks.example.com/webhook/abc-123/viber?secret=a%26b+%D2%91',
		);
		expect(more).toEqual([]);
	});

	it('has a value that tells nothing, and that the field accepts', async () => {
		const field = node.description.properties.find(({ name }) => name === 'callbackAddress');
		for (const callbackSecret of ['hidden', '']) {
			const [option] = await load(messaggio, { callbackSecret });
			expect(option?.value).toBe(field?.default);
			expect(String(option?.value)).not.toContain('hidden');
		}
	});

	it('warns when there is no secret, and says what to do', async () => {
		const [option] = await load(messaggio, { callbackSecret: '' });
		expect(option?.name).toMatch(/No Callback Secret/);
		expect(option?.description).toMatch(/'Callback Secret' in the credential for Messaggio/);
	});

	it('asks for a credential first', async () => {
		const [option] = await load(messaggio, undefined);
		expect(option?.name).toMatch(/credential first/);
	});

	it.each<[string, INodeParameters, IDataObject]>([
		['the webhook ID', { ...messaggio, webhookId: '' }, {}],
		['the webhook ID, but its expression', { ...messaggio, webhookId: '={{ $webhookId }}' }, {}],
		['the address of n8n', messaggio, { webhookBaseUrl: undefined }],
	])(
		'shows what to add to the Production URL when n8n does not tell %s',
		async (_, given, more) => {
			const [option] = await load(given, { callbackSecret: 'a&b' }, more);
			expect(option?.name).toBe('?secret=a%26b');
			expect(option?.description).toMatch(/Production URL/);
		},
	);

	it('says to users of DecisionTelecom that the node adds the secret itself', async () => {
		const [option] = await load(
			{ ...messaggio, provider: 'decisionTelecom' },
			{
				callbackSecret: 'x',
			},
		);
		expect(option?.name).toMatch(/\?secret=x$/);
		expect(option?.description).toMatch(/adds the secret itself/);
	});

	it('has nothing to show for a bot', async () => {
		expect(await load({ provider: 'viberBot' }, {})).toEqual([]);
	});
});
