/** The providers' values in the parameter `provider`. Workflows in the wild hold them. */
export type ProviderId = 'viberBot' | 'decisionTelecom' | 'messaggio';

/** Reads one field that the user filled in. */
export type ReadParameter = (name: string, fallback?: unknown) => unknown;
