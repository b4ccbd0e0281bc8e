/**
 * What this project must know of the differences between n8n's lines. Everything else that drives
 * n8n, and every test, is the same on all of them.
 */
export interface Line {
	/**
	 * Whether n8n answers at once to publishing, and starts or stops the triggers afterwards. 1.x
	 * answers when they listen, or says why they do not.
	 */
	publishesLater: boolean;
	/** The last node of a run by hand, as the interface wants it. */
	destination: (nodeName: string) => unknown;
	/** Modules that want services on other hosts; a name that n8n does not know stops its start. */
	unwantedModules: readonly string[];
	/** The key that opens the node panel of the editor. */
	nodePanelKey: string;
	/** Whether the window of a credential closes by itself once what was saved has passed its test. */
	savingClosesCredential: boolean;
	/** The newest version of n8n's HTTP Request node. */
	httpRequestVersion: number;
	/** Whether a workflow can make a data table and find one by its name. */
	dataTablesByName: boolean;
}

const V1: Line = {
	publishesLater: false,
	destination: (nodeName) => nodeName,
	unwantedModules: [],
	nodePanelKey: 'Tab',
	savingClosesCredential: false,
	httpRequestVersion: 4.3,
	dataTablesByName: false,
};

const V2: Line = {
	publishesLater: true,
	destination: (nodeName) => ({ nodeName, mode: 'inclusive' }),
	// One fetches a list at each start, the other puts an invitation to connect an outside service in
	// front of the workflows.
	unwantedModules: ['instance-ai', 'mcp-registry'],
	nodePanelKey: 'n',
	savingClosesCredential: true,
	httpRequestVersion: 4.5,
	dataTablesByName: true,
};

/** Gives the line to which a version of n8n belongs, such as `1.123.81`. */
export function lineOf(version: string): Line {
	return Number.parseInt(version, 10) < 2 ? V1 : V2;
}
