/*
 * A part of `npm version <new version>`: what is not released yet in CHANGELOG.md gets the version
 * and today's date. Ends with 1, and npm leaves everything as it is, where there is nothing to
 * release.
 */
import {readFileSync, writeFileSync} from 'node:fs';

const file = 'CHANGELOG.md';
const version = process.env['npm_package_version'];
const text = readFileSync(file, 'utf8');
const heading = /^## (?:\S+, )?not released yet$/m;
if (version === undefined) {
	console.error('This is a part of `npm version <new version>`.');
	process.exitCode = 1;
} else if (heading.test(text)) {
	const today = new Date().toISOString().slice(0, 10);
	writeFileSync(file, text.replace(heading, `## ${version}, ${today}`));
} else {
	console.error(`${file} has no heading “## … not released yet”: there is nothing to release.`);
	process.exitCode = 1;
}
