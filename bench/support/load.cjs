// Loads the files that are named as arguments, as n8n does, and prints how long it took, how many
// files that came to and how many bytes they have. What n8n itself has loaded by then is not counted.
// The working directory is the folder in which n8n is installed.
'use strict';

const { statSync } = require('node:fs');
const { createRequire } = require('node:module');
const { basename } = require('node:path');

// n8n's own copies, not those of this checkout.
const load = createRequire(`${process.cwd()}/`);
load('n8n-workflow');
load('n8n-core');

const before = new Set(Object.keys(require.cache));
const begin = performance.now();
for (const file of process.argv.slice(2)) {
	// The file is called after its class.
	const Type = require(file)[basename(file).split('.')[0]];
	new Type();
}
const ms = performance.now() - begin;
const loaded = Object.keys(require.cache).filter((file) => !before.has(file));
const bytes = loaded.reduce((sum, file) => sum + statSync(file).size, 0);
process.stdout.write(JSON.stringify({ ms, count: loaded.length, bytes }));
process.exit(0);
