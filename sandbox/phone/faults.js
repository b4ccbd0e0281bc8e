import { byId, make } from './dom.js';
import { TEXTS } from './texts.js';

/** The panel with everything that can be made to go wrong. */

const NOT_ABOUT_CALLS = ['duplicates', 'outOfOrder', 'expiredMedia', 'failNext'];

/** Those that the bot's provider plays. */
let played = [];

const LATE = { name: 'ms', min: '0', max: '600000' };
const STATUS = { name: 'status', min: '1', max: '999' };
const RETRY_AFTER = { name: 'retryAfter', value: '', min: '0', max: '86400' };

/** A number to be set beside a fault; one that is empty at first may stay so. */
const DETAILS = {
	slow: { ...LATE, value: '3000' },
	lateAcceptance: { ...LATE, value: '60000' },
	status: STATUS,
	statusAfter: STATUS,
	rateLimit: RETRY_AFTER,
	http429: RETRY_AFTER,
};

function rowOf(name, change, faultStatus) {
	const box = make('input', { type: 'checkbox', role: 'switch', id: `fault-${name}` });
	const state = make('small', { id: `fault-${name}-state` });
	box.setAttribute('aria-describedby', state.id);
	const detail = DETAILS[name];
	const number =
		detail &&
		make('input', {
			type: 'number',
			id: `fault-${name}-${detail.name}`,
			value: detail.value ?? faultStatus,
			min: detail.min,
			max: detail.max,
			placeholder: detail.value === '' && TEXTS.retryAfterSeconds,
			'aria-label': TEXTS.faultDetail[name],
		});
	box.addEventListener('change', () => {
		if (!box.checked) return void change({ [name]: false });
		const times = byId('fault-times').value;
		const from = byId('fault-from').value;
		const method = byId('fault-method').value;
		const isSet = detail && (number.value !== '' || detail.value !== '');
		const wish = {
			times: times === '' ? null : Number(times),
			...(from === '' ? {} : { from: Number(from) }),
			...(method && !NOT_ABOUT_CALLS.includes(name) ? { method } : {}),
			...(isSet ? { [detail.name]: Number(number.value) } : {}),
		};
		// One that is refused is not on.
		void change({ [name]: wish }).then((done) => {
			if (!done) box.checked = false;
		});
	});
	const label = make('label', { for: box.id, text: TEXTS.fault[name] });
	return make('li', {}, box, make('span', {}, label, number, state));
}

function stateOf({ times, from, method, person, ms, status, retryAfter }, nameOf) {
	return [
		times === null ? TEXTS.untilOff : TEXTS.timesLeft(times),
		from !== undefined && TEXTS.letsPass(from - 1),
		method,
		person && nameOf(person),
		ms !== undefined && TEXTS.milliseconds(ms),
		status !== undefined && TEXTS.callRefused(status),
		retryAfter !== undefined && TEXTS.retryAfter(retryAfter),
	]
		.filter(Boolean)
		.join(' · ');
}

/** Fills the panel with what a provider plays. @param change called with faults to switch */
export function offerFaults({ faults, methods, faultStatus }, change) {
	if (played.join() === faults.join()) return;
	played = faults;
	byId('fault-list').replaceChildren(...faults.map((name) => rowOf(name, change, faultStatus)));
	byId('fault-method').replaceChildren(
		make('option', { value: '', text: TEXTS.anyMethod }),
		...methods.map((method) => make('option', { value: method, text: method })),
	);
}

/** Lets the mark in the head of the page lead to the panel. */
export function startFaults() {
	byId('faults-mark').addEventListener('click', () => {
		byId('faults').open = true;
		byId('faults').querySelector('summary').focus();
	});
}

/** Shows which faults are on. */
export function drawFaults(faults = {}, nameOf) {
	const names = Object.keys(faults);
	for (const name of played) {
		const list = faults[name] ?? [];
		byId(`fault-${name}`).checked = list.length > 0;
		byId(`fault-${name}-state`).textContent = list.map((one) => stateOf(one, nameOf)).join('; ');
	}
	const says = names.length > 0 ? TEXTS.faultsOn(names.length) : '';
	byId('faults-mark').hidden = names.length === 0;
	byId('faults-mark').textContent = says;
	byId('faults-count').textContent = says === '' ? TEXTS.faultsOff : says;
	byId('faults-count').classList.toggle('on', says !== '');
}
