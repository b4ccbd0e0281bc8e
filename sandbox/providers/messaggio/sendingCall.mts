import type { Readable } from 'node:stream';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { disturbBefore, takeIn, type Call, type Content } from '../../wire/disturb.mts';
import type { Account } from '../../world/account.mts';
import { rateHeaders } from '../../world/retryAfter.mts';
import { badSign, badSyntax, CODE, httpStatusOf, SendingRefusal } from './codes.mts';
import { driverOf } from './driver.mts';
import { readForm, type Field } from './form.mts';
import { MAX_FORM_BYTES } from './limits.mts';
import { BadMultipart, readMultipart } from './multipart.mts';
import { Form } from './order.mts';
import { send } from './sending.mts';
import { signSending } from './signature.mts';
import { answerDone, answerRefused, type Visit } from './visit.mts';
import { writeAnswer, type IdLine } from './xml.mts';

/**
 * Answers a sending. First it must be readable, then the signature must be right, then the values: the
 * order is not documented (messaggio.md §9), but a client with a wrong secret learns nothing this way.
 */
export async function answerSending(visit: Visit): Promise<FastifyReply> {
	const { request, reply, method } = visit;
	let account: Account | undefined;
	let call: Call | undefined;
	try {
		const form = new Form(await readFields(request));
		account = accountOf(visit, form);
		checkSignature(form, account);
		call = takeIn({ account, method, request, reply });
		if (await disturbBefore(call)) return reply;
		refuseOnPurpose(call);
		const { ids, order, refusal, note } = send(account, driverOf(account), form, method);
		const [first] = ids.length === 1 ? ids : [];
		const { code, techMessage } = refusal ?? { code: CODE.accepted, techMessage: 'OK' };
		return await answerDone(call, contentOf(account, code, techMessage, ids), {
			status: code,
			note: refusal ? `${noteOf(refusal)}; ${note}` : note,
			...(first ? { token: first.id } : {}),
			...(order.phones.length === 1 ? { person: order.phones[0] } : {}),
		});
	} catch (error) {
		if (!(error instanceof SendingRefusal)) throw error;
		return await refuseSending(visit, account, error, call);
	}
}

/** Answers a sending that was refused; `call` is it if it was one of the account's own. */
export async function refuseSending(
	visit: Visit,
	account: Account | undefined,
	refusal: SendingRefusal,
	call?: Call,
): Promise<FastifyReply> {
	const { code, techMessage, fault } = refusal;
	const isRate = account !== undefined && code === CODE.tooFast;
	const content = {
		...contentOf(account, code, techMessage),
		...(isRate ? { headers: rateHeaders(account.settings, fault) } : {}),
	};
	const line = { status: code, note: noteOf(refusal) };
	return await answerRefused(visit, account, content, line, call);
}

const noteOf = ({ techMessage, why }: SendingRefusal): string =>
	why === '' ? techMessage : `${techMessage}: ${why}`;

async function readFields(request: FastifyRequest): Promise<Field[]> {
	if (request.method === 'GET') {
		const { url = '' } = request.raw;
		const query = url.includes('?') ? url.slice(url.indexOf('?') + 1) : '';
		return readForm(Buffer.from(query, 'latin1'));
	}
	const contentType = request.headers['content-type'] ?? '';
	if (/^multipart\/form-data\s*(?:;|$)/i.test(contentType)) {
		return await readParts(request.body as Readable, contentType);
	}
	if (/^application\/x-www-form-urlencoded\s*(?:;|$)/i.test(contentType)) {
		return readForm(request.body as Buffer);
	}
	throw badSyntax('Content-Type', 'neither a urlencoded form nor multipart/form-data');
}

async function readParts(bytes: Readable, contentType: string): Promise<Field[]> {
	const fields: Array<{ name: string; pieces: Buffer[] }> = [];
	let size = 0;
	try {
		await readMultipart(bytes, contentType, ({ name }) => {
			const field = { name, pieces: [] as Buffer[] };
			fields.push(field);
			return (piece) => {
				size += piece.length;
				if (size > MAX_FORM_BYTES) throw badSyntax('request', 'too large');
				field.pieces.push(piece);
			};
		});
	} catch (error) {
		if (error instanceof BadMultipart) throw badSyntax('request', error.message);
		throw error;
	}
	return fields.map(({ name, pieces }) => ({ name, value: Buffer.concat(pieces) }));
}

function accountOf({ world, provider }: Visit, form: Form): Account {
	const user = form.bytes('user');
	if (!user || !form.bytes('sign')) throw badSyntax('user/sign', 'missing');
	const account = world.byCredential(provider, 'login', user.toString('utf8'));
	if (!account) throw badSign('unknown user');
	return account;
}

function checkSignature(form: Form, account: Account): void {
	const nothing = Buffer.alloc(0);
	const user = form.bytes('user') ?? nothing;
	const from = form.bytes('from') ?? nothing;
	const values = { user, from, phones: form.phones(), txt: form.bytes('txt') };
	const sign = form.bytes('sign')?.toString('latin1');
	if (sign !== signSending(values, account.secret)) throw badSign();
}

/** Refuses as somebody has switched on; `status` 4 stands for code -4 and so on. */
function refuseOnPurpose(call: Call): void {
	const { faults } = call.account;
	const limit = faults.strike('rateLimit', call);
	if (limit) throw new SendingRefusal(CODE.tooFast, undefined, 'on purpose', limit);
	const status = faults.strike('status', call)?.status;
	if (status !== undefined) throw new SendingRefusal(-status, undefined, 'on purpose');
}

function contentOf(
	account: Account | undefined,
	code: number,
	techMessage: string,
	ids: readonly IdLine[] = [],
): Content {
	const turn = account ? driverOf(account).nextTurn() : 0;
	const tellsTruth = account?.settings.errorHttpStatus === 'real';
	return {
		status: tellsTruth ? httpStatusOf(code) : 200,
		type: 'text/xml; charset=utf-8',
		body: writeAnswer({ code, techMessage, ids }, turn),
	};
}
