import { make, unseen } from './dom.js';
import { TEXTS } from './texts.js';

/** Pictures by address. Only this machine is asked for them; all others are drawn as a label. */

const OWN_HOSTS = ['127.0.0.1', 'localhost', '[::1]'];

/** True if an address leads to this machine. */
export function isLocal(address) {
	if (!URL.canParse(address)) return false;
	const { protocol, hostname } = new URL(address);
	return /^https?:$/.test(protocol) && OWN_HOSTS.includes(hostname);
}

function labelOf(address, alt, reason) {
	const host = URL.canParse(address) ? new URL(address).hostname : '';
	return make(
		'span',
		{ class: 'no-picture', role: 'img', 'aria-label': reason(alt, host) },
		make('span', { class: 'no-picture-host', text: host }),
	);
}

/**
 * A picture, or a label in its place when its host is elsewhere or it cannot be had.
 *
 * @param alt what it is, for those who do not see it; empty for a decoration
 * @param fit how it fills its place, as CSS calls it
 */
export function pictureOf(address, alt, fit = 'cover') {
	if (!isLocal(address)) return labelOf(address, alt, TEXTS.pictureElsewhere);
	const image = make('img', { src: address, alt, referrerpolicy: 'no-referrer' });
	image.style.objectFit = fit;
	image.addEventListener('error', () => {
		image.replaceWith(labelOf(address, alt, TEXTS.pictureGone));
	});
	return image;
}

/** A link to something on this machine, or the same without a link when it lies elsewhere. */
export function linkIfLocal(address, ...children) {
	if (!isLocal(address)) return make('span', { class: 'media-link' }, ...children);
	return make(
		'a',
		{ class: 'media-link', href: address, target: '_blank', rel: 'noopener noreferrer' },
		...children,
		unseen(` ${TEXTS.opensNewTab}`),
	);
}
