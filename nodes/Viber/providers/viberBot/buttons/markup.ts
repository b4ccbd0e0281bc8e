const ENTITIES: Readonly<Record<string, string>> = {
	'&': '&amp;',
	'<': '&lt;',
	'>': '&gt;',
	'"': '&quot;',
	"'": '&#39;',
};

/**
 * Makes button text of what a person typed: nothing in it is taken for a tag, and lines stay lines
 * (viber-bot-api.md §5, `Text`, and §11, 18).
 *
 * @param typed plain text
 * @param style color as #RRGGBB, '' for the app's own
 */
export function toMarkup(typed: string, style: { color?: string; bold?: boolean } = {}): string {
	if (typed === '') return '';
	const escaped = typed
		.replace(/[&<>"']/g, (sign) => ENTITIES[sign] ?? sign)
		.replace(/\r\n|\r|\n/g, '<br>');
	const weighted = style.bold ? `<b>${escaped}</b>` : escaped;
	return style.color ? `<font color="${style.color}">${weighted}</font>` : weighted;
}
