import type { Bot } from '../../../sandbox/n8n/viberSandbox.mts';

/** The providers, as the package and the sandbox name them. */
export type ProviderId = 'viberBot' | 'decisionTelecom' | 'messaggio';

/** Guards the callback addresses; not all of it may stand in an address as it is. */
export const CALLBACK_SECRET = 'a long+secret & more/1';

/** Names that accounts of the sandbox may send under. */
export const SENDER_NAMES: Readonly<Record<ProviderId, string>> = {
	viberBot: 'Corner Café',
	decisionTelecom: 'DemoShop',
	messaggio: 'Corner Cafe',
};

/** What the tests need of the sandbox beside its usual settings. */
export const PROVIDER_SETTINGS: Readonly<Record<ProviderId, Record<string, unknown>>> = {
	viberBot: {},
	decisionTelecom: {},
	messaggio: { messagesPerSecond: null },
};

/** What a user fills into the credential for an account of the sandbox. */
export function credentialData(provider: ProviderId, bot: Bot): Record<string, string> {
	const { token, baseUrl, credential } = bot;
	switch (provider) {
		case 'viberBot':
			return { authToken: token, baseUrl };
		case 'decisionTelecom':
			return { apiKey: token, keyEncoding: 'auto', baseUrl, callbackSecret: CALLBACK_SECRET };
		case 'messaggio':
			return {
				login: credential['login'] ?? '',
				secretKey: token,
				baseUrl: `${baseUrl}/`,
				mediaUrl: `${baseUrl}/upload/`,
				callbackSecret: CALLBACK_SECRET,
			};
	}
}
