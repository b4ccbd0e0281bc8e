import { createHash, randomBytes, randomUUID } from 'node:crypto';
import { GATEWAY_FAULTS } from '../gatewayFaults.mts';
import type { Provider } from '../provider.mts';
import { MessaggioDriver } from './driver.mts';
import { FIRST_PEOPLE } from './people.mts';
import { addMessaggioRoutes } from './routes.mts';
import { SETTING_RULES, SETTINGS } from './settings.mts';

/** Messaggio's bulk API, as its documents and messaggio.md describe it. */
export const messaggio: Provider = {
	id: 'messaggio',
	title: 'Messaggio',
	basePath: '/messaggio',
	demo: {
		id: 'demo-messaggio',
		name: 'Messaggio Demo',
		secret: 's3cr3tKey',
		seed: 'demo-messaggio',
		credential: { login: 'demoUser' },
	},
	abilities: {
		write: false,
		attach: false,
		subscribe: false,
		methods: ['send', 'upload'],
		faults: GATEWAY_FAULTS,
		// No answer to an upload says that there were too many (§6).
		faultMethods: { rateLimit: ['send'] },
		// Code -4, the temporary error.
		faultStatus: 4,
	},
	firstPeople: FIRST_PEOPLE,
	settings: SETTINGS,
	settingRules: SETTING_RULES,
	newSecret: () => randomBytes(12).toString('base64url'),
	newCredential: (secret) => {
		const digest = createHash('sha256').update(secret).digest('hex');
		return { login: `user-${digest.slice(0, 12)}` };
	},
	personId: (_seed, { phoneNumber }) => phoneNumber.replace(/\D/g, ''),
	messageId: () => randomUUID(),
	open: (account) => new MessaggioDriver(account),
	routes: async (app, world) => await addMessaggioRoutes(app, messaggio, world),
};
