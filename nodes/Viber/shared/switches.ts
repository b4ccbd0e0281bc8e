import type { ReadParameter } from '../providers/provider';
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
