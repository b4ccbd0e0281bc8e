import fc from 'fast-check';

import { parseXml } from '../../vendor/xml';
import { cpuTimeOf } from '../support/cpuTime';

describe('parseXml', () => {
	it('gives elements in order, with attributes and texts as they stand', () => {
		const root = parseXml(
			'\ufeff<?xml version="1.0" encoding="utf-8"?>\n<!-- c --><response>\n <code> 007 </code><id phone="1">a</id><id phone=\'2\'/><m>1<b/>2</m>\n</response>\n',
		);
		expect(root?.name).toBe('response');
		expect(root?.children.map(({ name, text }) => [name, text])).toEqual([
			['code', '007'],
			['id', 'a'],
			['id', ''],
			['m', '12'],
		]);
		expect(root?.children.map(({ attributes }) => attributes.get('phone'))).toEqual([
			undefined,
			'1',
			'2',
			undefined,
		]);
	});

	it.each([
		['&lt;&gt;&amp;&quot;&apos;', `<>&"'`],
		['&#1055;&#x41F;&#128512;', 'ПП😀'],
		['&amp;lt;', '&lt;'],
		['&lol;&toString;&__proto__;', '&lol;&toString;&__proto__;'],
		['&#0;&#x110000;&#9999999;', '&#0;&#x110000;&#9999999;'],
		['<![CDATA[<x> &amp; ]]>', '<x> &amp;'],
	])('reads %s', (inside, expected) => {
		expect(parseXml(`<a>${inside}</a>`)?.text).toBe(expected);
	});

	const BOMB = `<!DOCTYPE a [<!ENTITY a "lol">${Array.from({ length: 20 }, (_, index) => `<!ENTITY a${index} "${'&a;'.repeat(50)}">`).join('')}]><a>&a9;</a>`;
	it.each([
		['nothing', ''],
		['text', 'OK'],
		['JSON', '{"code":0}'],
		['HTML', '<!DOCTYPE html><html><body>Error</body></html>'],
		['HTML without a type', '<html><body><br>Error</body></html>'],
		['an end that is missing', '<response><code>0</code>'],
		['half a tag', '<response><code>0</code></respo'],
		['half an attribute', '<response><msg_id phone="38'],
		['two roots', '<a/><b/>'],
		['text after the end', '<a/>b'],
		['crossed tags', '<a><b></a></b>'],
		['a bomb', BOMB],
		['a file from elsewhere', '<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]><a>&x;</a>'],
		['a DTD from elsewhere', '<?xml version="1.0"?><!doctype a SYSTEM "http://127.0.0.1/x"><a/>'],
		['17 levels', `${'<a>'.repeat(18)}${'</a>'.repeat(18)}`],
		['megabytes of levels', '<a>'.repeat(2_000_000)],
		['megabytes of text', `<a>${'x'.repeat(3_000_000)}</a>`],
		['thousands of tags', `<a>${'<b/>'.repeat(10_001)}</a>`],
		['a declared prototype', '<__proto__><code>0</code></__proto__>'],
		['a constructor', '<a><constructor/></a>'],
	])('refuses %s, at once', (_, text) => {
		const took = cpuTimeOf(() => expect(parseXml(text)).toBeUndefined());
		expect(took).toBeLessThan(1000);
	});

	it('takes no longer for hostile texts within the bounds', () => {
		const hostile = [
			`<r ${' '.repeat(250_000)}/>`,
			`<r ${Array.from({ length: 20_000 }, (_, index) => `a${index}="1"`).join(' ')}/>`,
			`<r>${'&'.repeat(250_000)}</r>`,
			`<r>${'&#1'.repeat(80_000)}</r>`,
			`<r>${'<!--'.repeat(9_000)}</r>`,
			`<r ${'a='.repeat(120_000)}></r>`,
			`<r>${'<'.repeat(9_000)}`,
		];
		const took = cpuTimeOf(() => {
			for (const text of hostile) parseXml(text);
		});
		expect(took).toBeLessThan(5000);
	});

	it('leaves prototypes alone', () => {
		parseXml('<a __proto__="x" constructor="y"><prototype><polluted>1</polluted></prototype></a>');
		expect(({} as Record<string, unknown>).polluted).toBeUndefined();
	});

	it('never throws, and reads back any text that is escaped', () => {
		fc.assert(
			fc.property(fc.string({ unit: 'binary' }), (text) => {
				expect(() => parseXml(text)).not.toThrow();
				expect(() => parseXml(`<a>${text}</a>`)).not.toThrow();
				const escaped = text.replace(/[^\w ]/gu, (sign) => `&#${sign.codePointAt(0)};`);
				if (!text.includes('\0')) expect(parseXml(`<a>x${escaped}x</a>`)?.text).toBe(`x${text}x`);
			}),
		);
	});
});
