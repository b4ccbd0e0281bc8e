import { XMLParser } from 'fast-xml-parser';

const LONGEST = 256 * 1024;
const MOST_TAGS = 10_000;
const DEEPEST = 16;

/** One element of an XML document. */
export interface XmlElement {
	name: string;
	attributes: ReadonlyMap<string, string>;
	/** What stands in it outside of other elements, without blanks around it. */
	text: string;
	children: readonly XmlElement[];
}

type Node = Record<string, unknown>;

const ATTRIBUTES = ':@';
const TEXT = '#text';
const CDATA = '#cdata';

// Order is kept because the other form of the result has the names of elements as keys, where a
// repeated element and one called like a key of our own would need care.
const parser = new XMLParser({
	preserveOrder: true,
	ignoreAttributes: false,
	attributeNamePrefix: '',
	textNodeName: TEXT,
	cdataPropName: CDATA,
	parseTagValue: false,
	parseAttributeValue: false,
	trimValues: false,
	processEntities: false,
	ignoreDeclaration: true,
	ignorePiTags: true,
	maxNestedTags: DEEPEST,
});

/**
 * Reads a small XML document, as answers of providers are. Nothing in it can make it grow: there
 * are no entities but the five that XML knows and numbered characters.
 *
 * @param text as received
 * @returns its root, with numbers kept as text; undefined when the text is not well-formed, has a
 * DOCTYPE, more than 256 KB, 10,000 tags or 16 levels
 */
export function parseXml(text: string): XmlElement | undefined {
	if (text.length > LONGEST || text.split('<', MOST_TAGS + 2).length > MOST_TAGS + 1) {
		return undefined;
	}
	const document = text.trim();
	// The parser overlooks what stands behind the root.
	if (!/^<.*>$/s.test(document) || /<!DOCTYPE/i.test(document)) return undefined;
	try {
		const nodes = parser.parse(document, true) as Node[];
		const [root, ...others] = nodes.filter((node) => !(TEXT in node)).map(toElement);
		return others.length === 0 ? root : undefined;
	} catch {
		return undefined;
	}
}

function toElement(node: Node): XmlElement {
	const name = Object.keys(node).find((key) => key !== ATTRIBUTES) ?? '';
	const inside = (node[name] ?? []) as Node[];
	const attributes = Object.entries((node[ATTRIBUTES] ?? {}) as Record<string, unknown>);
	return {
		name,
		attributes: new Map(attributes.map(([key, value]) => [key, decode(String(value))])),
		text: inside.map(textIn).join('').trim(),
		children: inside.filter((child) => !(TEXT in child) && !(CDATA in child)).map(toElement),
	};
}

function textIn(node: Node): string {
	if (TEXT in node) return decode(String(node[TEXT]));
	const [inside] = (node[CDATA] ?? []) as Node[];
	return inside ? String(inside[TEXT] ?? '') : '';
}

const NAMED: ReadonlyMap<string, string> = new Map([
	['amp', '&'],
	['apos', "'"],
	['gt', '>'],
	['lt', '<'],
	['quot', '"'],
]);

// In one go, so that what comes out is not read once more.
function decode(text: string): string {
	return text.replace(/&(?:#(\d{1,7})|#x([\da-f]{1,6})|(\w+));/gi, (whole, decimal, hex, name) => {
		if (name !== undefined) return NAMED.get(String(name)) ?? String(whole);
		const code = decimal === undefined ? Number.parseInt(String(hex), 16) : Number(decimal);
		return code > 0 && code <= 0x10ffff ? String.fromCodePoint(code) : String(whole);
	});
}
