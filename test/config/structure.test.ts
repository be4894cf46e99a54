import {readdir, readFile, stat} from 'node:fs/promises';
import {dirname, join, relative, resolve} from 'node:path';
import test from 'ava';
import {lintFindings, root} from './lint-findings.js';

/** Files below a folder whose names end so, by their path from the repository's root. */
async function filesOf(folder: string, ending: RegExp): Promise<string[]> {
	const entries = await readdir(join(root, folder), {recursive: true, withFileTypes: true});
	return entries
		.filter(entry => entry.isFile() && ending.test(entry.name))
		.map(entry => relative(root, join(entry.parentPath, entry.name)))
		.toSorted();
}

test('the tree has no circle of files, no import upwards and no function above 120 lines', async t => {
	// What each rule finds in planted files is tested in lint-rules.test.ts.
	t.deepEqual(await lintFindings(root, ['source', 'media', 'test', 'config']), []);
});

/** Lines and bytes that are more than a README may have. */
function excess(text: string): {lines: number; bytes: number} {
	return {
		lines: Math.max(0, text.replace(/\n$/, '').split('\n').length - 240),
		bytes: Math.max(0, Buffer.byteLength(text) - 14_000),
	};
}

test('the README has at most 240 lines and 14 kB', async t => {
	t.deepEqual(excess(await readFile(join(root, 'README.md'), 'utf8')), {lines: 0, bytes: 0});
});

test('a README that is too long, or too large, is found', t => {
	t.deepEqual(excess('a line\n'.repeat(240)), {lines: 0, bytes: 0});
	t.deepEqual(excess('a line\n'.repeat(241)), {lines: 1, bytes: 0});
	t.deepEqual(excess('字'.repeat(4667)), {lines: 0, bytes: 1});
});

/** What the links of a Markdown text lead to, beside web pages and headings of its own. */
function linkedFiles(markdown: string): string[] {
	const prose = markdown.replaceAll(/^```[\s\S]*?^```/gm, '').replaceAll(/`[^`\n]*`/g, '');
	const links = [
		...prose.matchAll(/\]\(([^()\s]+)(?:\s+"[^"]*")?\)/g),
		...prose.matchAll(/^\[[^\]]+\]:\s*(\S+)/gm),
		...prose.matchAll(/<[^>]*\s(?:src|srcset|href)="([^"]+)"/g),
	];
	return links
		.map(([, link = '']) => link.replace(/#.*$/, ''))
		.filter(link => link !== '' && !/^[a-z]+:/i.test(link));
}

/** Links of a page that lead nowhere. */
async function brokenLinks(page: string, markdown: string): Promise<string[]> {
	const links = linkedFiles(markdown);
	const isThere = await Promise.all(
		links.map(async link =>
			stat(resolve(root, dirname(page), decodeURI(link))).then(
				() => true,
				() => false,
			),
		),
	);
	return links.filter((_, index) => !isThere[index]).map(link => `${page}: ${link}`);
}

test('every file that a document links to exists', async t => {
	const pages = [
		'README.md',
		'CHANGELOG.md',
		...(await filesOf('.github', /\.md$/)),
		...(await filesOf('media', /\.md$/)),
		...(await filesOf('source', /\.md$/)),
	];
	t.true(pages.includes('source/README.md') && pages.length > 8, pages.join(', '));
	const broken = await Promise.all(
		pages.map(async page => brokenLinks(page, await readFile(join(root, page), 'utf8'))),
	);
	t.deepEqual(broken.flat(), []);
});

test('a link to a file that does not exist is found, in each form that a link has', async t => {
	const page = [
		'[there](engine/create-backup.ts), [a heading](#words), [the web](https://milvus.io/none.md)',
		'[gone](engine/gone.ts#top) [`code`](engine/gone-too.ts)',
		'![picture](../media/gone.svg "title") <img src="gone.png" width="1">',
		'`[in code](engine/no-link.ts)`',
		'```',
		'[in a block](engine/no-link.ts)',
		'```',
		'[below]: engine/gone-below.ts',
	].join('\n');
	t.deepEqual(await brokenLinks('source/README.md', page), [
		'source/README.md: engine/gone.ts',
		'source/README.md: engine/gone-too.ts',
		'source/README.md: ../media/gone.svg',
		'source/README.md: engine/gone-below.ts',
		'source/README.md: gone.png',
	]);
});

test('the picture and the table of source/README.md name every room, and no other', async t => {
	const readme = await readFile(join(root, 'source/README.md'), 'utf8');
	const entries = await readdir(join(root, 'source'), {withFileTypes: true});
	const rooms = entries.filter(entry => entry.isDirectory()).map(({name}) => name);
	const [, picture = ''] = /^```text\n([\s\S]*?)^```/m.exec(readme) ?? [];
	const table = [...readme.matchAll(/^\| ((?:`\w+`(?:, )?)+) \|/gm)].map(([, cell = '']) => cell);
	const words = (text: string): string[] => [...text.matchAll(/[a-z]+/g)].map(([word]) => word);
	t.deepEqual(words(table.join()).toSorted(), rooms.toSorted());
	t.deepEqual(
		rooms.filter(room => !words(picture).includes(room)),
		[],
	);
});

/** Places where all that a job's steps share is handed on at once, under whatever name. */
function spreadBags(path: string, code: string): string[] {
	const spread = /\.\.\.(job|making|context|run|setup|submission|session)\b/;
	return code
		.split('\n')
		.flatMap((line, index) => (spread.test(line) ? [`${path}:${index + 1}: ${line.trim()}`] : []));
}

test('a step of a job is given what it uses: no job bag is spread in engine/', async t => {
	const files = await filesOf('source/engine', /\.ts$/);
	t.true(files.includes('source/engine/run/run-as-job.ts') && files.length > 100);
	const spread = await Promise.all(
		files.map(async path => spreadBags(path, await readFile(join(root, path), 'utf8'))),
	);
	t.deepEqual(spread.flat(), []);
});

test('a job bag that is spread is found, a list or the options of a call is not', t => {
	const code = [
		'await verifyObjects({...job, view});',
		'const staging = {',
		'\t...context,',
		'};',
		'collect([...jobs], {...options});',
	].join('\n');
	t.deepEqual(spreadBags('a.ts', code), [
		'a.ts:1: await verifyObjects({...job, view});',
		'a.ts:3: ...context,',
	]);
});
