/** A node in the editor as somebody has filled it in. */
export interface View {
	/** Name of the node and of its picture. */
	name: string;
	/** The Viber node if left out. */
	type?: 'viberTrigger' | 'viberTool';
	parameters: Record<string, unknown>;
	/** The fields that are to be seen, from the top down, and no others. */
	labels: string[];
	/** What is to stand below the node on the canvas. */
	subtitle: string;
}

/** What every form of the Viber node begins with. */
export const HEAD = ['Resource', 'Operation', 'Provider'];

/** What most end with. */
export const END = ['Simplify', 'Options'];
