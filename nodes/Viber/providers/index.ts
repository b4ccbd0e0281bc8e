import { decisionTelecom } from './decisionTelecom';
import { messaggio } from './messaggio';
import type { Provider } from './provider';
import { viberBot } from './viberBot';

const PROVIDERS: readonly Provider[] = [viberBot, decisionTelecom, messaggio];

/**
 * Finds a provider by the value of the parameter `provider`.
 *
 * @returns undefined for a value that no provider has, such as one left over in an old workflow
 */
export function findProvider(id: unknown): Provider | undefined {
	return PROVIDERS.find((provider) => provider.id === id);
}

/** The names of all providers, for messages to the user. */
export function providerNames(): string {
	return PROVIDERS.map((provider) => `"${provider.name}"`).join(', ');
}
