import type { Readable } from 'node:stream';
import type { FastifyReply } from 'fastify';
import { disturbBefore, takeIn, type Call, type Content } from '../../wire/disturb.mts';
import type { Account } from '../../world/account.mts';
import { UPLOAD, UploadRefusal } from './codes.mts';
import { driverOf } from './driver.mts';
import { readUpload, store } from './upload.mts';
import { answerDone, answerRefused, type Visit } from './visit.mts';

/** Answers an upload, which an unknown login makes an invalid signature. */
export async function answerUpload(visit: Visit): Promise<FastifyReply> {
	const { request, reply, world, provider, method } = visit;
	let account: Account | undefined;
	let call: Call | undefined;
	try {
		const contentType = request.headers['content-type'] ?? '';
		if (!/^multipart\/form-data\s*(?:;|$)/i.test(contentType)) {
			throw new UploadRefusal(UPLOAD.badData, 'the request is no multipart/form-data');
		}
		const upload = await readUpload(request.body as Readable, contentType);
		account = world.byCredential(provider, 'login', upload.login);
		if (!account) throw new UploadRefusal(UPLOAD.badSign);
		call = takeIn({ account, method, request, reply });
		if (await disturbBefore(call)) return reply;
		refuseOnPurpose(call);
		const id = store(upload, account, driverOf(account), `http://${request.headers.host}`);
		const body = JSON.stringify({ status: UPLOAD.stored, image_id: id });
		const note = `${upload.image.size} bytes, image ${id.slice(0, 8)}…`;
		return await answerDone(call, contentOf(200, body), { status: UPLOAD.stored, note });
	} catch (error) {
		if (!(error instanceof UploadRefusal)) throw error;
		const { status, message } = error;
		const body = refusalBody(error, account?.settings.uploadErrors === 'json');
		const tellsTruth = account?.settings.errorHttpStatus === 'real';
		const content = contentOf(tellsTruth ? error.httpStatus : 200, body);
		return await answerRefused(visit, account, content, { status, note: message }, call);
	}
}

/** Refuses as somebody has switched on. */
function refuseOnPurpose(call: Call): void {
	const fault = call.account.faults.strike('status', call);
	if (fault?.status !== undefined) throw new UploadRefusal(fault.status);
}

/** The key without quotes is no JSON; it is how all documents print a refusal (messaggio.md §6). */
function refusalBody({ status, message }: UploadRefusal, isJson: boolean): string {
	const key = isJson ? '"error"' : 'error';
	return `{"status": ${status}, ${key}: ${JSON.stringify(message)}}`;
}

function contentOf(status: number, body: string): Content {
	return { status, type: 'application/json; charset=utf-8', body };
}
