import { gzipSync } from 'node:zlib';

/** The body of an answer, and its headers where they matter. */
export interface HostileContent {
	name: string;
	body: Buffer | string;
	headers?: Record<string, string>;
	/** More than 1 MB when it is unpacked. */
	isLarge?: true;
}

const LARGE = 5 * 1024 * 1024;

function nested(name: string, levels: number): string {
	return `<${name}>`.repeat(levels) + `</${name}>`.repeat(levels);
}

function laughs(): string {
	const entities = Array.from({ length: 10 }, (_, level) =>
		level === 0
			? '<!ENTITY lol0 "lol">'
			: `<!ENTITY lol${level} "${`&lol${level - 1};`.repeat(10)}">`,
	);
	return `<?xml version="1.0"?><!DOCTYPE response [${entities.join('')}]><response><code>0</code><tech_message>&lol9;</tech_message></response>`;
}

const OK = '<response><code>0</code></response>';

/**
 * Contents that accept nothing, whoever answers with them. The good answers in them are there to be
 * mistaken for one.
 *
 * @param elsewhere an address that nobody may call
 * @param file a file that nobody may read
 */
export function notAnswers(elsewhere: string, file: string): HostileContent[] {
	const doctype = (declarations: string, root = OK) =>
		`<?xml version="1.0"?><!DOCTYPE response ${declarations}>${root}`;
	const withEntity = '<response><code>0</code><tech_message>&x;</tech_message></response>';
	const xmls: Array<[string, Buffer | string]> = [
		['a billion laughs', laughs()],
		[
			'a quadratic blow-up',
			doctype(
				`[<!ENTITY x "${'x'.repeat(50_000)}">]`,
				`<response><code>0</code><tech_message>${'&x;'.repeat(50_000)}</tech_message></response>`,
			),
		],
		['a file as entity', doctype(`[<!ENTITY x SYSTEM "file://${file}">]`, withEntity)],
		['an address as entity', doctype(`[<!ENTITY x SYSTEM "${elsewhere}/x">]`, withEntity)],
		['a parameter entity', doctype(`[<!ENTITY % x SYSTEM "${elsewhere}/x.dtd"> %x;]`)],
		['a DTD elsewhere', doctype(`SYSTEM "${elsewhere}/response.dtd"`)],
		['a DOCTYPE', doctype('')],
		['a DOCTYPE in small letters', `<!doctype response>${OK}`],
		['a megabyte of levels', nested('response', 60_000)],
		['levels without an end', '<response>'.repeat(100_000)],
		['megabytes of attributes', `<response a="${'x'.repeat(LARGE)}"><code>0</code></response>`],
		[
			'attributes without number',
			`<response ${Array.from({ length: 20_000 }, (_, n) => `a${n}="1"`).join(' ')}><code>0</code></response`,
		],
		['an attribute without an end', `<response a="${OK.repeat(1000)}`],
		['two roots', OK + OK],
		['a root behind text', `OK ${OK}`],
		['text behind a root', `${OK} OK`],
		['another root', '<answer><code>0</code></answer>'],
		['the root in capitals', '<Response><code>0</code></Response>'],
		['a code one level below', '<response><a><code>0</code></a></response>'],
		['a code in an attribute', '<response code="0"/>'],
		['a code twice', '<response><code>0</code><code>0</code></response>'],
		['a code in a comment', '<response><!-- <code>0</code> --></response>'],
		[
			'a code in a CDATA section',
			'<response><tech_message><![CDATA[<code>0</code>]]></tech_message></response>',
		],
		['a CDATA section without an end', '<response><![CDATA[<code>0</code></response>'],
		['a comment without an end', '<response><!-- <code>0</code></response>'],
		['a processing instruction', `<?code 0?><response><?code 0?></response>`],
		['an instruction without an end', '<?xml version="1.0" <response><code>0</code></response>'],
		['an empty code', '<response><code/></response>'],
		['a code in words', '<response><code>zero</code></response>'],
		['a code with a fraction', '<response><code>0.0</code></response>'],
		['a code in hex', '<response><code>0x0</code></response>'],
		['a code of minus nothing', '<response><code>-0</code></response>'],
		['a code above zero', '<response><code>1</code></response>'],
		['a code with NUL', '<response><code>0\0</code></response>'],
		['NUL first', `\0${OK}`],
		['UTF-16', Buffer.from(`\uFEFF${OK}`, 'utf16le')],
		['elements of prototypes', '<__proto__><constructor>0</constructor></__proto__>'],
		[
			'a child of prototypes',
			'<response><__proto__><code>0</code></__proto__><toString/></response>',
		],
		[
			'attributes of prototypes',
			'<response __proto__="0" constructor="0" prototype="0" hasOwnProperty="0"></response>',
		],
		['tags that cross', '<response><code>0</response></code>'],
		['a tag without an end', '<response><code>0</code></response'],
		['an XML declaration alone', '<?xml version="1.0" encoding="UTF-8"?>'],
	];
	const jsons: Array<[string, string]> = [
		['deep JSON', `${'{"message_id":'.repeat(20_000)}1${'}'.repeat(20_000)}`],
		['deep lists', '['.repeat(100_000)],
		['a list', '[{"message_id":1,"status":1}]'],
		['null', 'null'],
		['true', 'true'],
		['a number', '100429'],
		['a text', '"{\\"message_id\\":1}"'],
		['an empty object', '{}'],
		['no id', '{"message_id":null,"image_id":null,"status":null}'],
		['an empty id', '{"message_id":"","image_id":"","status":""}'],
		['an id of blanks', '{"message_id":"  "}'],
		['an id of 0', '{"message_id":0}'],
		['an id that is an object', '{"message_id":{"id":1},"image_id":{"id":1},"status":{}}'],
		['an id that is a list', '{"message_id":[1],"image_id":["I"],"status":[0]}'],
		['an id that is true', '{"message_id":true,"image_id":true,"status":false}'],
		['keys of prototypes', '{"__proto__":{"message_id":1,"status":1,"image_id":"I"}}'],
		[
			'keys of constructors',
			'{"constructor":{"prototype":{"message_id":1,"polluted":1}},"toString":1}',
		],
		['an id beside an error', '{"message_id":1,"name":"x","message":"y","code":1,"status":400}'],
		['two commas', '{"message_id":1,"status":1,,}'],
		['a comma alone', '{,}'],
		['commas without number', `[${','.repeat(60_000)}]`],
		['quotes without an end', `{"a":"${'\\"'.repeat(30_000)}`],
		['quotes and commas', `{"a${'",'.repeat(30_000)}`],
		['blanks before a brace', `{"a":1,${' '.repeat(60_000)}x}`],
		['single quotes', "{'message_id':1}"],
		['an undefined number', '{"message_id":NaN,"status":NaN}'],
		['two objects', '{"message_id":1}{"message_id":1}'],
		['text behind an object', '{"message_id":1,"status":0,"image_id":"I"} OK'],
		['JSON with a comment', '{/* ok */"message_id":1}'],
		['a megabyte of an id', `{"message_id":${'1'.repeat(LARGE)}}`],
		['a JavaScript callback', 'answer({"message_id":1})'],
	];
	const others: Array<[string, Buffer | string]> = [
		['nothing', ''],
		['blanks', ' \r\n\t '],
		['a page', '<!DOCTYPE html><html><body><h1>200 OK</h1></body></html>'],
		['a page without DOCTYPE', '<html><body>code 0 OK message_id</body></html>'],
		['words', 'OK'],
		['bytes of no encoding', Buffer.from('fffe80c0c1f5ff', 'hex')],
		['a picture', Buffer.from('89504e470d0a1a0a0000000d49484452', 'hex')],
		['a form', 'code=0&message_id=1&status=0&image_id=I'],
		['megabytes of letters', 'x'.repeat(LARGE)],
		['megabytes of blanks', ' '.repeat(LARGE)],
		['an HTTP answer inside', 'HTTP/1.1 200 OK\r\n\r\n{"message_id":1}'],
	];
	const packed: HostileContent[] = [
		{
			name: 'a gzip bomb',
			isLarge: true,
			body: gzipSync(Buffer.alloc(LARGE, ' ')),
			headers: { 'Content-Encoding': 'gzip' },
		},
		{
			name: 'an encoding that nobody knows',
			body: gzipSync('{"message_id":1}'),
			headers: { 'Content-Encoding': 'x-unknown' },
		},
	];
	return [
		...[...xmls, ...jsons, ...others].map(
			([name, body]): HostileContent => ({
				name,
				body,
				...(body.length > 1024 * 1024 ? { isLarge: true } : {}),
			}),
		),
		...packed,
	];
}
