import type { Page } from 'playwright-core';

// As text: the tests are not compiled against a browser's types.
const MEASURE = String.raw`(selectors) => {
	const canvas = document.createElement('canvas').getContext('2d', { willReadFrequently: true });
	const luminance = (layers) => {
		for (const layer of layers) {
			canvas.fillStyle = layer;
			canvas.fillRect(0, 0, 1, 1);
		}
		const [red, green, blue] = [...canvas.getImageData(0, 0, 1, 1).data].map((part) => {
			const share = part / 255;
			return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
		});
		return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
	};
	return selectors.map((selector) => {
		const element = document.querySelector(selector);
		const grounds = [];
		for (let one = element; one; one = one.parentElement) {
			grounds.unshift(getComputedStyle(one).backgroundColor);
		}
		const ground = luminance(['#fff', ...grounds]);
		const ink = luminance(['#fff', ...grounds, getComputedStyle(element).color]);
		return (Math.max(ground, ink) + 0.05) / (Math.min(ground, ink) + 0.05);
	});
}`;

/** What is below the contrast of 4.5 that small text needs, of the first element of each selector. */
export async function faintOf(page: Page, selectors: readonly string[]): Promise<string[]> {
	const ratios = await page.evaluate<number[]>(`(${MEASURE})(${JSON.stringify(selectors)})`);
	return selectors.flatMap((selector, index) => {
		const ratio = ratios[index] ?? 0;
		return ratio < 4.5 ? [`${selector}: ${ratio.toFixed(2)}`] : [];
	});
}
