import { NodeApiError } from 'n8n-workflow';

import { codeOf, withoutAnswer } from '../../../../nodes/Viber/shared/unanswered';

const node = {
	id: '1',
	name: 'Viber',
	type: 'viber',
	typeVersion: 1,
	position: [0, 0],
	parameters: {},
};

/** As the system throws it, as Axios wraps that, and as n8n wraps that in turn. */
function wrapped(message: string, more: Record<string, unknown>): unknown[] {
	const system = Object.assign(new Error(message), more);
	const axios = Object.assign(new Error(message, { cause: system }), { code: more.code });
	return [system, axios, new NodeApiError(node as never, axios as never)];
}

describe.each<[string, Record<string, unknown>]>([
	['connect ECONNREFUSED 127.0.0.1:9', { code: 'ECONNREFUSED', syscall: 'connect' }],
	['connect ETIMEDOUT 192.0.2.1:443', { code: 'ETIMEDOUT', syscall: 'connect' }],
	['connect EHOSTUNREACH 192.0.2.1:443', { code: 'EHOSTUNREACH', syscall: 'connect' }],
	['getaddrinfo ENOTFOUND viber.example.com', { code: 'ENOTFOUND', syscall: 'getaddrinfo' }],
	[
		'Client network socket disconnected before secure TLS connection was established',
		{ code: 'ECONNRESET' },
	],
	[
		'write EPROTO 80FC:error:0A00010B:SSL routines:ssl3_get_record:wrong version number:../deps',
		{ code: 'EPROTO', syscall: 'write' },
	],
	[
		'write EPROTO 80FC:error:0A000410:SSL routines:ssl3_read_bytes:ssl/tls alert handshake failure:..',
		{ code: 'EPROTO', syscall: 'write' },
	],
	['certificate has expired', { code: 'CERT_HAS_EXPIRED' }],
])('%s', (message, more) => {
	it.each([0, 1, 2])('means that nothing was sent, wrapped %i times', (times) => {
		expect(withoutAnswer(wrapped(message, more)[times])).toEqual({
			kind: 'noConnection',
			code: more.code,
		});
	});
});

describe.each<[string, Record<string, unknown>]>([
	['read ECONNRESET', { code: 'ECONNRESET', syscall: 'read' }],
	['socket hang up', { code: 'ECONNRESET' }],
	['read EHOSTUNREACH', { code: 'EHOSTUNREACH', syscall: 'read' }],
	['write EPIPE', { code: 'EPIPE', syscall: 'write' }],
	['read ETIMEDOUT', { code: 'ETIMEDOUT', syscall: 'read' }],
	['timeout of 30000ms exceeded', { code: 'ECONNABORTED' }],
	['No answer came in time', { code: 'ETIMEDOUT' }],
	[
		'read EPROTO 80FC:error:0A0003FC:SSL routines:ssl3_read_bytes:sslv3 alert bad record mac:../deps',
		{ code: 'EPROTO', syscall: 'read' },
	],
	['something new', { code: 'ESOMETHING' }],
])('%s', (message, more) => {
	it.each([0, 1, 2])('may have been sent, wrapped %i times', (times) => {
		expect(withoutAnswer(wrapped(message, more)[times])).toEqual({
			kind: 'noAnswer',
			code: more.code,
		});
	});
});

it.each([
	'The request was blocked because it resolves to a restricted IP address',
	'The request was blocked because the destination hostname is restricted',
])('%s: n8n itself has kept it from going out', (message) => {
	for (const error of wrapped(message, {})) {
		expect(withoutAnswer(error)).toEqual({ kind: 'noConnection', code: 'blockedByN8n' });
	}
});

it.each([undefined, null, 'text', 7, {}])('%p has no code, and may have been sent', (error) => {
	expect(codeOf(error)).toBe('noCode');
	expect(withoutAnswer(error)).toEqual({ kind: 'noAnswer', code: 'noCode' });
});
