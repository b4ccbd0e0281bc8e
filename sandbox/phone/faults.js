import { byId, make } from './dom.js';
import { TEXTS } from './texts.js';

/** The panel with everything that can be made to go wrong. */

const METHODS = [
	'send_message',
	'broadcast_message',
	'get_online',
	'get_user_details',
	'get_account_info',
	'set_webhook',
];
const ABOUT_CALLS = ['slow', 'http500', 'resetBefore', 'resetAfter', 'rateLimit', 'status'];
const ALL = [...ABOUT_CALLS, 'duplicates', 'outOfOrder', 'expiredMedia', 'failNext'];

/** A number to be set beside a fault. */
const DETAILS = {
	slow: { name: 'ms', value: '3000', min: '0', max: '600000' },
	status: { name: 'status', value: '19', min: '1', max: '999' },
};

function rowOf(name, change) {
	const box = make('input', { type: 'checkbox', role: 'switch', id: `fault-${name}` });
	const state = make('small', { id: `fault-${name}-state` });
	box.setAttribute('aria-describedby', state.id);
	const detail = DETAILS[name];
	const number =
		detail &&
		make('input', {
			type: 'number',
			id: `fault-${name}-${detail.name}`,
			value: detail.value,
			min: detail.min,
			max: detail.max,
			'aria-label': TEXTS.faultDetail[name],
		});
	box.addEventListener('change', () => {
		if (!box.checked) return void change({ [name]: false });
		const times = byId('fault-times').value;
		const method = byId('fault-method').value;
		void change({
			[name]: {
				times: times === '' ? null : Number(times),
				...(method && ABOUT_CALLS.includes(name) ? { method } : {}),
				...(detail ? { [detail.name]: Number(number.value) } : {}),
			},
		});
	});
	const label = make('label', { for: box.id, text: TEXTS.fault[name] });
	return make('li', {}, box, make('span', {}, label, number, state));
}

function stateOf({ times, method, person, ms, status }, nameOf) {
	return [
		times === null ? TEXTS.untilOff : TEXTS.timesLeft(times),
		method,
		person && nameOf(person),
		ms !== undefined && `${ms} ms`,
		status !== undefined && TEXTS.callRefused(status),
	]
		.filter(Boolean)
		.join(' · ');
}

/** Makes the panel work. @param change called with faults to switch */
export function startFaults(change) {
	byId('fault-list').replaceChildren(...ALL.map((name) => rowOf(name, change)));
	byId('fault-method').replaceChildren(
		make('option', { value: '', text: TEXTS.anyMethod }),
		...METHODS.map((method) => make('option', { value: method, text: method })),
	);
	byId('faults-mark').addEventListener('click', () => {
		byId('faults').open = true;
		byId('faults').querySelector('summary').focus();
	});
}

/** Shows which faults are on. */
export function drawFaults(faults = {}, nameOf) {
	const names = Object.keys(faults);
	for (const name of ALL) {
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
