import { chromium } from 'playwright-core';
const [base, ...groups] = process.argv.slice(2);
const b = await chromium.launch({ executablePath: '/usr/bin/chromium', args: ['--no-sandbox', '--disable-gpu', '--allow-file-access-from-files'] });
for (const g of groups) {
	const [out, theme, list, h = '1350'] = g.split(':');
	const names = list.split(',');
	const p = await b.newPage({ viewport: { width: names.length * 432, height: Number(h) } });
	const html = `<body style="margin:0;display:flex;gap:10px;background:#888">${names.map((n) => `<div style="width:422px;height:${h}px;background:url('file://${base}/${theme}/${n}.png') -510px -66px no-repeat"></div>`).join('')}</body>`;
	const { writeFileSync } = await import('node:fs');
	writeFileSync('/tmp/ed/m.html', html);
	await p.goto('file:///tmp/ed/m.html');
	await p.screenshot({ path: `/tmp/ed/${out}.png` });
	await p.close();
}
await b.close();
