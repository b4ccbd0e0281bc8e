import { config } from '@n8n/node-cli/eslint';
import ts from 'typescript-eslint';

// The official configuration of n8n judges what is published. The rules that it adds for n8n Cloud
// forbid Node.js itself; programs that never ship (tests, the sandbox) need Node.js.
export default [
	...config,
	{ ignores: ['dist/**', 'artifacts/**', 'coverage/**', 'node_modules/**'] },
	{
		files: ['test/**/*.ts'],
		rules: {
			'@n8n/community-nodes/no-restricted-globals': 'off',
			'@n8n/community-nodes/no-restricted-imports': 'off',
			'@n8n/community-nodes/no-hardcoded-secrets': 'off',
			'@n8n/community-nodes/no-dangerous-functions': 'off',
			'@n8n/community-nodes/require-node-api-error': 'off',
			'@n8n/community-nodes/node-usable-as-tool': 'off',
		},
	},
	...ts.configs.recommended.map((entry) => ({ ...entry, files: ['**/*.mts', '**/*.mjs'] })),
];
