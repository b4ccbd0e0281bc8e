import { ExpressionError } from 'n8n-workflow';

import { failureOfReading } from '../../../../nodes/Viber/shared/errors';
import { InvalidInput } from '../../../../nodes/Viber/shared/inputs';

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
