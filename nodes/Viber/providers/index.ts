import { decisionTelecom } from './decisionTelecom';
import { messaggio } from './messaggio';
import type { Ability, Provider } from './provider';
import { viberBot } from './viberBot';

const PROVIDERS: readonly Provider[] = [decisionTelecom, messaggio, viberBot];

/**
 * Finds a provider by the value of the parameter `provider`.
 *
 * @returns undefined for a value that no provider has, such as one left over in an old workflow
 */
export function findProvider(id: unknown): Provider | undefined {
	return PROVIDERS.find((provider) => provider.id === id);
}

/**
 * The names of the providers, for messages to the user.
 *
 * @param ability what they have to be able to do
 */
export function providerNames(ability: Ability = 'sending'): string {
	const able = PROVIDERS.filter((provider) => provider[ability] !== undefined);
	return able.map(({ name }) => `"${name}"`).join(', ');
}
