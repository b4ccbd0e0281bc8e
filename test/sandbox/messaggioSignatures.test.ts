import { cp1251, MAREK, OLENA, utf16be } from './messaggioSupport';
import { inModule } from './support';

describe('Messaggio: signatures', () => {
	const cyrillic = 'Съешь еще этих французских булок';
	const greeting = 'Привіт, Олено!';
	const demo = { user: 'demoUser', from: 'DEMO', secret: 's3cr3tKey' };
	const vectors: Array<[object, string[], Buffer | null, string]> = [
		[
			{ user: 'onvUser', from: 'Sender', secret: '4Ab2ln4FEa32' },
			['79041231231'],
			Buffer.from('hello'),
			'ac748f3290de34c2bd7aec56f3100e29',
		],
		[
			{ user: 'hitfm', from: 'HitFM', secret: 'test_key' },
			['79031234567'],
			Buffer.from(cyrillic),
			'29def94e0f987855bbf4407e93b088d7',
		],
		[
			{ user: 'hitfm', from: 'HitFM', secret: 'test_key' },
			['79031234567'],
			cp1251(cyrillic),
			'51c0f9c085d774d1b8b472e989e9bb9c',
		],
		[
			{ user: 'login', from: 'FROM', secret: '5eCrET' },
			[],
			Buffer.from('hello'),
			'f4b447d259fb90514e16bebe2bf3dc7d',
		],
		[
			{ user: 'login', from: 'FROM', secret: '5eCrET' },
			['79031234567'],
			Buffer.from('hello'),
			'b5c0d2b33bb1293006d803bd7c6461f1',
		],
		[
			{ user: 'login', from: 'FROM', secret: '5eCrET' },
			['79031234567', '79165557755'],
			Buffer.from('hello'),
			'ac989b951e5e42a3cd48b83ac40d822f',
		],
		[demo, [OLENA], Buffer.from('Hello'), '9edb3147a1313d16e2076f5c5054210d'],
		[demo, [OLENA, MAREK], Buffer.from('Hello'), '68b7613fb15ae97c2f1efab9ec6bfdf8'],
		[demo, [MAREK, OLENA], Buffer.from('Hello'), 'a52ded4d067a7d1d5bcf320aa76812f9'],
		[demo, [OLENA], null, 'db89ee2b6a4b9e14b21bb246de1f26e2'],
		[demo, [OLENA], Buffer.alloc(0), 'db89ee2b6a4b9e14b21bb246de1f26e2'],
		[demo, [OLENA], Buffer.from(greeting), 'c0e233c3f730b2d2271819bfc0e4986d'],
		[demo, [OLENA], cp1251(greeting), 'a400449452741439f53092ea0f5861bf'],
		[demo, [OLENA], utf16be(greeting), '69a172e9bede89de6262265c25a3ac90'],
		[demo, [OLENA], Buffer.from('Line1\nLine2 & 100%'), '480d409d3476223de196e1c9e7eea998'],
	];

	it('of sendings are as the vectors say', async () => {
		const wire = vectors.map(([who, phones, txt]) => ({ who, phones, txt: txt?.toString('hex') }));
		const script = `return ${JSON.stringify(wire)}.map(({ who, phones, txt }) => module.signSending({
			user: Buffer.from(who.user),
			from: Buffer.from(who.from),
			phones: phones.map((phone) => Buffer.from(phone)),
			txt: txt === undefined ? undefined : Buffer.from(txt, 'hex'),
		}, who.secret));`;
		const signatures = await inModule('providers/messaggio/signature.mts', script);
		expect(signatures).toEqual(vectors.map(([, , , signature]) => signature));
	});

	it('of uploads are as the vectors say, in the case of the inner digest', async () => {
		const seed = ['onvUser', '03806EA9F48D2A9196C1CEAAED832EC6', '4GD2dh5FAa032'];
		const hello = ['demoUser', '5d41402abc4b2a76b9719d911017c592', 's3cr3tKey'];
		const script = `return ${JSON.stringify([seed, hello])}.flatMap(([login, digest, secret]) =>
			[digest.toLowerCase(), digest.toUpperCase()].map((one) =>
				module.signUpload(login, one, secret)));`;
		expect(await inModule('providers/messaggio/signature.mts', script)).toEqual([
			'e323d7b4514200415b89d71b8585b32f',
			'442565d4f64e01ad93543fe764c0b03f',
			'24835ed949d1b847dfbc1773d88aad67',
			'52cd2c335a68910b4b4b8750592b4bc2',
		]);
	});
});
