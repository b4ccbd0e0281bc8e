import { ViberBotApi } from '../../credentials/ViberBotApi.credentials';

describe('Viber Bot API', () => {
	const credential = new ViberBotApi();
	const rules = credential.test.rules ?? [];

	it('sends the token in the header only, without blanks around it', async () => {
		const request = { url: 'https://viber.example.com', headers: { Accept: '*/*' }, body: '{}' };
		expect(await credential.authenticate({ authToken: ' dummy-token\n' }, request)).toEqual({
			...request,
			headers: { Accept: '*/*', 'X-Viber-Auth-Token': 'dummy-token' },
		});
		expect(request.headers).toEqual({ Accept: '*/*' });
	});

	it('masks the token, and nothing else', () => {
		const masked = credential.properties.filter(({ typeOptions }) => typeOptions?.password);
		expect(masked.map(({ name }) => name)).toEqual(['authToken']);
	});

	it('fails for each documented refusal and for an answer that is not Viber’s', () => {
		const values = rules.map(
			({ properties }) => ('value' in properties ? properties.value : 'none') as unknown,
		);
		const documented = Array.from({ length: 24 }, (_, index) => index + 1);
		expect(values).toEqual([...documented, undefined, undefined]);
	});

	it('asks for the account, with a body that n8n does not drop', () => {
		expect(credential.test.request).toMatchObject({
			url: '/get_account_info',
			method: 'POST',
			body: '{}',
		});
	});
});
