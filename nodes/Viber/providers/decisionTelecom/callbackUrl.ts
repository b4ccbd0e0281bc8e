import type { IDataObject } from 'n8n-workflow';

import { hostOf, isPublic } from '../../shared/addresses';
import { callbackSecretIn, SECRET_PARAMETER, withSecret } from '../../shared/callbackSecret';
import { checkUrl, InvalidInput, readText } from '../../shared/inputs';
import type { ReadParameter } from '../parameters';

/**
 * Reads where the provider reports what becomes of a message: the node's option, or else the
 * credential's address (decisiontelecom.md §3, `callback_url`).
 *
 * @returns the address with the credential's secret in it, '' when there is no address
 * @throws InvalidInput when it is not a web address, or one that the provider cannot reach
 */
export function readCallbackUrl(read: ReadParameter, credential: IDataObject): string {
	const own = readText(read, 'options.callbackUrl', 'Callback URL').trim();
	const url = own === '' ? String(credential.callbackUrl ?? '').trim() : own;
	if (url === '') return '';
	const label = 'Callback URL';
	const place = own === '' ? ' in the credential' : '';
	checkUrl(url, label, place);
	// A gateway in a local network, as the sandbox is one, reaches what lies in that network.
	if (isPublic(String(credential.baseUrl ?? '').trim()) && !isPublic(url)) {
		throw new InvalidInput(
			`DecisionTelecom cannot call the '${label}'${place}`,
			`The address points at "${hostOf(url)}", which only this machine or network can reach. Give the public address of your n8n.`,
		);
	}
	return withSecret(url, callbackSecretIn(credential));
}

/**
 * The secret in the callback address of a message, to be kept out of the provider's words.
 *
 * @param content the message
 * @returns none for a message without one
 */
export function secretsIn({ callback_url: url }: IDataObject): string[] {
	if (typeof url !== 'string' || !URL.canParse(url)) return [];
	return new URL(url).searchParams.getAll(SECRET_PARAMETER);
}
