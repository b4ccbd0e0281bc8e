import type { Account } from '../../world/account.mts';
import { badParam, badPhoneNumber, CODE, SendingRefusal } from './codes.mts';
import type { MessaggioDriver } from './driver.mts';
import { readOrder, type Form, type Order } from './order.mts';
import { isBad, troubleWith } from './people.mts';
import type { IdLine } from './xml.mts';

/** What came of a sending: ids for the answer, and what the log says. */
export interface Accepted {
	ids: IdLine[];
	order: Order;
	/** With what the answer refuses all the same, because of the phones that were left out. */
	refusal?: SendingRefusal;
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
	const { settings } = account;
	const named = order.phones.length + order.misspelt;
	checkPace(account, driver, named);
	const takesTheRest = settings.badPhone !== 'refusesAll';
	const good = takesTheRest ? order.phones.filter((phone) => !isBad(phone)) : order.phones;
	checkPhones(driver, good.length > 0 ? good : order.phones);
	const { balance, acceptedPhones } = settings;
	if (typeof balance === 'number' && driver.spent + good.length > balance) {
		throw new SendingRefusal(CODE.noBalance, undefined, `${balance - driver.spent} messages left`);
	}
	const accepted = good.slice(0, typeof acceptedPhones === 'number' ? acceptedPhones : undefined);
	const sent = accepted.map((phone) => ({ phone, id: driver.send(order, phone) }));
	const { from, text, imageId } = order;
	const type = imageId === '' ? 'text' : 'picture';
	for (const { phone: to, id } of sent) account.accepted.add({ id, to, text, type, from, method });
	const refuses = good.length < named && settings.badPhone === 'takesTheRestButRefuses';
	return {
		order,
		ids: order.wantsReports ? sent.map((one) => idLine(one, account)) : [],
		...(refuses ? { refusal: refusalOfBad(order) } : {}),
		note: noteOn(order, accepted.length, named),
	};
}

function checkPace(account: Account, driver: MessaggioDriver, count: number): void {
	const { messagesPerSecond: most, burst } = account.settings;
	if (typeof most !== 'number') return;
	if (driver.pace.admits(count, account.now(), most, burst === true)) return;
	throw new SendingRefusal(CODE.tooFast, undefined, `more than ${most} messages in a second`);
}

function checkPhones(driver: MessaggioDriver, phones: readonly string[]): void {
	const code = driver.refusalOf(phones);
	if (code !== undefined) throw refusalBy(code);
}

/** The refusal of the first bad phone; those that are no numbers at all come before. */
function refusalOfBad({ phones, misspelt }: Order): SendingRefusal {
	if (misspelt > 0) return badPhoneNumber();
	return refusalBy(troubleWith(phones.find(isBad) ?? '').code ?? CODE.invalidInput);
}

function refusalBy(code: number): SendingRefusal {
	const why = 'a phone of the request stands for that';
	return code === CODE.invalidInput
		? badParam('phone', why)
		: new SendingRefusal(code, undefined, why);
}

function idLine({ phone, id }: { phone: string; id: string }, account: Account): IdLine {
	const { idPhone } = account.settings;
	if (idPhone === 'absent') return { id };
	return { id, phone: idPhone === 'plus' ? `+${phone}` : phone };
}

function noteOn({ text, imageId, leftOut }: Order, accepted: number, named: number): string {
	const count = accepted === named ? `${accepted}` : `${accepted} of ${named}`;
	const many = named === 1 && accepted === 1 ? '' : `${count} phones: `;
	const what = text === '' ? `picture ${imageId.slice(0, 8)}…` : text.slice(0, 80);
	const ignored = leftOut.length === 0 ? '' : ` (left out: ${leftOut.join(', ').slice(0, 200)})`;
	return many + what + ignored;
}
