import type {
	INodeProperties,
	INodePropertyCollection,
	INodePropertyOptions,
	INodeTypeDescription,
	NodeParameterValue,
} from 'n8n-workflow';
import { NodeHelpers } from 'n8n-workflow';

/** A parameter as workflows rely on it: n8n saves only what differs from the default. */
export interface SavedParameter {
	/** With the names of the collections that it lies in. */
	path: string;
	type: string;
	default: unknown;
	/** Values that can be chosen. */
	values?: unknown[];
	/** When it is shown, without the versions of the node. */
	show?: Record<string, unknown[]>;
}

function isInVersion({ displayOptions }: INodeProperties, version: number): boolean {
	const { show, hide } = displayOptions ?? {};
	const fits = (conditions: unknown) =>
		NodeHelpers.checkConditions(conditions as NodeParameterValue[], [version]);
	if (show?.['@version'] && !fits(show['@version'])) return false;
	return !(hide?.['@version'] && fits(hide['@version']));
}

function conditionsOf({ displayOptions }: INodeProperties): SavedParameter['show'] {
	const all = Object.entries(displayOptions?.show ?? {}).filter(([name]) => name !== '@version');
	return all.length === 0 ? undefined : (Object.fromEntries(all) as Record<string, unknown[]>);
}

function parametersIn(
	properties: readonly INodeProperties[],
	version: number,
	parent = '',
): SavedParameter[] {
	return properties
		.filter((one) => one.type !== 'notice' && isInVersion(one, version))
		.flatMap((property) => {
			const { name, type, options = [] } = property;
			const path = `${parent}${name}`;
			const show = conditionsOf(property);
			const own = { path, type, default: property.default, ...(show ? { show } : {}) };
			if (type === 'collection') {
				return [own, ...parametersIn(options as INodeProperties[], version, `${path}.`)];
			}
			if (type === 'fixedCollection') {
				const groups = options as INodePropertyCollection[];
				const inside = groups.flatMap((group) =>
					parametersIn(group.values, version, `${path}.${group.name}.`),
				);
				return [own, ...inside];
			}
			if (options.length === 0) return [own];
			return [{ ...own, values: options.map((option) => (option as INodePropertyOptions).value) }];
		});
}

/** All parameters of a version of a node, those in collections, too. */
export function parametersOf(
	{ properties }: INodeTypeDescription,
	version: number,
): SavedParameter[] {
	return parametersIn(properties, version);
}

const includesAll = (all: readonly unknown[] = [], some: readonly unknown[] = []) =>
	some.every((one) => all.includes(one));

/** True if a parameter is shown wherever it was shown then. */
function isShownAsThen({ show = {} }: SavedParameter, then: SavedParameter): boolean {
	return Object.entries(show).every(([name, values]) => {
		const before = then.show?.[name];
		return before !== undefined && includesAll(values, before);
	});
}

/**
 * Says what has changed for workflows that were saved then: parameters that are gone, and others that
 * have another type or default or lack a value. What was added changes nothing.
 */
export function brokenSince(
	then: readonly SavedParameter[],
	now: readonly SavedParameter[],
): string[] {
	return then.flatMap((saved) => {
		const same = now.filter(({ path }) => path === saved.path);
		const where = `${saved.path} (${JSON.stringify(saved.show ?? {})})`;
		const shown = same.filter((one) => isShownAsThen(one, saved));
		if (shown.length === 0) return [`${where} is gone`];
		const fits = shown.some(
			(one) =>
				one.type === saved.type &&
				JSON.stringify(one.default) === JSON.stringify(saved.default) &&
				includesAll(one.values, saved.values),
		);
		return fits ? [] : [`${where} has another type or default, or lacks a value`];
	});
}
