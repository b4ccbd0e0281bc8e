import type { FieldRule, JsonObject } from '../fields.mts';

/** Buttons of keyboards and carousels as field tables (section 5). */

/** A colour of three or six hex digits. */
export const COLOUR = {
	test: /^#(?:[0-9a-f]{3}|[0-9a-f]{6})$/i,
	says: 'must be a colour such as #7360F2',
};
const FULL_COLOUR = { test: /^#[0-9a-f]{6}$/i, says: 'must be a colour of six hex digits' };
/** A web address. */
export const URL_SHAPE = { test: /^https?:\/\/\S+$/i, says: 'must be a URL' };
const PICKERS = ['location-picker', 'share-phone'];
const SCALE_TYPES = ['crop', 'fill', 'fit'];
const ACTION_TYPES = [
	'reply',
	'open-url',
	'location-picker',
	'share-phone',
	'open-map',
	'none',
] as const;

const INTERNAL_BROWSER: readonly FieldRule[] = [
	{
		name: 'ActionButton',
		kind: 'string',
		oneOf: ['forward', 'send', 'open-externally', 'send-to-bot', 'none'],
		valueLevels: { 'send-to-bot': 6 },
	},
	{ name: 'ActionPredefinedURL', kind: 'string', min: 1 },
	{ name: 'TitleType', kind: 'string', oneOf: ['default', 'domain'] },
	{ name: 'CustomTitle', kind: 'string', max: 15 },
	{
		name: 'Mode',
		kind: 'string',
		oneOf: ['fullscreen', 'fullscreen-portrait', 'fullscreen-landscape', 'partial-size'],
	},
	{ name: 'FooterType', kind: 'string', oneOf: ['default', 'hidden'] },
	{ name: 'ActionReplyData', kind: 'string', level: 6 },
];

const MEDIA_PLAYER: readonly FieldRule[] = [
	{ name: 'Title', kind: 'string' },
	{ name: 'Subtitle', kind: 'string' },
	{ name: 'ThumbnailURL', kind: 'string', pattern: URL_SHAPE },
	{ name: 'Loop', kind: 'boolean' },
];

const FRAME: readonly FieldRule[] = [
	{ name: 'BorderWidth', kind: 'integer', min: 0, max: 10 },
	{ name: 'BorderColor', kind: 'string', pattern: FULL_COLOUR },
	{ name: 'CornerRadius', kind: 'integer', min: 0, max: 10 },
];

const DECIMAL = { test: /^[+-]?\d+(?:\.\d+)?$/, says: 'must be a decimal number as text' };

const MAP: readonly FieldRule[] = [
	{ name: 'Latitude', kind: 'string', pattern: DECIMAL },
	{ name: 'Longitude', kind: 'string', pattern: DECIMAL },
];

/** `<s>` and a font size are understood from level 4 on. */
const NEWER_TEXT = { holds: /<s>|<font\s[^>]*\bsize\s*=/i, level: 4 };

const PADDING: FieldRule = { name: '', kind: 'integer', min: 0, max: 12 };

/** The fields of a button that is at most so many columns wide and rows high. */
const buttonFields = (columns: number, rows: number): readonly FieldRule[] => [
	{ name: 'ActionBody', kind: 'string', required: true },
	{
		name: 'ActionType',
		kind: 'string',
		oneOf: ACTION_TYPES,
		valueLevels: { 'location-picker': 3, 'share-phone': 3 },
	},
	{ name: 'Columns', kind: 'integer', min: 1, max: columns },
	{ name: 'Rows', kind: 'integer', min: 1, max: rows },
	{ name: 'BgColor', kind: 'string', pattern: COLOUR },
	{ name: 'Silent', kind: 'boolean' },
	{ name: 'BgMediaType', kind: 'string', oneOf: ['picture', 'gif'] },
	{ name: 'BgMedia', kind: 'string', pattern: URL_SHAPE },
	{ name: 'BgMediaScaleType', kind: 'string', oneOf: SCALE_TYPES, level: 6 },
	{ name: 'ImageScaleType', kind: 'string', oneOf: SCALE_TYPES, level: 6 },
	{ name: 'BgLoop', kind: 'boolean' },
	{ name: 'Image', kind: 'string', pattern: URL_SHAPE },
	{ name: 'Text', kind: 'string', max: 250, levelIf: NEWER_TEXT },
	{ name: 'TextVAlign', kind: 'string', oneOf: ['top', 'middle', 'bottom'] },
	{ name: 'TextHAlign', kind: 'string', oneOf: ['left', 'center', 'middle', 'right'] },
	{ name: 'TextPaddings', kind: 'array', min: 4, max: 4, items: PADDING, level: 4 },
	{ name: 'TextOpacity', kind: 'integer', min: 0, max: 100 },
	{ name: 'TextSize', kind: 'string', oneOf: ['small', 'regular', 'medium', 'large'] },
	{ name: 'TextShouldFit', kind: 'boolean', level: 6 },
	{ name: 'TextBgGradientColor', kind: 'string', pattern: FULL_COLOUR },
	{ name: 'OpenURLType', kind: 'string', oneOf: ['internal', 'external'] },
	{
		name: 'OpenURLMediaType',
		kind: 'string',
		// The table of section 5 leaves audio out; the rule for MediaPlayer beside it names it.
		oneOf: ['not-media', 'video', 'audio', 'gif', 'picture'],
	},
	{ name: 'InternalBrowser', kind: 'object', fields: INTERNAL_BROWSER, level: 3 },
	{ name: 'Map', kind: 'object', fields: MAP, level: 6 },
	{ name: 'Frame', kind: 'object', fields: FRAME, level: 6 },
	{ name: 'MediaPlayer', kind: 'object', fields: MEDIA_PLAYER, level: 6 },
];

/** A list of buttons, of which at least one is needed. */
export function buttonList(limits: {
	columns: number;
	rows: number;
	also?: (button: JsonObject) => string | undefined;
}): FieldRule {
	return {
		name: 'Buttons',
		kind: 'array',
		required: true,
		min: 1,
		items: {
			name: '',
			kind: 'object',
			fields: buttonFields(limits.columns, limits.rows),
			also: (button) => wrongInButton(button) ?? limits.also?.(button),
		},
	};
}

/** True for the two actions that ask the person for something of theirs. */
export function isPicker(button: JsonObject): boolean {
	return PICKERS.includes(String(button.ActionType));
}

function wrongInButton(button: JsonObject): string | undefined {
	if (!['Text', 'BgMedia', 'Image', 'BgColor'].some((name) => button[name] !== undefined)) {
		return 'must have Text, BgMedia, Image or BgColor';
	}
	if (isPicker(button) && button.ActionBody === '') {
		return `needs some text in ActionBody for ${String(button.ActionType)}`;
	}
	// Any address: links into Viber itself, as in section 10, are some too.
	if (button.ActionType === 'open-url' && !isAddress(String(button.ActionBody))) {
		return 'needs a URL in ActionBody for open-url';
	}
	const isAtEdge = ['top', 'bottom'].includes(String(button.TextVAlign));
	if (button.TextBgGradientColor !== undefined && !isAtEdge) {
		return 'may have TextBgGradientColor only when TextVAlign is top or bottom';
	}
	if (button.MediaPlayer && !['video', 'audio'].includes(String(button.OpenURLMediaType))) {
		return 'may have MediaPlayer only when OpenURLMediaType is video or audio';
	}
	return undefined;
}

function isAddress(text: string): boolean {
	return !/\s/.test(text) && URL.canParse(text);
}
