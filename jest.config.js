'use strict';

/** Tests mirror the tree under test/; end-to-end tests run by Node's own runner. */
module.exports = {
	testEnvironment: 'node',
	testMatch: ['<rootDir>/test/**/*.test.ts'],
	testPathIgnorePatterns: ['/node_modules/', '<rootDir>/test/e2e/'],
	modulePathIgnorePatterns: ['<rootDir>/dist', '<rootDir>/artifacts'],
	transform: { '^.+\\.ts$': ['ts-jest', { tsconfig: '<rootDir>/test/tsconfig.json' }] },
	restoreMocks: true,
	testTimeout: 20_000,
	// n8n-core keeps timers of its own running for as long as the process lives.
	forceExit: true,
};
