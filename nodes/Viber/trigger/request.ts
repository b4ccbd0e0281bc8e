import type { IDataObject, IWebhookFunctions } from 'n8n-workflow';

import type { Callbacks, CallbackRequest } from '../providers/callbacks';
import { SECRET_PARAMETER } from '../shared/callbackSecret';
import { readForm } from '../shared/formFields';
import { asObject } from '../shared/objects';

/** What n8n adds to a request of Express. */
interface RawRequest {
	method?: string;
	/** The address from its path on. */
	url?: string;
	rawBody?: Buffer;
	/** Newer versions of n8n read unusual content types only when asked to. */
	readRawBody?: () => Promise<void>;
}

/**
 * Takes a callback from n8n as a provider's room wants it: with its bytes, and without the secret
 * that guards the address, so that it gets into no item.
 *
 * @throws Error when there is content that cannot be read, and no signature would tell
 */
export async function readRequest(
	context: IWebhookFunctions,
	{ guardedByAddress }: Callbacks,
): Promise<CallbackRequest> {
	const request = context.getRequestObject() as unknown as RawRequest;
	const form = multipartForm(context);
	if (!request.rawBody && !form) await readRaw(request);
	// Without bytes no signature is right, so that providers that sign refuse it.
	if (!request.rawBody && !form && guardedByAddress) throw new Error('the body is unreadable');
	const query = { ...(context.getQueryData() as CallbackRequest['query']) };
	if (guardedByAddress) delete query[SECRET_PARAMETER];
	const queryFields = readForm(request.url?.split('?', 2)[1] ?? '').filter(
		({ key }) => !guardedByAddress || key !== SECRET_PARAMETER,
	);
	return {
		method: request.method === 'GET' ? 'GET' : 'POST',
		headers: context.getHeaderData() as CallbackRequest['headers'],
		query,
		queryFields,
		rawBody: request.rawBody ?? Buffer.alloc(0),
		...(form ? { form } : {}),
	};
}

// n8n reads multipart forms itself, as fields and files, and keeps no raw bytes of them.
function multipartForm(context: IWebhookFunctions): IDataObject | undefined {
	const { 'content-type': type = '' } = context.getHeaderData() as Record<string, unknown>;
	if (!String(type).toLowerCase().startsWith('multipart/form-data')) return undefined;
	return asObject(context.getBodyData().data);
}

// Reading bytes once more that n8n has read already fails.
async function readRaw(request: RawRequest): Promise<void> {
	try {
		await request.readRawBody?.();
	} catch {
		delete request.rawBody;
	}
}
