import type { Page } from 'playwright-core';

// Programs for the page as text: the tests are not compiled against a browser's types.

const NAME = String.raw`(element) =>
	element.id ? '#' + element.id : element.tagName.toLowerCase() + '.' + element.className +
	' "' + element.textContent.trim().slice(0, 30) + '"'`;

const CLIPPED = String.raw`(() => {
	const name = ${NAME};
	const bad = [];
	for (const element of document.body.querySelectorAll('*')) {
		if (!element.checkVisibility() || element.matches('.unseen, .unseen *, .skip, svg *')) continue;
		const { overflowX, textOverflow } = getComputedStyle(element);
		const hides = element.scrollWidth > element.clientWidth + 1;
		if (hides && overflowX !== 'visible' && element.clientWidth > 0
			&& !element.matches('.carousel, input, select, textarea, .layer, .map')) {
			bad.push(name(element) + ' ' + overflowX);
		}
		const { left, right } = element.getBoundingClientRect();
		if ((left < 0 || right > innerWidth) && !element.closest('.carousel, .layer, .map, svg')) {
			bad.push(name(element) + ' outside');
		}
	}
	return bad;
})()`;

/**
 * Looks for what the window cuts off: elements beyond its sides, and such as hide a part of themselves
 * or must be scrolled sideways. Carousels may; the phone that they copy scrolls them so.
 */
export async function clippedOf(page: Page): Promise<string[]> {
	return await page.evaluate<string[]>(CLIPPED);
}

/** Selectors in the order in which their elements lie from top to bottom. */
export async function orderOf(page: Page, selectors: readonly string[]): Promise<string[]> {
	return await page.evaluate<string[]>(
		`${JSON.stringify(selectors)}.map((one) => [one, document.querySelector(one)
			.getBoundingClientRect().top]).sort(([, a], [, b]) => a - b).map(([one]) => one)`,
	);
}

const CONTROLS = String.raw`(() => {
	const all = [...document.querySelectorAll(
		'a[href], button, input, select, textarea, summary, [tabindex="0"]')];
	const wanted = all.filter((one) => !one.disabled && one.checkVisibility({ visibilityProperty: true }));
	wanted.forEach((one, index) => one.setAttribute('data-walk', index));
	return wanted.length;
})()`;

const STEP = String.raw`(() => {
	const element = document.activeElement;
	const name = ${NAME};
	if (!element.hasAttribute('data-walk')) return null;
	// A field without looks of its own is shown by its label.
	const seen = element.matches('.unseen') ? element.closest('label') : element;
	const { outlineStyle, outlineWidth } = getComputedStyle(seen);
	const { left, top, width, height } = seen.getBoundingClientRect();
	const x = Math.min(left + width / 2, innerWidth - 1);
	const y = Math.min(Math.max(top + Math.min(height, 30) / 2, 0), innerHeight - 1);
	const there = document.elementFromPoint(x, y);
	return {
		index: Number(element.dataset.walk),
		name: name(element),
		isMarked: outlineStyle !== 'none' && parseFloat(outlineWidth) >= 2,
		isCovered: !there || !(seen.contains(there) || there.contains(seen)),
	};
})()`;

interface Step {
	index: number;
	name: string;
	isMarked: boolean;
	isCovered: boolean;
}

/** What a walk with the Tab key through the whole page has shown. */
export interface Walk {
	/** Names of controls in the order in which they got the focus. */
	order: string[];
	/** Those that never got it. */
	missed: string[];
	/** Those that do not show that they have it. */
	unmarked: string[];
	/** Those that lie under something else, or out of sight, when they have it. */
	covered: string[];
}

/** Walks from the beginning of the page until all controls had the focus or one has it again. */
export async function walk(page: Page): Promise<Walk> {
	const count = await page.evaluate<number>(CONTROLS);
	// The beginning of the page, wherever the focus was.
	await page.evaluate(
		`(() => { document.activeElement.blur(); document.body.tabIndex = -1; document.body.focus();
			document.body.removeAttribute('tabindex'); })()`,
	);
	const steps = new Map<number, Step>();
	for (let press = 0; press < count + 5; press++) {
		await page.keyboard.press('Tab');
		const step = await page.evaluate<Step | null>(STEP);
		if (!step) continue;
		if (steps.has(step.index)) break;
		steps.set(step.index, step);
	}
	const missed = await page.evaluate<string[]>(
		`[...document.querySelectorAll('[data-walk]')]
			.filter((one) => !${JSON.stringify([...steps.keys()])}.includes(Number(one.dataset.walk)))
			.map(${NAME})`,
	);
	const all = [...steps.values()];
	return {
		order: all.map(({ name }) => name),
		missed,
		unmarked: all.filter(({ isMarked }) => !isMarked).map(({ name }) => name),
		covered: all.filter(({ isCovered }) => isCovered).map(({ name }) => name),
	};
}
