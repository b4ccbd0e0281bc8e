import {
	ACTION_BODY,
	BUTTON_TEXT,
	CARD_ROWS,
	COLUMNS,
	KEYBOARD_BUTTON_ROWS,
	LATITUDE,
	LONGITUDE,
} from '../limits';
import type { Rule, Rules } from './checks';
import { color, degrees, flag, four, list, object, oneOf, text, webAddress, whole } from './checks';

/** Where buttons stand: below the input field, or in a carousel. */
export type Board = 'keyboard' | 'richMedia';

/** Actions that need the phone itself (viber-bot-api.md §5, `ActionType`). */
export const PICKERS: readonly unknown[] = ['location-picker', 'share-phone'];

function rule(level: Rule['level'], check: Rule['check'], keys?: Rules): Rule {
	return { level, check, ...(keys ? { keys } : {}) };
}

const actionLevel = (value: unknown): number => (PICKERS.includes(value) ? 3 : 1);

const browserLevel = (value: unknown): number => (value === 'send-to-bot' ? 6 : 3);

// Striking out and sizes in the markup came later than the rest of it.
const markupLevel = (value: unknown): number =>
	/<s>|<font\b[^>]*\bsize\s*=/i.test(String(value)) ? 4 : 1;

const scale = oneOf('crop', 'fill', 'fit');

const INTERNAL_BROWSER: Rules = {
	ActionButton: rule(
		browserLevel,
		oneOf('forward', 'send', 'open-externally', 'send-to-bot', 'none'),
	),
	ActionPredefinedURL: rule(3, text({ min: 1 })),
	ActionReplyData: rule(6, text()),
	CustomTitle: rule(3, text({ max: 15 })),
	FooterType: rule(3, oneOf('default', 'hidden')),
	Mode: rule(3, oneOf('fullscreen', 'fullscreen-portrait', 'fullscreen-landscape', 'partial-size')),
	TitleType: rule(3, oneOf('default', 'domain')),
};

const MAP: Rules = {
	Latitude: rule(6, degrees(LATITUDE)),
	Longitude: rule(6, degrees(LONGITUDE)),
};

const FRAME: Rules = {
	BorderColor: rule(6, color),
	BorderWidth: rule(6, whole({ min: 0, max: 10 })),
	CornerRadius: rule(6, whole({ min: 0, max: 10 })),
};

const MEDIA_PLAYER: Rules = {
	Loop: rule(6, flag),
	Subtitle: rule(6, text()),
	ThumbnailURL: rule(6, webAddress),
	Title: rule(6, text()),
};

function buttonRules(rows: { min: number; max: number }): Rules {
	return {
		ActionBody: rule(1, text(ACTION_BODY)),
		ActionType: rule(
			actionLevel,
			oneOf('reply', 'open-url', 'location-picker', 'share-phone', 'open-map', 'none'),
		),
		BgColor: rule(1, color),
		BgLoop: rule(1, flag),
		BgMedia: rule(1, webAddress),
		BgMediaScaleType: rule(6, scale),
		BgMediaType: rule(1, oneOf('picture', 'gif')),
		Columns: rule(1, whole(COLUMNS)),
		Frame: rule(6, object, FRAME),
		Image: rule(1, webAddress),
		ImageScaleType: rule(6, scale),
		InternalBrowser: rule(3, object, INTERNAL_BROWSER),
		Map: rule(6, object, MAP),
		MediaPlayer: rule(6, object, MEDIA_PLAYER),
		OpenURLMediaType: rule(1, oneOf('not-media', 'video', 'audio', 'gif', 'picture')),
		OpenURLType: rule(1, oneOf('internal', 'external')),
		Rows: rule(1, whole(rows)),
		Silent: rule(1, flag),
		Text: rule(markupLevel, text(BUTTON_TEXT)),
		TextBgGradientColor: rule(1, color),
		TextHAlign: rule(1, oneOf('left', 'center', 'middle', 'right')),
		TextOpacity: rule(1, whole({ min: 0, max: 100 })),
		TextPaddings: rule(4, four({ min: 0, max: 12 })),
		TextShouldFit: rule(6, flag),
		TextSize: rule(1, oneOf('small', 'regular', 'medium', 'large')),
		TextVAlign: rule(1, oneOf('top', 'middle', 'bottom')),
	};
}

/** What is known of a button (viber-bot-api.md §5, "Button object"). */
export const BUTTON_RULES: Readonly<Record<Board, Rules>> = {
	keyboard: buttonRules(KEYBOARD_BUTTON_ROWS),
	richMedia: buttonRules(CARD_ROWS),
};

/** What is known of the board itself (viber-bot-api.md §5, "Keyboard object", and §6). */
export const BOARD_RULES: Readonly<Record<Board, Rules>> = {
	keyboard: {
		BgColor: rule(1, color),
		Buttons: rule(1, list),
		ButtonsGroupColumns: rule(4, whole(COLUMNS)),
		ButtonsGroupRows: rule(4, whole(CARD_ROWS)),
		CustomDefaultHeight: rule(3, whole({ min: 40, max: 70 })),
		DefaultHeight: rule(1, flag),
		FavoritesMetadata: rule(6, object),
		HeightScale: rule(3, whole({ min: 20, max: 100 })),
		InputFieldState: rule(4, oneOf('regular', 'minimized', 'hidden')),
		Type: rule(1, oneOf('keyboard')),
	},
	// The grid is part of every carousel, so it needs no more than the carousel does.
	richMedia: {
		BgColor: rule(1, color),
		Buttons: rule(1, list),
		ButtonsGroupColumns: rule(1, whole(COLUMNS)),
		ButtonsGroupRows: rule(1, whole(CARD_ROWS)),
		Type: rule(1, oneOf('rich_media')),
	},
};
