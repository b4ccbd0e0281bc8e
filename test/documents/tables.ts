/**
 * What the providers' own documents list, as data: every parameter with its limits, every code,
 * status and notification. Other tests walk along these tables, so that nothing is forgotten;
 * documents.test.ts compares them with the documents themselves.
 */

/** A parameter and what its table says of its size; length in characters, numbers as they are. */
export interface DocumentedParameter {
	name: string;
	maxLength?: number;
	min?: number;
	max?: number;
	values?: readonly string[];
}

/** DecisionTelecom's page on its Viber API. */
export const DECISION_TELECOM = {
	messageTypes: [106, 108, 206, 208],
	send: [
		{ name: 'text', maxLength: 1000 },
		{ name: 'image' },
		{ name: 'button_caption', maxLength: 30 },
		{ name: 'button_action' },
		{ name: 'source_type', values: ['1', '2'] },
		{ name: 'callback_url' },
		{ name: 'validity_period', min: 40, max: 21_600 },
	] satisfies DocumentedParameter[],
	imageFormats: ['jpg', 'jpeg', 'png'],
	sendAnswer: ['message_id'],
	statusRequest: ['message_id'],
	statusAnswer: ['message_id', 'status'],
	statuses: {
		sent: 0,
		delivered: 1,
		error: 2,
		rejected: 3,
		undelivered: 4,
		pending: 5,
		seen: 6,
		unknown: 20,
	},
	reply: ['message_token', 'phone_number', 'time', 'message', 'text', 'tracking_data'],
	errors: [
		{ name: 'Too Many Requests', code: 0, status: 429 },
		{ name: 'Invalid Parameter: [param_name]', code: 1, status: 400 },
		// The page that is at hand ends within this entry: code and status are from decisiontelecom.md §6.
		{ name: 'Internal server error', code: 2, status: 500 },
	],
} as const;

const SENDER = { name: 'from', maxLength: 11 };
const OPTIONAL = [
	{ name: 'p_transaction_id' },
	{ name: 'charset', values: ['UTF8', 'UTF-8', 'UTF-16BE', 'UCS-2', 'CP1251'] },
	{ name: 'dlr', values: ['0', '1'] },
	{ name: 'dlr_timeout', min: 60, max: 86_400 },
	{ name: 'expiry_txt' },
] satisfies DocumentedParameter[];
const VIBER = { name: 'sending_method', values: ['viber'] };
const TEXT = { name: 'txt', maxLength: 2048 };
const IMAGE = { name: 'image_id', maxLength: 64 };
const BUTTON = [
	{ name: 'button_text', maxLength: 30 },
	{ name: 'button_link', maxLength: 2048 },
] satisfies DocumentedParameter[];
const ALWAYS = [{ name: 'user' }, { name: 'phone' }, { name: 'sign' }];

/** Messaggio's "Messaging platform API documentation". */
export const MESSAGGIO = {
	/** Chapters 1.2.1 to 1.2.4. */
	forms: {
		text: {
			mandatory: [{ name: 'sending_method', values: ['viber', 'sms'] }, SENDER, TEXT, ...ALWAYS],
			optional: OPTIONAL,
		},
		image: { mandatory: [VIBER, SENDER, IMAGE, ...ALWAYS], optional: OPTIONAL },
		textButton: { mandatory: [VIBER, SENDER, TEXT, ...BUTTON, ...ALWAYS], optional: OPTIONAL },
		textImageButton: {
			mandatory: [VIBER, SENDER, TEXT, IMAGE, ...BUTTON, ...ALWAYS],
			optional: OPTIONAL,
		},
	} satisfies Record<string, { mandatory: DocumentedParameter[]; optional: DocumentedParameter[] }>,
	/** Chapter 1.4.1; whether the document says to repeat the request. */
	codes: {
		'0': 'no',
		'-1': 'no',
		'-2': 'yes',
		'-3': 'no',
		'-4': 'yes',
		'-5': 'no',
		'-6': 'yes',
	},
	/** Chapters 2.1 to 2.3. */
	notifications: {
		delivery: ['type', 'msg_id', 'p_transaction_id', 'status', 'status_extended'],
		seen: ['type', 'msg_id', 'p_transaction_id'],
		reply: ['type', 'msg_id', 'text', 'p_transaction_id'],
	},
	statuses: ['delivered', 'undelivered', 'in process'],
	extendedStatuses: [
		'VIBER_BLOCKED_BY_USER',
		'VIBER_USER_NOT_FOUND',
		'VIBER_NO_DEVICE',
		'VIBER_EXPIRED',
		'VIBER_UNKNOWN_ERROR',
		'INVALID_SESSION',
		'PHONE_BLACKLISTED',
		'SPAM_DETECTED',
		'FROM_NOT_ALLOWED',
		'BAD_WORDS_FOUND',
		'PHONE_INCORRECT',
		'OPERATOR_NOT_ALLOWED',
	],
	/** Chapter 3. */
	upload: ['login', 'image', 'sign'],
	imageFormats: ['JPG', 'PNG', 'GIF'],
	uploadMegabytes: 20,
	uploadCodes: [0, 1, 2, 3, 4],
} as const;

/** Of DecisionTelecom's pages that are not at hand: decisiontelecom.md §3 to §6 restates them. */
export const DECISION_TELECOM_NOTES = {
	messageTypes: [225],
	send: [
		{ name: 'source_addr', maxLength: 20 },
		{ name: 'destination_addr', maxLength: 20 },
		{ name: 'message_type' },
		{ name: 'text_sms', maxLength: 70 },
	] satisfies DocumentedParameter[],
	smsStatuses: { unknown: 0, delivered: 2, expired: 3, undeliverable: 5, accepted: 6 },
	errors: [{ name: 'Topup balance is required', code: 3, status: 402 }],
} as const;

/** Of Messaggio's older documents: messaggio.md §5 restates them. */
export const MESSAGGIO_NOTES = {
	standardStatuses: [0, -1, -2, -3, 1, 4, -11, -12, 2, 3],
	statuses: ['buffered'],
} as const;

/** Viber's documents of bots, which are at hand as prose only: viber-bot-api.md §3, §8 and §9.4. */
export const VIBER_BOT = {
	common: [
		'receiver',
		'type',
		'sender.name',
		'sender.avatar',
		'tracking_data',
		'min_api_version',
		'keyboard',
	],
	types: {
		text: ['text'],
		picture: ['media', 'text', 'thumbnail'],
		video: ['media', 'size', 'duration', 'thumbnail', 'text'],
		file: ['media', 'size', 'file_name'],
		contact: ['contact.name', 'contact.phone_number', 'contact.avatar'],
		location: ['location.lat', 'location.lon'],
		url: ['media'],
		sticker: ['sticker_id'],
		rich_media: ['rich_media', 'alt_text'],
	},
	codes: [
		...['invalidUrl', 'invalidAuthToken', 'badData', 'missingData', 'receiverNotRegistered'],
		...['receiverNotSubscribed', 'publicAccountBlocked', 'publicAccountNotFound'],
		...['publicAccountSuspended', 'webhookNotSet', 'receiverNoSuitableDevice', 'tooManyRequests'],
		...['apiVersionNotSupported', 'incompatibleWithVersion', 'publicAccountNotAuthorized'],
		...['inchatReplyMessageNotAllowed', 'publicAccountIsNotInline', 'noPublicChat'],
		...['cannotSendBroadcast', 'broadcastNotAllowed', 'unsupportedCountry', 'paymentUnsupported'],
		...['freeMessagesExceeded', 'noBalance'],
	],
	events: {
		webhook: [],
		subscribed: ['user'],
		unsubscribed: ['user_id'],
		conversation_started: ['type', 'context', 'user', 'subscribed'],
		message: ['sender', 'message', 'silent', 'reply_type', 'chat_id'],
		delivered: ['user_id', 'chat_id'],
		seen: ['user_id'],
		failed: ['user_id', 'desc'],
		client_status: ['user', 'status'],
	},
} as const;
