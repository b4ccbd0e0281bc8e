/** Something the control API was asked for and cannot do; the sentence is for the reader. */
export class Refusal extends Error {
	constructor(
		readonly statusCode: 400 | 403 | 404,
		sentence: string,
	) {
		super(sentence);
		this.name = 'Refusal';
	}
}
