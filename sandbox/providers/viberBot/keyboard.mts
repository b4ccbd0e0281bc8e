import type { FieldRule, JsonObject } from '../fields.mts';
import { MAX_KEYBOARD_ROWS } from './limits.mts';

/** The keyboard and its buttons as field tables (section 5). */

const COLOUR = {
	test: /^#(?:[0-9a-f]{3}|[0-9a-f]{6})$/i,
	says: 'must be a colour such as #7360F2',
};
const FULL_COLOUR = { test: /^#[0-9a-f]{6}$/i, says: 'must be a colour of six hex digits' };
const URL_SHAPE = { test: /^https?:\/\/\S+$/i, says: 'must be a URL' };
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

const MAP: readonly FieldRule[] = [
	{ name: 'Latitude', kind: 'string' },
	{ name: 'Longitude', kind: 'string' },
];

const PADDING: FieldRule = { name: '', kind: 'integer', min: 0, max: 12 };

const BUTTON: readonly FieldRule[] = [
	{ name: 'ActionBody', kind: 'string', required: true },
	{
		name: 'ActionType',
		kind: 'string',
		oneOf: ACTION_TYPES,
		valueLevels: { 'location-picker': 3, 'share-phone': 3 },
	},
	{ name: 'Columns', kind: 'integer', min: 1, max: 6 },
	{ name: 'Rows', kind: 'integer', min: 1, max: 2 },
	{ name: 'BgColor', kind: 'string', pattern: COLOUR },
	{ name: 'Silent', kind: 'boolean' },
	{ name: 'BgMediaType', kind: 'string', oneOf: ['picture', 'gif'] },
	{ name: 'BgMedia', kind: 'string', pattern: URL_SHAPE },
	{ name: 'BgMediaScaleType', kind: 'string', oneOf: SCALE_TYPES, level: 6 },
	{ name: 'ImageScaleType', kind: 'string', oneOf: SCALE_TYPES, level: 6 },
	{ name: 'BgLoop', kind: 'boolean' },
	{ name: 'Image', kind: 'string', pattern: URL_SHAPE },
	{ name: 'Text', kind: 'string', max: 250 },
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

/** The fields of the `keyboard` object. */
export const KEYBOARD: readonly FieldRule[] = [
	{ name: 'Type', kind: 'string', required: true, oneOf: ['keyboard'] },
	{
		name: 'Buttons',
		kind: 'array',
		required: true,
		min: 1,
		items: { name: '', kind: 'object', fields: BUTTON, also: mustShowSomething },
	},
	{ name: 'BgColor', kind: 'string', pattern: COLOUR },
	{ name: 'DefaultHeight', kind: 'boolean' },
	{ name: 'CustomDefaultHeight', kind: 'integer', min: 40, max: 70, level: 3 },
	{ name: 'HeightScale', kind: 'integer', min: 20, max: 100, level: 3 },
	{ name: 'ButtonsGroupColumns', kind: 'integer', min: 1, max: 6, level: 4 },
	{ name: 'ButtonsGroupRows', kind: 'integer', min: 1, max: 7, level: 4 },
	{
		name: 'InputFieldState',
		kind: 'string',
		oneOf: ['regular', 'minimized', 'hidden'],
		level: 4,
	},
	{ name: 'FavoritesMetadata', kind: 'object', level: 6 },
];

function mustShowSomething(button: JsonObject): string | undefined {
	const shown = ['Text', 'BgMedia', 'Image', 'BgColor'].some((name) => button[name] !== undefined);
	return shown ? undefined : 'must have Text, BgMedia, Image or BgColor';
}

/** Says what is wrong with a keyboard as a whole: more rows than a phone shows. */
export function keyboardTooTall(keyboard: JsonObject): string | undefined {
	const buttons = Array.isArray(keyboard.Buttons) ? (keyboard.Buttons as JsonObject[]) : [];
	let rows = 0;
	let rowHeight = 0;
	let used = 6;
	for (const { Columns = 6, Rows = 1 } of buttons) {
		if (used + Number(Columns) > 6) {
			rows += rowHeight;
			rowHeight = 0;
			used = 0;
		}
		used += Number(Columns);
		rowHeight = Math.max(rowHeight, Number(Rows));
	}
	rows += rowHeight;
	return rows > MAX_KEYBOARD_ROWS ? `has ${rows} rows, more than ${MAX_KEYBOARD_ROWS}` : undefined;
}
