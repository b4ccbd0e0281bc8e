/**
 * A form as n8n's HTTP Request node has it from version 4.2 on: a stream of old style, which writes
 * its multipart body once.
 */
interface StreamedForm {
	getHeaders(): Record<string, string>;
	on(event: 'data', listener: (chunk: Buffer | string) => void): void;
	on(event: 'end', listener: () => void): void;
	on(event: 'error', listener: (error: Error) => void): void;
	resume(): void;
}

/** Whether this is a form that has to be read before anything in it can be signed. */
export function isStreamedForm(form: unknown): form is StreamedForm {
	return typeof form === 'object' && form !== null && 'getHeaders' in form && 'resume' in form;
}

/**
 * Reads such a form, which is used up by that.
 *
 * @returns its values by name, repeated ones as lists; files as the HTTP Request node had them
 * before version 4.2
 * @throws what a file throws that cannot be read
 */
export async function readStreamedForm(form: StreamedForm): Promise<Record<string, unknown>> {
	const body = await readBytes(form);
	const fields: Record<string, unknown> = {};
	for (const [name, value] of await new Response(body, { headers: form.getHeaders() }).formData()) {
		const read = typeof value === 'string' ? value : await toFile(value);
		const before = Object.hasOwn(fields, name) ? [fields[name]].flat() : undefined;
		fields[name] = before ? [...before, read] : read;
	}
	return fields;
}

async function readBytes(form: StreamedForm): Promise<Buffer> {
	const chunks: Buffer[] = [];
	await new Promise<void>((resolve, reject) => {
		form.on('data', (chunk) => chunks.push(Buffer.from(chunk as Buffer)));
		form.on('end', resolve);
		form.on('error', reject);
		form.resume();
	});
	return Buffer.concat(chunks);
}

async function toFile(file: File): Promise<{ value: Buffer; options: Record<string, string> }> {
	return {
		value: Buffer.from(await file.arrayBuffer()),
		options: { filename: file.name, contentType: file.type },
	};
}
