import { byId, make } from './dom.js';
import { TEXTS } from './texts.js';

/** The panel above the input from which a person sends something else than text. */

const KINDS = ['picture', 'video', 'file', 'contact', 'location', 'sticker'];

/** The type under which a file of somebody's own goes out. */
function typeOf({ type }) {
	if (/^image\/(png|jpeg|gif)$/.test(type)) return 'picture';
	return type === 'video/mp4' ? 'video' : 'file';
}

function base64Of(file) {
	return new Promise((resolve, reject) => {
		const reader = new FileReader();
		reader.addEventListener('load', () => resolve(reader.result.split(',', 2)[1]));
		reader.addEventListener('error', () => reject(reader.error));
		reader.readAsDataURL(file);
	});
}

function show(open) {
	byId('attach').hidden = !open;
	byId('attach-button').setAttribute('aria-expanded', String(open));
}

function close() {
	show(false);
	byId('attach-button').focus();
}

/** Makes the panel work. @param send called with what is to be sent */
export function startAttach(send) {
	byId('attach-kinds').replaceChildren(
		...KINDS.map((type) => {
			const button = make('button', { type: 'button', text: TEXTS.attach[type] });
			button.addEventListener('click', () => {
				close();
				send({ type });
			});
			return button;
		}),
	);
	byId('attach-button').addEventListener('click', () => {
		const open = byId('attach').hidden;
		show(open);
		// The panel stands before its button.
		if (open) byId('attach-kinds').firstElementChild.focus();
	});
	byId('attach-link').addEventListener('submit', (event) => {
		event.preventDefault();
		const media = byId('attach-url').value;
		byId('attach-url').value = '';
		close();
		send({ type: 'url', media });
	});
	byId('attach-file').addEventListener('change', async ({ target }) => {
		const [file] = target.files;
		if (!file) return;
		const wish = { type: typeOf(file), fileName: file.name, data: await base64Of(file) };
		target.value = '';
		close();
		send(wish);
	});
	document.addEventListener('keydown', (event) => {
		if (event.key === 'Escape' && !byId('attach').hidden) close();
	});
	document.addEventListener('click', (event) => {
		if (!event.target.closest('#attach, #attach-button')) show(false);
	});
}
