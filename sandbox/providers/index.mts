import { decisionTelecom } from './decisionTelecom/index.mts';
import { messaggio } from './messaggio/index.mts';
import type { Provider } from './provider.mts';
import { viberBot } from './viberBot/index.mts';

/** The providers that the sandbox plays. */
export const PROVIDERS: readonly Provider[] = [viberBot, decisionTelecom, messaggio];
