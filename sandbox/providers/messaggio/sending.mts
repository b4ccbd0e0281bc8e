import type { Account } from '../../world/account.mts';
import { badParam, CODE, SendingRefusal } from './codes.mts';
import type { MessaggioDriver } from './driver.mts';
import { readOrder, type Form, type Order } from './order.mts';
import type { IdLine } from './xml.mts';

/** What came of a sending: ids for the answer, and what the log says. */
export interface Accepted {
	ids: IdLine[];
	order: Order;
	note: string;
}

/**
 * Carries out a sending whose signature is right: reads it, looks whether the account may, and sends.
 *
 * @throws SendingRefusal when all of it is refused; then nothing was sent to anybody
 */
export function send(
	account: Account,
	driver: MessaggioDriver,
	form: Form,
	method: string,
): Accepted {
	const order = readOrder(form, account.settings);
	if (order.imageId !== '' && !driver.images.has(order.imageId)) {
		throw badParam('image_id', 'no image of this account has this id');
	}
	const { phones } = order;
	const { messagesPerSecond, balance, acceptedPhones } = account.settings;
	const fits = (most: number) => driver.pace.admits(phones.length, account.now(), most);
	if (typeof messagesPerSecond === 'number' && !fits(messagesPerSecond)) {
		const why = `more than ${messagesPerSecond} messages in a second`;
		throw new SendingRefusal(CODE.tooFast, undefined, why);
	}
	const refusal = driver.refusalOf(phones);
	if (refusal !== undefined) {
		throw new SendingRefusal(refusal, undefined, 'a phone of the request stands for that');
	}
	if (typeof balance === 'number' && driver.spent + phones.length > balance) {
		throw new SendingRefusal(CODE.noBalance, undefined, `${balance - driver.spent} messages left`);
	}
	const accepted = phones.slice(0, typeof acceptedPhones === 'number' ? acceptedPhones : undefined);
	const sent = accepted.map((phone) => ({ phone, id: driver.send(order, phone) }));
	const { from, text, imageId } = order;
	const type = imageId === '' ? 'text' : 'picture';
	for (const { phone: to, id } of sent) account.accepted.add({ id, to, text, type, from, method });
	return {
		order,
		ids: order.wantsReports ? sent.map((one) => idLine(one, account)) : [],
		note: noteOn(order, accepted.length),
	};
}

function idLine({ phone, id }: { phone: string; id: string }, account: Account): IdLine {
	const { idPhone } = account.settings;
	if (idPhone === 'absent') return { id };
	return { id, phone: idPhone === 'plus' ? `+${phone}` : phone };
}

function noteOn({ phones, text, imageId, leftOut }: Order, accepted: number): string {
	const count = accepted === phones.length ? `${accepted}` : `${accepted} of ${phones.length}`;
	const many = phones.length === 1 && accepted === 1 ? '' : `${count} phones: `;
	const what = text === '' ? `picture ${imageId.slice(0, 8)}…` : text.slice(0, 80);
	const ignored = leftOut.length === 0 ? '' : ` (left out: ${leftOut.join(', ').slice(0, 200)})`;
	return many + what + ignored;
}
