import { InvalidInput, readText, readWholeNumber } from '../../shared/inputs';
import { readBoolean } from '../../shared/switches';
import type { ReadParameter } from '../parameters';
import { TYPE_CODE } from './limits';

/** What opens the way to what only some of the documents know. */
export const UNDOCUMENTED = 'Allow Undocumented';

/** Values of `source_type` (DecisionTelecom's page, "Message sending procedure"). */
const SOURCE_TYPES = { promotional: 1, transactional: 2 } as const;

/** What a type of message is. */
interface TypeRules {
	/** Which fields it consists of; those of `any` may be left out. */
	parts: 'text' | 'all' | 'any';
	/** Whether the person can answer. */
	isTwoWay: boolean;
	/** Only plain text may be transactional; SMS goes with that. */
	mayBeTransactional: boolean;
}

/** The types that the documents describe, by `message_type` (decisiontelecom.md §4). */
const KNOWN_TYPES: ReadonlyMap<number, TypeRules> = new Map([
	[106, { parts: 'text', isTwoWay: false, mayBeTransactional: true }],
	[108, { parts: 'all', isTwoWay: false, mayBeTransactional: false }],
	[206, { parts: 'text', isTwoWay: true, mayBeTransactional: true }],
	[208, { parts: 'all', isTwoWay: true, mayBeTransactional: false }],
	[225, { parts: 'text', isTwoWay: false, mayBeTransactional: false }],
]);

const UNKNOWN_TYPE: TypeRules = { parts: 'any', isTwoWay: false, mayBeTransactional: true };

/** What kind of message it is, in the provider's numbers. */
export interface MessageKind extends Pick<TypeRules, 'parts' | 'isTwoWay'> {
	/** `message_type`. */
	code: number;
	/** `source_type`. */
	sourceType: number;
	/** Whether the documents tell of a fallback by SMS for it: transactional text (§3, Notes). */
	hasSmsFallback: boolean;
}

/**
 * Reads what kind of message it is (decisiontelecom.md §4).
 *
 * @param allowsAll whether a type given by its number may break the rules of a known one
 * @throws InvalidInput for a type that the provider does not have, such as one left over from another
 */
export function readKind(read: ReadParameter, allowsAll: boolean): MessageKind {
	const type = readText(read, 'messageType', 'Message Type');
	switch (type) {
		case 'text':
			return kindOf(readTwoWay(read) ? 206 : 106, readPurpose(read));
		case 'textImageButton':
			return kindOf(readTwoWay(read) ? 208 : 108, SOURCE_TYPES.promotional);
		case 'promotionalText':
			return kindOf(225, SOURCE_TYPES.promotional);
		case 'other':
			return readOther(read, allowsAll);
		default:
			throw new InvalidInput(
				`The message type "${type}" is not one that DecisionTelecom can send here`,
				"Choose another 'Message Type'.",
			);
	}
}

function kindOf(code: number, sourceType: number, rules = KNOWN_TYPES.get(code)): MessageKind {
	const { parts, isTwoWay } = rules ?? UNKNOWN_TYPE;
	const isTransactional = sourceType === SOURCE_TYPES.transactional;
	const hasSmsFallback = isTransactional && parts === 'text';
	return { code, sourceType, parts, isTwoWay, hasSmsFallback };
}

function readOther(read: ReadParameter, allowsAll: boolean): MessageKind {
	const code = readTypeCode(read);
	const sourceType = readPurpose(read);
	if (allowsAll) return kindOf(code, sourceType, UNKNOWN_TYPE);
	const rules = KNOWN_TYPES.get(code) ?? UNKNOWN_TYPE;
	if (sourceType === SOURCE_TYPES.transactional && !rules.mayBeTransactional) {
		throw new InvalidInput(
			`Messages of type ${code} are promotional only`,
			`Choose Promotional in 'Purpose'. DecisionTelecom describes this type for nothing else; to try all the same, switch on '${UNDOCUMENTED}'.`,
		);
	}
	return kindOf(code, sourceType);
}

// Expressions may give a text. Taken for "off", it would cost the answers.
function readTwoWay(read: ReadParameter): boolean {
	return readBoolean(read, 'twoWay', 'Two-Way', false);
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
