import { InvalidInput, readText, readWholeNumber } from '../../shared/inputs';
import type { ReadParameter } from '../provider';
import { TYPE_CODE } from './limits';

/** Values of `source_type` (seed 001, "Message sending procedure"). */
export const SOURCE_TYPES = { promotional: 1, transactional: 2 } as const;

/** Numbers of the types that are plain text and may be transactional (decisiontelecom.md §4). */
const TEXT_CODES: readonly number[] = [106, 206];

/** What kind of message it is, in the provider's numbers. */
export interface MessageKind {
	/** `message_type`. */
	code: number;
	/** `source_type`. */
	sourceType: number;
	/** Which fields it consists of; those of `any` may be left out. */
	parts: 'text' | 'all' | 'any';
	/** Whether the user wants answers. */
	isTwoWay: boolean;
}

/**
 * Reads what kind of message it is (decisiontelecom.md §4).
 *
 * @throws InvalidInput for a type that the provider does not have, such as one left over from another
 */
export function readKind(read: ReadParameter): MessageKind {
	const type = readText(read, 'messageType', 'Message Type');
	if (type === 'text') {
		const isTwoWay = readTwoWay(read);
		const sourceType = readPurpose(read);
		return { code: isTwoWay ? 206 : 106, sourceType, parts: 'text', isTwoWay };
	}
	if (type === 'textImageButton') {
		const isTwoWay = readTwoWay(read);
		const sourceType = SOURCE_TYPES.promotional;
		return { code: isTwoWay ? 208 : 108, sourceType, parts: 'all', isTwoWay };
	}
	if (type === 'promotionalText') {
		return { code: 225, sourceType: SOURCE_TYPES.promotional, parts: 'text', isTwoWay: false };
	}
	if (type === 'other') {
		const code = readTypeCode(read);
		return { code, sourceType: readPurpose(read), parts: 'any', isTwoWay: false };
	}
	throw new InvalidInput(
		`The message type "${type}" is not one that DecisionTelecom can send here`,
		"Choose another 'Message Type'.",
	);
}

/** Whether the documents tell of a fallback by SMS for this kind: transactional text (§3, Notes). */
export function hasSmsFallback({ code, sourceType }: MessageKind): boolean {
	return TEXT_CODES.includes(code) && sourceType === SOURCE_TYPES.transactional;
}

// Expressions may give a text. Taken for "off", it would cost the answers.
function readTwoWay(read: ReadParameter): boolean {
	return String(read('twoWay', false)) === 'true';
}

function readPurpose(read: ReadParameter): number {
	const purpose = readText(read, 'purpose', 'Purpose');
	if (purpose === 'promotional' || purpose === 'transactional') return SOURCE_TYPES[purpose];
	throw new InvalidInput(
		"'Purpose' is neither transactional nor promotional",
		"Choose one of the two in 'Purpose'.",
	);
}

function readTypeCode(read: ReadParameter): number {
	const label = 'Message Type Number';
	const code = readWholeNumber(read, 'typeCode', label, TYPE_CODE);
	if (code !== undefined) return code;
	throw new InvalidInput(
		`'${label}' is empty`,
		`Fill in '${label}' with the number that DecisionTelecom has told you, or choose another 'Message Type'.`,
	);
}
