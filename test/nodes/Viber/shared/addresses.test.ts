import fc from 'fast-check';

import { isLoopback, whyUnreachable } from '../../../../nodes/Viber/shared/addresses';

describe('whyUnreachable', () => {
	it.each([
		'https://n8n.example.com/webhook/1/viber',
		'https://8.8.8.8/webhook',
		'https://[2606:4700::1111]:8443/webhook',
	])('has nothing against %s', (url) => {
		expect(whyUnreachable(url)).toBeUndefined();
	});

	it.each([
		['http://n8n.example.com/webhook', /https/],
		['ftp://n8n.example.com/webhook', /https/],
		['https://localhost/webhook', /localhost/],
		['https://localhost./webhook', /localhost/],
		['https://n8n/webhook', /"n8n"/],
		['https://n8n.local/webhook', /n8n\.local/],
		['https://host.docker.internal/webhook', /internal/],
		['https://127.0.0.1/webhook', /127\.0\.0\.1/],
		['https://2130706433/webhook', /127\.0\.0\.1/],
		['https://10.1.2.3/webhook', /10\.1\.2\.3/],
		['https://172.16.0.1/webhook', /172/],
		['https://192.168.1.20/webhook', /192/],
		['https://169.254.169.254/webhook', /169/],
		['https://100.64.0.1/webhook', /100/],
		['https://0.0.0.0/webhook', /0\.0\.0\.0/],
		['https://[::1]/webhook', /::1/],
		['https://[fd00::1]/webhook', /fd00/],
		['https://[fe80::1]/webhook', /fe80/],
		['https://[::ffff:10.0.0.1]/webhook', /ffff/],
		['not a url', /not a valid URL/],
		['', /not a valid URL/],
	])('refuses %s', (url, why) => {
		expect(whyUnreachable(url)).toMatch(why);
	});

	it('refuses every address of the private ranges', () => {
		const byte = fc.integer({ min: 0, max: 255 });
		const ranges = fc.oneof(
			fc.tuple(fc.constant(10), byte, byte, byte),
			fc.tuple(fc.constant(127), byte, byte, byte),
			fc.tuple(fc.constant(192), fc.constant(168), byte, byte),
			fc.tuple(fc.constant(172), fc.integer({ min: 16, max: 31 }), byte, byte),
		);
		fc.assert(
			fc.property(ranges, (address) => {
				expect(whyUnreachable(`https://${address.join('.')}/`)).toBeDefined();
			}),
		);
	});
});

describe('isLoopback', () => {
	it.each([
		['http://127.0.0.1:5691/viber/pa', true],
		['http://localhost:5691', true],
		['http://[::1]:5691', true],
		['http://127.9.9.9', true],
		['https://chatapi.viber.com/pa', false],
		['http://10.0.0.1', false],
		['http://127.0.0.1.example.com', false],
		['', false],
	])('%s: %s', (url, expected) => {
		expect(isLoopback(url)).toBe(expected);
	});
});
