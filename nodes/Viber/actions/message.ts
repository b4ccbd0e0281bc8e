import type { IDataObject, IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';

import type { Provider } from '../providers/provider';
import type { Receipt } from '../providers/sending';
import type { Failure } from '../shared/errors';
import { errorItem } from '../shared/errors';
import { addressIn, exchange } from '../shared/http';
import { mediaFinder } from '../shared/media';
import { accountOf, entriesOf } from '../shared/sending/account';
import { realClock } from '../shared/sending/clock';
import type { Draft, Report, Result } from '../shared/sending/contract';
import { runItems } from '../shared/sending/engine';
import { readSimplify } from '../shared/switches';
import { errorOf, failureOf, hintStuckKeys, skippedJson } from './conclusion';
import { credentialReader } from './credentials';
import { keyStore } from './keyStore';
import { errorBeforehand, failureOfEach, prepare } from './prepare';
import { parameterReader } from './reading';
import { memoryOf, notesOf } from './reruns';
import type { RunSettings } from './runSettings';
import { readKeys, readSendSettings, usualSettings } from './runSettings';

/** What a request says, and by whose leave. */
interface Letter {
	content: IDataObject;
	credential: IDataObject;
}

/** What a run goes by. */
interface Run {
	readFor: ReturnType<typeof parameterReader>;
	wanted: Wanted[];
	/** Why none of its items can be sent, if an option cannot be used. */
	failures: readonly Failure[];
}

/** What of an item is wanted again once its message is accepted. */
interface Wanted {
	simplify: boolean;
	transactionId?: string;
}

/**
 * Carries out "Send a message": one message per input item, to one person or, with providers that
 * can, to several.
 *
 * @returns one item per person, in input order and linked to its input
 * @throws NodeApiError or NodeOperationError that names what was accepted and what is left, unless
 * the node is set to go on
 */
export async function sendMessages(
	context: IExecuteFunctions,
	provider: Provider,
): Promise<INodeExecutionData[]> {
	const readFor = parameterReader(context);
	const settings = await prepare(0, async () => readSendSettings(readFor(0), provider.sending));
	if ('failure' in settings && !context.continueOnFail()) {
		throw errorBeforehand(context, settings.failure);
	}
	const wanted = notesOf<Wanted>(context);
	const [run, failures] =
		'failure' in settings
			? [usualSettings(provider.sending.speed), failureOfEach(context, settings.failure)]
			: [settings.ready, []];
	const report = await send(context, provider, run, { readFor, wanted, failures });
	const error = errorOf(context, provider, report.stoppedBy, () => ({
		account: accountOf(entriesOf(report.results), context.getInputData().length),
		stuckKeys: report.stuckKeys,
		unsureKeys: report.unsureKeys,
	}));
	if (error) throw error;
	hintStuckKeys(context, report);
	return report.results.map((result) => toItem(provider, result, wanted[result.itemIndex]));
}

async function send(
	context: IExecuteFunctions,
	provider: Provider,
	settings: RunSettings,
	{ readFor, wanted, failures }: Run,
): Promise<Report<Receipt>> {
	const { sending } = provider;
	const items = context.getInputData().length;
	const credentialFor = credentialReader(context, provider);
	const findMedia = mediaFinder(context, {
		questionOf: (itemIndex) => sending.mediaQuestion?.(readFor(itemIndex)),
		atOnce: settings.limits.atOnce,
	});
	let messages = 0;

	async function draft(itemIndex: number): Promise<Draft<Letter>> {
		const read = readFor(itemIndex);
		const { data: credential, id } = await credentialFor(itemIndex);
		const media = await findMedia(itemIndex);
		const { content, receivers, receiversAtOnce, transactionId } = sending.draft(read, {
			media,
			credential,
		});
		const keys = readKeys(read, receivers, sending.groups);
		messages += receivers.length;
		wanted[itemIndex] = {
			simplify: readSimplify(read),
			...(transactionId === undefined ? {} : { transactionId }),
		};
		return {
			receivers,
			receiversAtOnce,
			content: { content, credential },
			...(settings.groups && { groupKey: JSON.stringify([id, receiversAtOnce, content]) }),
			...(keys && { keys: keys.map((key) => [key]) }),
		};
	}

	return await runItems<Letter, Receipt>({
		items,
		...settings,
		async prepare(itemIndex) {
			const failure = failures[itemIndex];
			if (failure) return { failure };
			const prepared = await prepare(itemIndex, async () => await draft(itemIndex));
			return 'failure' in prepared ? prepared : { draft: prepared.ready };
		},
		async send({ content, credential }, receivers) {
			const request = sending.request(content, receivers);
			const address = addressIn(credential, request.address);
			const answer = await exchange(context, provider, address, request, credential);
			return sending.outcome(answer, receivers, content);
		},
		// Whether one bad number spoils the whole request is not documented anywhere.
		splitsRefused: sending.groups,
		repeatsUnknown: false,
		stopOnFailure: !context.continueOnFail(),
		signal: context.getExecutionCancelSignal?.(),
		claims: keyStore(context, () => messages),
		memory: memoryOf(context),
		clock: realClock,
		random: Math.random,
	});
}

function toItem(
	provider: Provider,
	result: Result<Receipt>,
	wanted: Wanted | undefined,
): INodeExecutionData {
	const pairedItem = { item: result.itemIndex };
	if (result.kind === 'skipped') {
		return { json: skippedJson(provider, result.to, result.key), pairedItem };
	}
	if (result.kind !== 'accepted') return errorItem(provider.id, failureOf(provider, result));
	const { to, messageId = null, doubt, answer } = result.receipt;
	const { simplify = true, transactionId } = wanted ?? {};
	const json = simplify
		? {
				provider: provider.id,
				to,
				messageId,
				status: doubt === undefined ? 'accepted' : 'unknown',
				...(transactionId === undefined ? {} : { transactionId }),
				...(doubt === undefined ? {} : { note: doubt }),
			}
		: { ...answer, ...(doubt === undefined ? {} : { note: doubt }) };
	return { json, pairedItem };
}
