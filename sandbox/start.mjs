// `npm start`: a Viber message through a real n8n, on this machine only.
// This file checks the version of Node.js and nothing else, in words that older versions understand;
// setup/main.mjs does the rest.

const OLDEST = '20.19';
const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);

if (major < 20 || (major === 20 && minor < 19)) {
	console.error(
		`This project needs Node.js ${OLDEST} or newer; this is ${process.versions.node}.\n` +
			'Install a current version from https://nodejs.org and run the command again.',
	);
	process.exit(1);
}

// Warnings that Node.js prints for the sake of library authors say nothing to a user.
process.noDeprecation = true;

import('./setup/main.mjs').then((program) => program.main(process.argv.slice(2)));
