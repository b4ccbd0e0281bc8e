import type { INode } from 'n8n-workflow';
import { ExpressionError } from 'n8n-workflow';

import {
	failureFromRefusal,
	failureOfReading,
	toNodeError,
} from '../../../../nodes/Viber/shared/errors';
import type { Failure } from '../../../../nodes/Viber/shared/errors';
import { InvalidInput } from '../../../../nodes/Viber/shared/inputs';

const node = (type: string): INode => ({
	id: '1',
	name: 'Viber',
	type,
	typeVersion: 1,
	position: [0, 0],
	parameters: {},
});

const NODE = node('n8n-nodes-viber.viber');
const TOOL = node('n8n-nodes-viber.viberTool');

const UNKNOWN = failureFromRefusal(
	'DecisionTelecom',
	'unknown',
	{
		code: 'ECONNRESET',
		name: 'network',
		reason: 'The message may have been sent',
		cure: 'Check before you send it again.',
	},
	'380500000001',
);

const REFUSED: Failure = {
	status: 'refused',
	message: 'The person has not subscribed (receiverNotSubscribed, code 6)',
	description: 'They must write to the bot first.',
	code: '6',
	name: 'receiverNotSubscribed',
};

describe('an error of the node', () => {
	it('says what happened in the message, and what to do in the description', () => {
		for (const failure of [UNKNOWN, REFUSED]) {
			const { message, description } = toNodeError(NODE, failure, 0);
			expect({ message, description }).toEqual({
				message: failure.message,
				description: failure.description,
			});
		}
	});

	it('of a tool says all of it in the message, which is all that n8n hands to the model', () => {
		for (const failure of [UNKNOWN, REFUSED]) {
			const { message, description } = toNodeError(TOOL, failure, 0);
			expect(message).toBe(`${failure.message}. ${failure.description}`);
			expect(description).toBeNull();
		}
	});

	it('of a tool keeps its words where they name a code of the system', () => {
		const { message } = toNodeError(TOOL, UNKNOWN, 0);
		expect(message).toContain('may have been sent. Check before you send it again.');
		expect(message).toContain('ECONNRESET');
	});
});

describe('why an item could not be read', () => {
	const ADVICE = 'Check the fields of this item.';
	const words = (error: unknown) => {
		const { message, description } = failureOfReading(error, ADVICE);
		return [message, description];
	};

	it.each([['Save the workflow first'], ['Save the workflow first.']])(
		'n8n’s own words come before the advice: %s',
		(description) => {
			expect(words(new ExpressionError('No path', { description }))).toEqual([
				'No path',
				`Save the workflow first. ${ADVICE}`,
			]);
		},
	);

	it('what says no more than its message', () => {
		expect(words(new Error('Odd'))).toEqual(['Odd', ADVICE]);
		expect(words('odd')).toEqual(['odd', ADVICE]);
		expect(words(undefined)).toEqual(['undefined', ADVICE]);
	});

	it('a wrong field has its cure', () => {
		expect(words(new InvalidInput("'To' is empty", 'Fill it in.'))).toEqual([
			"'To' is empty",
			'Fill it in.',
		]);
	});
});
