import type { MediaFacts } from '../../../../../nodes/Viber/providers/sending';
import { FORBIDDEN_EXTENSIONS } from '../../../../../nodes/Viber/providers/viberBot/limits';
import { mediaQuestion } from '../../../../../nodes/Viber/providers/viberBot/media';
import { catchInvalid, readerOf, sendMessage } from './reader';

const BASE = { to: 'a=', from: 'Café' };
const PICTURE = { messageType: 'picture', imageUrl: 'https://x.example/a.png' };
const VIDEO = { messageType: 'video', videoUrl: 'https://x.example/v.mp4', 'options.fileSize': 9 };
const FILE = { messageType: 'file', fileUrl: 'https://x.example/f.pdf', 'options.fileSize': 9 };
const CONTACT = { messageType: 'contact', contactName: 'Anna', contactPhone: '+380501234567' };
const LOCATION = { messageType: 'location', latitude: 50.45, longitude: 30.52 };
const LINK = { messageType: 'url', linkUrl: 'https://x.example/a.gif' };
const STICKER = { messageType: 'sticker', stickerId: '46105' };
const BUTTON = { text: 'Hi' };

function bodyOf(fields: Record<string, unknown>, media?: MediaFacts): Record<string, unknown> {
	const { request } = sendMessage(readerOf({ ...BASE, ...fields }), media);
	return JSON.parse(request.body) as Record<string, unknown>;
}

function url(length: number, start = 'https://x.example/', end = ''): string {
	return start + 'a'.repeat(length - start.length - end.length) + end;
}

// viber-bot-api.md §3, "Type-specific fields"
describe('what goes over the wire', () => {
	it.each<[string, Record<string, unknown>, Record<string, unknown>]>([
		['text', { messageType: 'text', text: 'Hi' }, { type: 'text', text: 'Hi' }],
		['picture', PICTURE, { type: 'picture', media: 'https://x.example/a.png', text: '' }],
		[
			'picture with everything',
			{ ...PICTURE, 'options.caption': 'Menu', 'options.thumbnailUrl': ' https://x.example/t ' },
			{
				type: 'picture',
				media: 'https://x.example/a.png',
				text: 'Menu',
				thumbnail: 'https://x.example/t',
			},
		],
		['video', VIDEO, { type: 'video', media: 'https://x.example/v.mp4', size: 9 }],
		[
			'video with everything',
			{
				...VIDEO,
				'options.duration': 180,
				'options.caption': 'Tour',
				'options.thumbnailUrl': 'https://x.example/t.jpg',
			},
			{
				type: 'video',
				media: 'https://x.example/v.mp4',
				size: 9,
				duration: 180,
				text: 'Tour',
				thumbnail: 'https://x.example/t.jpg',
			},
		],
		[
			'file, named after its URL',
			FILE,
			{ type: 'file', media: 'https://x.example/f.pdf', size: 9, file_name: 'f.pdf' },
		],
		[
			'file with a name',
			{ ...FILE, 'options.fileName': 'Рахунок 1.pdf' },
			{ type: 'file', media: 'https://x.example/f.pdf', size: 9, file_name: 'Рахунок 1.pdf' },
		],
		[
			'contact',
			CONTACT,
			{ type: 'contact', contact: { name: 'Anna', phone_number: '+380501234567' } },
		],
		[
			'contact with avatar, number as people write it',
			{
				...CONTACT,
				contactPhone: '+38 (050) 123-45.67',
				'options.contactAvatar': 'https://x.example/p.png',
			},
			{
				type: 'contact',
				contact: {
					name: 'Anna',
					phone_number: '+380501234567',
					avatar: 'https://x.example/p.png',
				},
			},
		],
		['location', LOCATION, { type: 'location', location: { lat: 50.45, lon: 30.52 } }],
		[
			'location from text, at the edge',
			{ messageType: 'location', latitude: '-90', longitude: '180' },
			{ type: 'location', location: { lat: -90, lon: 180 } },
		],
		['link', LINK, { type: 'url', media: 'https://x.example/a.gif' }],
		['sticker', STICKER, { type: 'sticker', sticker_id: 46105 }],
		['sticker from a number', { ...STICKER, stickerId: 5 }, { type: 'sticker', sticker_id: 5 }],
		[
			'keyboard alone, without a type',
			{ messageType: 'keyboard', 'keyboardButtons.button': [BUTTON] },
			{
				keyboard: {
					Type: 'keyboard',
					Buttons: [{ Columns: 6, Rows: 1, ActionType: 'reply', ActionBody: 'Hi', Text: 'Hi' }],
				},
			},
		],
		[
			'carousel',
			{
				messageType: 'richMedia',
				'cards.card': [{ title: 'Soup', url: 'https://x.example/s' }],
				'options.altText': 'Our soup',
			},
			{
				type: 'rich_media',
				rich_media: {
					Type: 'rich_media',
					ButtonsGroupColumns: 6,
					ButtonsGroupRows: 2,
					BgColor: '#FFFFFF',
					Buttons: [
						{
							Columns: 6,
							Rows: 2,
							ActionType: 'open-url',
							ActionBody: 'https://x.example/s',
							Text: '<b>Soup</b>',
							TextHAlign: 'left',
							TextVAlign: 'middle',
							BgColor: '#FFFFFF',
						},
					],
				},
				alt_text: 'Our soup',
				min_api_version: 2,
			},
		],
	])('%s', (_, fields, expected) => {
		expect(bodyOf(fields)).toEqual({ receiver: 'a=', sender: { name: 'Café' }, ...expected });
	});

	it.each([PICTURE, VIDEO, FILE, CONTACT, LOCATION, LINK, STICKER])(
		'a keyboard, tracking data and avatar go with %j',
		(fields) => {
			const body = bodyOf({
				...fields,
				'keyboardButtons.button': [BUTTON],
				'options.trackingData': 't',
				'options.avatar': 'https://x.example/p.png',
			});
			expect(body).toMatchObject({
				keyboard: { Type: 'keyboard', Buttons: [{ Text: 'Hi' }] },
				tracking_data: 't',
				sender: { name: 'Café', avatar: 'https://x.example/p.png' },
			});
			expect(body).not.toHaveProperty('min_api_version');
		},
	);
});

describe('limits', () => {
	it.each<[string, Record<string, unknown>]>([
		['768 of caption', { ...PICTURE, 'options.caption': 'x'.repeat(768) }],
		['.jpeg', { ...PICTURE, imageUrl: 'https://x.example/A.JPEG?x=1#y' }],
		['.jpg', { ...PICTURE, imageUrl: 'http://x.example/a.jpg' }],
		['.gif', { ...PICTURE, imageUrl: 'https://x.example/b/a.gif' }],
		['26 MB of video', { ...VIDEO, 'options.fileSize': 27_262_976 }],
		['50 MB of file', { ...FILE, 'options.fileSize': '52428800' }],
		['256 of file name', { ...FILE, 'options.fileName': `${'x'.repeat(252)}.pdf` }],
		['28 of contact name', { ...CONTACT, contactName: 'x'.repeat(28) }],
		['18 of phone number', { ...CONTACT, contactPhone: `+${'1'.repeat(17)}` }],
		['2,000 of link', { ...LINK, linkUrl: url(2000) }],
	])('takes %s', (_, fields) => {
		expect(() => bodyOf(fields)).not.toThrow();
	});

	it.each<[string, Record<string, unknown>, string, RegExp]>([
		[
			'caption',
			{ ...PICTURE, 'options.caption': 'x'.repeat(769) },
			'Caption',
			/769 characters.*768/,
		],
		['emoji', { ...PICTURE, 'options.caption': '😀'.repeat(385) }, 'Caption', /770.*768/],
		['no URL', { ...PICTURE, imageUrl: 'a.png' }, 'Image URL', /not a web address/],
		['empty', { ...PICTURE, imageUrl: '' }, 'Image URL', /empty/],
		['webp', { ...PICTURE, imageUrl: 'https://x.example/a.webp' }, 'Image URL', /\.webp.*\.png/],
		[
			'extension in the query',
			{ ...PICTURE, imageUrl: 'https://x.example/get?f=a.png' },
			'Image URL',
			/no file extension/,
		],
		['video format', { ...VIDEO, videoUrl: 'https://x.example/v.avi' }, 'Video URL', /\.avi.*mp4/],
		[
			'video size',
			{ ...VIDEO, 'options.fileSize': 27_262_977 },
			'File Size in Bytes',
			/27,262,977 bytes.*27,262,976/,
		],
		['video length', { ...VIDEO, 'options.duration': 181 }, 'Duration in Seconds', /1 to 180/],
		['half a second', { ...VIDEO, 'options.duration': 1.5 }, 'Duration in Seconds', /whole/],
		[
			'thumbnail',
			{ ...VIDEO, 'options.thumbnailUrl': 'https://x.example/t.png' },
			'Thumbnail URL',
			/\.png.*\.jpg/,
		],
		[
			'file size',
			{ ...FILE, 'options.fileSize': 52_428_801 },
			'File Size in Bytes',
			/52,428,801.*52,428,800/,
		],
		['negative size', { ...FILE, 'options.fileSize': -1 }, 'File Size in Bytes', /whole number/],
		[
			'file without extension',
			{ ...FILE, fileUrl: 'https://x.example/f' },
			'File URL',
			/extension/,
		],
		[
			'name without extension',
			{ ...FILE, 'options.fileName': 'invoice' },
			'File Name',
			/no file extension/,
		],
		[
			'long name',
			{ ...FILE, 'options.fileName': `${'x'.repeat(253)}.pdf` },
			'File Name',
			/257.*256/,
		],
		['contact name', { ...CONTACT, contactName: 'x'.repeat(29) }, 'Contact Name', /29.*28/],
		['long phone', { ...CONTACT, contactPhone: '1'.repeat(19) }, 'Contact Phone', /19.*18/],
		[
			'letters in phone',
			{ ...CONTACT, contactPhone: '+38050CALL' },
			'Contact Phone',
			/not a phone/,
		],
		['two plus signs', { ...CONTACT, contactPhone: '++38' }, 'Contact Phone', /not a phone/],
		['latitude', { ...LOCATION, latitude: 90.1 }, 'Latitude', /from -90 to 90/],
		['longitude', { ...LOCATION, longitude: -180.5 }, 'Longitude', /from -180 to 180/],
		['comma', { ...LOCATION, latitude: '50,45' }, 'Latitude', /not a number/],
		['no latitude', { ...LOCATION, latitude: '' }, 'Latitude', /empty/],
		['link', { ...LINK, linkUrl: url(2001) }, 'Link', /2,001.*2,000/],
		['sticker', { ...STICKER, stickerId: '46x' }, 'Sticker ID', /digits/],
		['sticker below 0', { ...STICKER, stickerId: -5 }, 'Sticker ID', /digits/],
	])('refuses %s', (_, fields, label, message) => {
		const refusal = catchInvalid(() => bodyOf(fields));
		expect(refusal.message).toMatch(message);
		expect(refusal.message).toContain(`'${label}'`);
		expect(refusal.cure).toMatch(/\.$/);
	});

	it.each([...FORBIDDEN_EXTENSIONS])('lets no .%s through', (extension) => {
		const name = `Setup.${extension.toUpperCase()}`;
		expect(catchInvalid(() => bodyOf({ ...FILE, 'options.fileName': name })).message).toContain(
			`.${extension}`,
		);
		const fileUrl = `https://x.example/${name}`;
		expect(catchInvalid(() => bodyOf({ ...FILE, fileUrl })).message).toContain('File URL');
	});
});

describe('size and name of media', () => {
	const file = { ...FILE, 'options.fileSize': undefined };

	it('asks for nothing that the user has filled in, and nothing of other types', () => {
		expect(mediaQuestion(readerOf({ ...BASE, ...VIDEO }))).toBeUndefined();
		expect(mediaQuestion(readerOf({ ...FILE, 'options.fileName': 'f.pdf' }))).toBeUndefined();
		expect(mediaQuestion(readerOf(PICTURE))).toBeUndefined();
	});

	it('asks for a size that is empty or 0', () => {
		expect(mediaQuestion(readerOf({ ...file, 'options.fileSize': 0 }))).toEqual({
			url: 'https://x.example/f.pdf',
			label: 'File URL',
			binaryPropertyName: '',
			wantsSize: true,
		});
		const named = { ...FILE, 'options.binaryPropertyName': ' data ' };
		expect(mediaQuestion(readerOf(named))).toMatchObject({
			binaryPropertyName: 'data',
			wantsSize: false,
		});
	});

	it('uses what was found out, but the user’s own words first', () => {
		expect(bodyOf(file, { size: 7, name: 'Scan.pdf' })).toMatchObject({
			size: 7,
			file_name: 'Scan.pdf',
		});
		expect(
			bodyOf({ ...FILE, 'options.fileName': 'Mine.pdf' }, { size: 7, name: 'Scan.pdf' }),
		).toMatchObject({ size: 9, file_name: 'Mine.pdf' });
	});

	it.each<[MediaFacts, RegExp]>([
		[{ whyNoSize: 'its address answers HTTP 404' }, /'File URL'.*HTTP 404/],
		[{ size: 52_428_801 }, /'File URL' has 52,428,801 bytes, the limit is 52,428,800/],
		[{ size: 0 }, /empty/],
	])('refuses what was found out: %j', (media, message) => {
		expect(catchInvalid(() => bodyOf(file, media)).message).toMatch(message);
	});
});
