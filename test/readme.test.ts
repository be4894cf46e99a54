import {existsSync} from 'node:fs';
import {readFile} from 'node:fs/promises';
import test from 'ava';
import {exitCodes} from '../source/model/error-codes.js';
import {milvault} from './end-to-end/milvault.js';

const root = new URL('..', import.meta.url);
const readme = await readFile(new URL('README.md', root), 'utf8');

/** Blocks that begin with `$ milvault ... --help`, each with what follows. */
const helps = [
	...readme.matchAll(
		/^```text\n\$ milvault (?<args>.*--help)\n(?<shown>[^]*?)^```$/gm,
	),
].map(({groups}) => ({args: groups!['args']!, shown: groups!['shown']!}));

test('the help in the README is the help of the program', async t => {
	t.true(helps.length >= 5);
	for (const {args, shown} of helps) {
		const {stdout} = await milvault(args.split(' '));
		t.is(`${stdout}\n`, shown, args);
	}
});

test('what the README links to and shows is there', t => {
	const links = [...readme.matchAll(/\]\((?<link>[^)#]+)\)/g)]
		.map(({groups}) => groups!['link']!)
		.filter(link => !link.startsWith('http'));
	t.true(links.length > 3);
	for (const link of links) {
		t.true(existsSync(new URL(link, root)), link);
	}
});

test('every exit code that an error can have is in the README’s table', t => {
	for (const code of new Set([0, 1, 3, ...Object.values(exitCodes)])) {
		t.regex(readme, new RegExp(`^\\| ${code} \\| \\S`, 'm'));
	}
});
