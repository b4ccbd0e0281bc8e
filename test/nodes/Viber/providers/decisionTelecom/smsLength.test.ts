import fc from 'fast-check';

import { InvalidInput } from '../../../../../nodes/Viber/shared/inputs';
import {
	checkSmsText,
	measureSms,
} from '../../../../../nodes/Viber/providers/decisionTelecom/smsLength';

const LABEL = 'SMS Fallback Text';

function refusalOf(text: string): InvalidInput {
	try {
		checkSmsText(text, LABEL);
	} catch (error) {
		if (error instanceof InvalidInput) return error;
		throw error;
	}
	throw new Error('Nothing was refused');
}

describe('measureSms', () => {
	it.each([
		['', 0, 'latin'],
		['Vash kod: 4821', 14, 'latin'],
		['Crème brûlée', 12, 'unicode'],
		['Grüße aus Ås', 12, 'latin'],
		['ΔΩ@£\r\n', 6, 'latin'],
		['{10 €}', 9, 'latin'],
		['a`b', 3, 'unicode'],
		['Ваш код: 4821', 13, 'unicode'],
		['ok 👍', 5, 'unicode'],
		['“quoted”', 8, 'unicode'],
	])('%j takes %d, %s', (text, length, alphabet) => {
		const max = alphabet === 'latin' ? 160 : 70;
		expect(measureSms(text)).toMatchObject({ length, max, alphabet });
	});

	it('knows the 128 characters of the basic table without its escape, and the ten of the second', () => {
		const all = Array.from({ length: 0x1_0000 }, (_, code) => String.fromCharCode(code));
		const latin = all.filter((one) => measureSms(one).alphabet === 'latin');
		expect(latin.filter((one) => measureSms(one).length === 1)).toHaveLength(127);
		expect(latin.filter((one) => measureSms(one).length === 2)).toHaveLength(10);
	});

	it('adds up', () => {
		const gsm = fc.string({ unit: fc.constantFrom(...'aZ9 @€{Ω\n') });
		fc.assert(
			fc.property(gsm, gsm, (one, other) => {
				expect(measureSms(one + other).length).toBe(
					measureSms(one).length + measureSms(other).length,
				);
			}),
		);
	});
});

describe('checkSmsText', () => {
	it.each(['a'.repeat(160), '€'.repeat(80), 'я'.repeat(70), '👍'.repeat(35)])(
		'takes %s',
		(text) => {
			expect(() => checkSmsText(text, LABEL)).not.toThrow();
		},
	);

	it.each([
		['a'.repeat(170), '170 characters, 10 too many: in plain Latin text an SMS holds 160'],
		['€'.repeat(81), '162 characters, 2 too many: in plain Latin text an SMS holds 160'],
		['я'.repeat(84), '84 characters, 14 too many: with characters such as "я" an SMS holds 70'],
		[
			`${'a'.repeat(83)}я`,
			'84 characters, 14 too many: with characters such as "я" an SMS holds 70',
		],
		[
			`It’s – ${'a'.repeat(90)}`,
			'97 characters, 27 too many: with characters such as "’ –" an SMS holds 70',
		],
		[
			`${'a'.repeat(83)}ą`,
			'84 characters, 14 too many: with characters such as "ą" an SMS holds 70',
		],
		['👍'.repeat(36), '72 characters, 2 too many: with characters such as "👍" an SMS'],
	])('refuses %s', (text, words) => {
		const { message, cure } = refusalOf(text);
		expect(message).toContain(`'${LABEL}' has ${words}`);
		expect(cure).toContain(`Shorten '${LABEL}'`);
	});
});
