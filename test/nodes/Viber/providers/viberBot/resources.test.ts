import type { IDataObject } from 'n8n-workflow';

import { account } from '../../../../../nodes/Viber/providers/viberBot/account';
import { users } from '../../../../../nodes/Viber/providers/viberBot/users';
import { textOf } from './reader';

function answer(body: unknown) {
	return { kind: 'answer', statusCode: 200, text: JSON.stringify(body) } as const;
}

// viber-bot-api.md §7
describe('the account', () => {
	it('asks with an empty object that really goes out', () => {
		expect(account.get()).toMatchObject({ path: '/get_account_info', body: '{}' });
	});

	it('is cut down to ten fields', () => {
		const full = {
			status: 0,
			id: 'pa:5752',
			name: 'Corner Café',
			uri: 'cornercafe',
			icon: 'https://www.example.com/i.png',
			category: 'Food',
			subcategory: 'Café',
			location: { lon: 1, lat: 2 },
			country: 'UA',
			webhook: 'https://n8n.example.com/webhook/1/viber',
			event_types: ['seen'],
			subscribers_count: 35,
			members: [{ id: 'x', name: 'Olena', role: 'admin' }],
		};
		expect(account.simplify(full)).toEqual({
			provider: 'viberBot',
			id: 'pa:5752',
			name: 'Corner Café',
			uri: 'cornercafe',
			category: 'Food',
			subcategory: 'Café',
			country: 'UA',
			webhook: 'https://n8n.example.com/webhook/1/viber',
			eventTypes: ['seen'],
			subscribersCount: 35,
		});
	});

	it('has no webhook when none is told', () => {
		expect(account.simplify({ id: 'pa:1' })).toMatchObject({ webhook: '', eventTypes: [] });
	});
});

describe('a user', () => {
	it('is asked for by id', () => {
		const request = users.get('a/b+c=');
		expect(request.path).toBe('/get_user_details');
		expect(JSON.parse(textOf(request))).toEqual({ id: 'a/b+c=' });
	});

	it('has words of its own for code 12', () => {
		const outcome = users.getOutcome(answer({ status: 12, status_message: 'tooManyRequests' }));
		expect(outcome).toMatchObject({
			kind: 'refused',
			refusal: { code: '12', reason: expect.stringMatching(/twice in 12 hours/) as string },
		});
		expect(users.getOutcome(answer({ status: 6 }))).toMatchObject({ refusal: { code: '6' } });
		expect(users.onlineOutcome(answer({ status: 12 }))).toMatchObject({
			refusal: { reason: expect.stringMatching(/rate limit/) as string },
		});
	});

	it('is cut down to the useful fields', () => {
		const user = {
			id: 'x=',
			name: 'Olena',
			avatar: 'https://media.example.test/a.jpg',
			country: 'UA',
			language: 'uk',
			primary_device_os: 'android 14',
			api_version: 10,
			viber_version: '22.1',
			mcc: 255,
			mnc: 3,
			device_type: 'Pixel',
		};
		expect(users.simplify({ status: 0, user })).toEqual({
			provider: 'viberBot',
			id: 'x=',
			name: 'Olena',
			avatar: 'https://media.example.test/a.jpg',
			country: 'UA',
			language: 'uk',
			deviceType: 'Pixel',
			operatingSystem: 'android 14',
			viberVersion: '22.1',
			apiVersion: 10,
		});
	});
});

describe('online status', () => {
	it('asks for a list of ids', () => {
		expect(JSON.parse(textOf(users.getOnline(['a', 'b'])))).toEqual({ ids: ['a', 'b'] });
		expect(users.onlineAtOnce).toBe(100);
	});

	it.each([
		[0, 'online'],
		[1, 'offline'],
		[2, 'undisclosed'],
		[3, 'tryLater'],
		[4, 'unavailable'],
		[9, 'unknown'],
	])('%i is %s', (online_status, onlineStatus) => {
		const told: IDataObject = { users: [{ id: 'a', online_status }] };
		expect(users.readOnline(told, ['a'], true)).toEqual([
			{ provider: 'viberBot', id: 'a', onlineStatus, onlineStatusCode: online_status },
		]);
	});

	it('gives one object for each id in their order, also for those left out', () => {
		const told: IDataObject = {
			users: [
				{ id: 'b', online_status: 1, last_online: 1700000000000 },
				{ id: 'a', online_status: 0 },
			],
		};
		expect(users.readOnline(told, ['a', 'c', 'b'], true)).toEqual([
			{ provider: 'viberBot', id: 'a', onlineStatus: 'online', onlineStatusCode: 0 },
			{ provider: 'viberBot', id: 'c', onlineStatus: 'notTold' },
			{
				provider: 'viberBot',
				id: 'b',
				onlineStatus: 'offline',
				onlineStatusCode: 1,
				lastOnline: '2023-11-14T22:13:20.000Z',
			},
		]);
		expect(users.readOnline(told, ['a', 'c'], false)).toEqual([
			{ id: 'a', online_status: 0 },
			{ id: 'c' },
		]);
		expect(users.readOnline({}, ['a'], true)).toMatchObject([{ onlineStatus: 'notTold' }]);
	});
});
