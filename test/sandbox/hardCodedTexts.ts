import * as ts from 'typescript';

/** Where words are shown or spoken. */
const SHOWN = ['text', 'textContent', 'innerText', 'title', 'placeholder', 'alt', 'label'];
const SPEAKING = ['say', 'unseen', 'Error', 'alert', 'confirm', 'prompt', 'paragraph', 'append'];

const isShown = (name: string) =>
	SHOWN.includes(name) || /^aria-(label|description|value)/.test(name);
const nameOf = (node: ts.Node) =>
	ts.isIdentifier(node) || ts.isStringLiteral(node) ? node.text : '';

/** All literal parts of an expression that lead into what it gives. */
function wordsIn(node: ts.Expression): string[] {
	if (ts.isStringLiteralLike(node)) return [node.text];
	if (ts.isTemplateExpression(node)) {
		return [
			node.head.text,
			...node.templateSpans.flatMap(({ expression, literal }) => [
				...wordsIn(expression),
				literal.text,
			]),
		];
	}
	if (ts.isParenthesizedExpression(node)) return wordsIn(node.expression);
	if (ts.isConditionalExpression(node)) {
		return [...wordsIn(node.whenTrue), ...wordsIn(node.whenFalse)];
	}
	if (ts.isBinaryExpression(node)) return [...wordsIn(node.left), ...wordsIn(node.right)];
	return [];
}

/** What a node puts in front of somebody's eyes or ears; nothing for most nodes. */
function shownBy(node: ts.Node): ts.Expression[] {
	if (ts.isPropertyAssignment(node)) return isShown(nameOf(node.name)) ? [node.initializer] : [];
	if (ts.isBinaryExpression(node)) {
		const { left, operatorToken, right } = node;
		const isSet = operatorToken.kind === ts.SyntaxKind.EqualsToken;
		return isSet && ts.isPropertyAccessExpression(left) && isShown(left.name.text) ? [right] : [];
	}
	if (!ts.isCallExpression(node) && !ts.isNewExpression(node)) return [];
	const given = [...(node.arguments ?? [])];
	const { expression: called } = node;
	const name = ts.isPropertyAccessExpression(called) ? called.name.text : nameOf(called);
	if (SPEAKING.includes(name)) return given.slice(0, 1);
	return name === 'setAttribute' && isShown(nameOf(given[0] as ts.Node)) ? given.slice(1) : [];
}

/** True for a literal that reads as a sentence, wherever it stands. */
function isSentence(node: ts.Node): node is ts.StringLiteralLike {
	return ts.isStringLiteralLike(node) && /^[A-Z][a-z]+[ ,:.!?].*[a-z]/.test(node.text);
}

/**
 * Looks through a script of the page for words that it shows or speaks, and for times, days and numbers
 * written in another language than that of the texts.
 *
 * @returns each with its line
 */
export function hardCodedIn(name: string, script: string): string[] {
	const source = ts.createSourceFile(name, script, ts.ScriptTarget.Latest, true, ts.ScriptKind.JS);
	const found = new Set<string>();
	const note = (node: ts.Node, what: string) => {
		const { line } = source.getLineAndCharacterOfPosition(node.getStart(source));
		found.add(`${name}:${line + 1} ${what}`);
	};
	const visit = (node: ts.Node) => {
		for (const shown of shownBy(node)) {
			const words = wordsIn(shown).filter((part) => /\p{L}/u.test(part));
			if (words.length > 0) note(node, words.join(' '));
		}
		if (isSentence(node)) note(node, node.text);
		if (ts.isCallExpression(node) || ts.isNewExpression(node)) {
			const called = node.expression.getText(source);
			const isFormat = /\.toLocale\w*String$/.test(called) || called.startsWith('Intl.');
			if (isFormat && node.arguments?.[0]?.getText(source) !== 'TEXTS.language') note(node, called);
		}
		ts.forEachChild(node, visit);
	};
	visit(source);
	return [...found];
}

/** Words that stand in a page or in what a style sheet puts into it. */
export function hardCodedInMarkup(markup: string): string[] {
	const visible = markup.replace(/<!--[\s\S]*?-->|<style[\s\S]*?<\/style>/g, '');
	const attributes =
		/\s(?:title|placeholder|alt|label|aria-label|value)\s*=\s*"([^"]*\p{L}[^"]*)"/giu;
	return [
		...visible.replace(/<[^>]*>/g, '\n').split('\n'),
		...[...visible.matchAll(attributes)].map(([, words]) => words ?? ''),
	].filter((words) => /\p{L}/u.test(words));
}

/** The same for a style sheet. */
export function hardCodedInStyle(style: string): string[] {
	return [...style.matchAll(/content:\s*(['"])(.*?)\1/g)]
		.map(([, , words]) => words ?? '')
		.filter((words) => /\p{L}/u.test(words));
}
