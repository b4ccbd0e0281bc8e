import type { Callbacks } from './callbacks';
import type { AccountCalls, ImageCalls, StatusCalls, UserCalls, WebhookCalls } from './calls';
import type { ProviderId } from './parameters';
import type { Broadcasting, Sending } from './sending';

/** What not every provider can do. */
export type Ability =
	| 'account'
	| 'broadcasting'
	| 'images'
	| 'sending'
	| 'statuses'
	| 'users'
	| 'webhook';

/** One provider: a folder of the same shape each, and one line in `index.ts`. */
export interface Provider {
	readonly id: ProviderId;
	/** As people know it. */
	readonly name: string;
	/** The credential type that signs its requests. */
	readonly credential: string;
	readonly sending: Sending;
	readonly broadcasting?: Broadcasting;
	readonly callbacks: Callbacks;
	readonly webhook?: WebhookCalls;
	readonly account?: AccountCalls;
	readonly users?: UserCalls;
	readonly statuses?: StatusCalls;
	readonly images?: ImageCalls;
}
