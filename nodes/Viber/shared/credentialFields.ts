import type { IDataObject } from 'n8n-workflow';

import { checkUrl, InvalidInput } from './inputs';

/** A field of a credential. */
interface CredentialField {
	name: string;
	/** What the user sees. */
	label: string;
}

/**
 * Checks what every request needs of a credential, before anything is sent: n8n saves credentials
 * with empty fields, too, and errors about a wrong address look as if the provider did not answer.
 *
 * @param provider its name, as people know it
 * @param required fields that must be filled in, beside the Base URL
 * @throws InvalidInput that names the field, never its value
 */
export function checkCredential(
	credential: IDataObject,
	provider: string,
	required: readonly CredentialField[],
): void {
	for (const { name, label } of required) {
		if (String(credential[name] ?? '').trim() !== '') continue;
		throw new InvalidInput(
			`The credential for ${provider} has no ${label}`,
			`Fill in ${label} in the credential. You get it from your manager at ${provider}.`,
		);
	}
	checkUrl(String(credential.baseUrl ?? '').trim(), 'Base URL', ' in the credential');
}
