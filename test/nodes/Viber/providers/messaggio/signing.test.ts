import fc from 'fast-check';

import { signMessage, signUpload } from '../../../../../nodes/Viber/providers/messaggio/signing';
import { md5 } from '../../../../support/messaggioPeer';

function sign([user, from, phones, txt, secret]: [
	string,
	string,
	string[],
	Buffer | string | undefined,
	string,
]) {
	return signMessage(
		{
			user: Buffer.from(user),
			from: Buffer.from(from),
			phones: phones.map((phone) => Buffer.from(phone)),
			...(txt === undefined ? {} : { txt: Buffer.from(txt as string) }),
		},
		secret,
	);
}

// messaggio.md §3, "Vectors"
describe('signMessage', () => {
	it.each<[string, Parameters<typeof sign>[0], string]>([
		[
			'the example of the documents',
			['onv', 'UserSender', ['79041231231'], 'hello', '4Ab2ln4FEa32'],
			'ac748f3290de34c2bd7aec56f3100e29',
		],
		[
			'the official sample, which proves UTF-8',
			['hitfm', 'HitFM', ['79031234567'], 'Съешь еще этих французских булок', 'test_key'],
			'29def94e0f987855bbf4407e93b088d7',
		],
		['no phone', ['login', 'FROM', [], 'hello', '5eCrET'], 'f4b447d259fb90514e16bebe2bf3dc7d'],
		[
			'one phone',
			['login', 'FROM', ['79031234567'], 'hello', '5eCrET'],
			'b5c0d2b33bb1293006d803bd7c6461f1',
		],
		[
			'two phones',
			['login', 'FROM', ['79031234567', '79165557755'], 'hello', '5eCrET'],
			'ac989b951e5e42a3cd48b83ac40d822f',
		],
	])('%s (published)', (_, values, expected) => {
		expect(sign(values)).toBe(expected);
	});

	const FIRST = '380500000001';
	const SECOND = '380500000002';
	it.each<[string, string[], Buffer | string | undefined, string]>([
		['one phone', [FIRST], 'Hello', '9edb3147a1313d16e2076f5c5054210d'],
		['two phones', [FIRST, SECOND], 'Hello', '68b7613fb15ae97c2f1efab9ec6bfdf8'],
		['the other order', [SECOND, FIRST], 'Hello', 'a52ded4d067a7d1d5bcf320aa76812f9'],
		['no text', [FIRST], undefined, 'db89ee2b6a4b9e14b21bb246de1f26e2'],
		['empty text', [FIRST], '', 'db89ee2b6a4b9e14b21bb246de1f26e2'],
		['Cyrillic', [FIRST], 'Привіт, Олено!', 'c0e233c3f730b2d2271819bfc0e4986d'],
		[
			'CP1251',
			[FIRST],
			Buffer.from('cff0e8e2b3f22c20ceebe5edee21', 'hex'),
			'a400449452741439f53092ea0f5861bf',
		],
		[
			'UTF-16BE',
			[FIRST],
			Buffer.from('Привіт, Олено!', 'utf16le').swap16(),
			'69a172e9bede89de6262265c25a3ac90',
		],
		['a line break', [FIRST], 'Line1\nLine2 & 100%', '480d409d3476223de196e1c9e7eea998'],
	])('%s (computed)', (_, phones, txt, expected) => {
		expect(sign(['demoUser', 'DEMO', phones, txt, 's3cr3tKey'])).toBe(expected);
	});

	it('is the digest of the bytes one after another', () => {
		const bytes = fc.uint8Array({ maxLength: 40 }).map((array) => Buffer.from(array));
		fc.assert(
			fc.property(
				bytes,
				bytes,
				fc.array(bytes),
				bytes,
				fc.string(),
				(user, from, phones, txt, s) => {
					expect(signMessage({ user, from, phones, txt }, s)).toBe(
						md5(user, from, ...phones, txt, s),
					);
				},
			),
		);
	});
});

// messaggio.md §6
describe('signUpload', () => {
	it('has the digest of the image in lower case', () => {
		expect(signUpload('demoUser', Buffer.from('hello'), 's3cr3tKey')).toBe(
			'24835ed949d1b847dfbc1773d88aad67',
		);
	});

	it('is the documents’ example but for the case', () => {
		const lower = '03806EA9F48D2A9196C1CEAAED832EC6'.toLowerCase();
		expect(md5('onvUser', lower, '4GD2dh5FAa032')).toBe('e323d7b4514200415b89d71b8585b32f');
		const image = Buffer.from('any bytes');
		expect(signUpload('onvUser', image, 'k')).toBe(md5('onvUser', md5(image), 'k'));
	});
});

describe('without MD5', () => {
	afterEach(() => jest.resetModules());

	it('says so, and what to do', () => {
		jest.isolateModules(() => {
			jest.doMock('crypto', () => ({
				createHash: () => {
					throw new Error('error:0308010C:digital envelope routines::unsupported');
				},
			}));
			// eslint-disable-next-line @typescript-eslint/no-require-imports
			const signing = require('../../../../../nodes/Viber/providers/messaggio/signing') as {
				signUpload: typeof signUpload;
				canSign(): boolean;
			};
			expect(signing.canSign()).toBe(false);
			expect(() => signing.signUpload('a', Buffer.alloc(0), 'b')).toThrow(/FIPS/);
			jest.dontMock('crypto');
		});
	});
});
