// `node .ci/release.mjs v1.2.3`: makes sure that the tag, package.json, the lockfile and the CHANGELOG
// of this folder speak of the same version, and prints what the CHANGELOG says of it.

import { readFileSync } from 'node:fs';

const SEMVER = /^\d+\.\d+\.\d+(?:-[0-9A-Za-z-]+(?:\.[0-9A-Za-z-]+)*)?$/;

/**
 * Gives what the CHANGELOG says of one version.
 *
 * @param {string} changelog in the form of Keep a Changelog
 * @param {string} version without "v"
 * @returns {string} Markdown, without the heading
 * @throws {Error} when the version has no section with a date, or nothing in it
 */
function notesOf(changelog, version) {
	const [, ...sections] = changelog.split(/^## /m);
	const section = sections.find((text) => text.startsWith(`[${version}]`));
	if (section === undefined) throw new Error(`CHANGELOG.md has no section [${version}]`);
	const [heading = '', ...lines] = section.split('\n');
	if (!/^\[[^\]]+\] - \d{4}-\d{2}-\d{2}$/.test(heading)) {
		throw new Error(`CHANGELOG.md has no date for [${version}]`);
	}
	// Below the last version are the addresses of all of them.
	const notes = lines.filter((line) => !/^\[[^\]]+\]: /.test(line)).join('\n');
	if (!/^- /m.test(notes)) throw new Error(`CHANGELOG.md says nothing of [${version}]`);
	return notes.trim();
}

/**
 * @param {string | undefined} tag
 * @returns {string} what the CHANGELOG says of the version
 */
function release(tag) {
	const version = /^v(.*)$/.exec(tag ?? '')?.[1] ?? '';
	if (!SEMVER.test(version)) throw new Error(`"${tag}" is no tag such as v1.2.3 or v1.2.3-beta.1`);
	for (const file of ['package.json', 'package-lock.json']) {
		const own = JSON.parse(readFileSync(file, 'utf8')).version;
		if (own !== version) throw new Error(`The tag is ${tag}, but ${file} has version ${own}`);
	}
	return notesOf(readFileSync('CHANGELOG.md', 'utf8'), version);
}

try {
	console.log(release(process.argv[2]));
} catch (error) {
	console.error(error instanceof Error ? error.message : error);
	process.exitCode = 1;
}
