import type { ReadParameter } from '../providers/parameters';
import { InvalidInput, readText, shorten } from './inputs';

/**
 * Reads a switch. What expressions and tables give for one counts, too: "TRUE", "false", 1 and 0.
 *
 * @returns `fallback` when nothing was filled in
 * @throws InvalidInput for anything else, which taken for off or on would go unnoticed
 */
export function readBoolean(
	read: ReadParameter,
	name: string,
	label: string,
	fallback: boolean,
): boolean {
	const text = readText(read, name, label).trim().toLowerCase();
	if (text === '') return fallback;
	if (text === 'true' || text === '1') return true;
	if (text === 'false' || text === '0') return false;
	throw new InvalidInput(
		`'${label}' is neither on nor off`,
		`Let the expression of '${label}' give true or false. It gives ${shorten(text)} now.`,
	);
}

/**
 * Reads whether the user wants the few fields that most workflows need, or the provider's own answer.
 *
 * @throws InvalidInput when an expression gives neither on nor off
 */
export function readSimplify(read: ReadParameter): boolean {
	return readBoolean(read, 'simplify', 'Simplify', true);
}
