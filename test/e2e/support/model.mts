import { once } from 'node:events';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A tool as the model is told of it. */
export interface OfferedTool {
	name: string;
	description: string;
	parameters: {
		properties: Record<string, { type: string; description?: string }>;
		required?: string[];
	};
}

/** A request for the next message of a chat, as OpenAI's chat completions take it. */
export interface ChatRequest {
	messages: Array<{ role: string; content: unknown }>;
	tools?: Array<{ function: OfferedTool }>;
	stream?: boolean;
}

/** What the model says: a text, or the arguments that it calls its only tool with. */
export type Line = string | Record<string, unknown>;

/** A language model that says what a test has written down. */
export interface ScriptedModel {
	/** For a credential: the protocol is that of OpenAI's chat completions. */
	baseUrl: string;
	/** What it was asked so far. */
	requests: ChatRequest[];
	close(): Promise<void>;
}

const COMMON = { id: 'chatcmpl-1', created: 1_700_000_000, model: 'scripted' };

const usage = { prompt_tokens: 1, completion_tokens: 1, total_tokens: 2 };

function messageOf(line: Line, { tools = [] }: ChatRequest, turn: number) {
	if (typeof line === 'string') {
		return { message: { role: 'assistant', content: line }, finish_reason: 'stop' };
	}
	const name = tools[0]?.function.name ?? 'none';
	const call = {
		index: 0,
		id: `call_${turn}`,
		type: 'function',
		function: { name, arguments: JSON.stringify(line) },
	};
	const message = { role: 'assistant', content: null, tool_calls: [call] };
	return { message, finish_reason: 'tool_calls' };
}

async function readJson(request: IncomingMessage): Promise<ChatRequest> {
	let text = '';
	for await (const chunk of request) text += String(chunk);
	return JSON.parse(text) as ChatRequest;
}

function answer(response: ServerResponse, asked: ChatRequest, line: Line, turn: number): void {
	const { message, finish_reason } = messageOf(line, asked, turn);
	if (asked.stream !== true) {
		const choices = [{ index: 0, message, finish_reason }];
		response.setHeader('content-type', 'application/json');
		response.end(JSON.stringify({ ...COMMON, object: 'chat.completion', choices, usage }));
		return;
	}
	response.setHeader('content-type', 'text/event-stream');
	const chunk = (choice: object) => {
		const choices = [{ index: 0, ...choice }];
		const data = { ...COMMON, object: 'chat.completion.chunk', choices };
		response.write(`data: ${JSON.stringify(data)}\n\n`);
	};
	chunk({ delta: message, finish_reason: null });
	chunk({ delta: {}, finish_reason });
	response.end('data: [DONE]\n\n');
}

/**
 * Starts a model on loopback that says one line after the other; a request beyond the last is
 * refused.
 */
export async function startModel(lines: Line[]): Promise<ScriptedModel> {
	const requests: ChatRequest[] = [];
	const server = createServer((request, response) => {
		void readJson(request).then((asked) => {
			const line = lines[requests.length];
			requests.push(asked);
			if (line === undefined) response.writeHead(400).end('{"error":{"message":"no more lines"}}');
			else answer(response, asked, line, requests.length);
		});
	});
	server.listen(0, '127.0.0.1');
	await once(server, 'listening');
	const { port } = server.address() as AddressInfo;
	return {
		baseUrl: `http://127.0.0.1:${port}/v1`,
		requests,
		close: async () => {
			server.closeAllConnections();
			server.close();
			await once(server, 'close');
		},
	};
}
