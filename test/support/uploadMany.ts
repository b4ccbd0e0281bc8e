// A program of its own, so that its memory is that of the uploads: stores images as n8n does in its
// filesystem mode, uploads them in one run of the node, and prints its peak memory in bytes.
// Arguments: how many images, their size in bytes, the address of the server.

import 'reflect-metadata';

import { randomFillSync } from 'node:crypto';

import { Container } from '@n8n/di';
import { BinaryDataService } from 'n8n-core';
import type { IBinaryData } from 'n8n-workflow';

import { runViber } from './engine';

async function main([images, bytes, address]: string[]): Promise<void> {
	const service = Container.get(BinaryDataService);
	await service.init();
	const image = Buffer.alloc(Number(bytes));
	const stored: Array<{ data: IBinaryData }> = [];
	for (let index = 0; index < Number(images); index++) {
		randomFillSync(image);
		image.write('GIF89a', 'latin1');
		const meta: IBinaryData = { data: '', mimeType: 'image/gif', fileName: `${index}.gif` };
		const location = { workflowId: 'test', executionId: '1' } as unknown as Parameters<
			BinaryDataService['store']
		>[0];
		stored.push({ data: await service.store(location, image, meta) });
	}
	const { output } = await runViber({
		items: stored.map(() => ({})),
		binary: stored,
		parameters: { resource: 'image', operation: 'upload', provider: 'messaggio' },
		credential: {
			login: 'demoUser',
			secretKey: 's3cr3tKey',
			baseUrl: String(address),
			mediaUrl: String(address),
		},
	});
	const uploaded = output.filter(({ json }) => json.fileSize === Number(bytes)).length;
	const where = stored[0]?.data.id?.split(':')[0];
	process.stdout.write(
		`\n${JSON.stringify({ uploaded, where, peak: process.resourceUsage().maxRSS * 1024 })}\n`,
	);
	process.exit(0);
}

void main(process.argv.slice(2));
