import { GATEWAY_FAULTS } from '../gatewayFaults.mts';
import type { Provider } from '../provider.mts';
import { nextToken } from '../viberBot/tokens.mts';
import { encodedKey, newKey } from './access.mts';
import { NUMBERED_PEOPLE } from './numbers.mts';
import { addRoutes, METHOD_NAMES } from './routes.mts';
import { SenderDriver } from './sender.mts';
import { SETTING_RULES, SETTINGS } from './settings.mts';

const DEMO_KEY = '0123456789abcdef0123456789abcdef';

/** DecisionTelecom's gateway for business messages, as its page and decisiontelecom.md describe it. */
export const decisionTelecom: Provider = {
	id: 'decisionTelecom',
	title: 'DecisionTelecom',
	basePath: '/decisiontelecom/v1/api',
	demo: {
		id: 'demo-dt',
		name: 'Demo Shop',
		secret: DEMO_KEY,
		seed: 'demo-dt',
		credential: { encodedKey: encodedKey(DEMO_KEY) },
	},
	abilities: {
		write: false,
		attach: false,
		subscribe: false,
		methods: METHOD_NAMES,
		// Of its error 2 it is not documented whether the message was accepted (§6).
		faults: [...GATEWAY_FAULTS, 'statusAfter'],
		faultStatus: 402,
	},
	firstPeople: NUMBERED_PEOPLE,
	settings: SETTINGS,
	settingRules: SETTING_RULES,
	newSecret: newKey,
	newCredential: (key) => ({ encodedKey: encodedKey(key) }),
	personId: (_seed, { phoneNumber }) => phoneNumber.replace(/\D/g, ''),
	// What people answer carries a token of Viber's own, with 19 digits (§7.1).
	messageId: () => String(nextToken()),
	open: (account) => new SenderDriver(account),
	routes: async (app, world) => await addRoutes(app, decisionTelecom, world),
};
