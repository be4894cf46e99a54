import {existsSync} from 'node:fs';
import {glob, readFile} from 'node:fs/promises';
import test from 'ava';
import {exitCodes} from '../source/model/exit-codes.js';

const root = new URL('..', import.meta.url);
const readme = await readFile(new URL('README.md', root), 'utf8');

test('the README is short enough to be read', t => {
	t.true(readme.split('\n').length <= 240);
	t.true(Buffer.byteLength(readme) <= 14_000);
});

test('what the README and the pages link to and show is there', async t => {
	const pages: string[] = [];
	for await (const page of glob(['README.md', 'media/*.md', 'source/*.md'], {
		cwd: root,
		exclude: ['media/reference.md'],
	})) {
		pages.push(page);
	}

	t.true(pages.length >= 8);
	for (const page of pages) {
		const address = new URL(page, root);
		const text = await readFile(address, 'utf8');
		for (const [, link = ''] of text.matchAll(/\]\(([^)#\s]+)\)/g)) {
			if (!link.startsWith('http')) {
				t.true(existsSync(new URL(link, address)), `${page}: ${link}`);
			}
		}
	}
});

test('every exit code that an error can have is in the README’s table', t => {
	for (const code of new Set([0, 1, 3, ...Object.values(exitCodes)])) {
		t.regex(readme, new RegExp(`^\\| ${code} \\| \\S`, 'm'));
	}
});
