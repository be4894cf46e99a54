import {readdir, readFile} from 'node:fs/promises';
import {join} from 'node:path';
import test from 'ava';
import {findSentences, type Sentence} from './find-sentences.js';

const root = join(import.meta.dirname, '../../source');

/** What may be outside of messages/, and why. */
const exceptions: ReadonlyArray<{
	why: string;
	files: RegExp;
	/** Left out: any. */
	within?: RegExp;
	text?: RegExp;
}> = [
	{
		why: 'What details hold, which --json keeps in English: zh/fragments.ts has each, and fragments.test.ts proves it.',
		files: /^model\/fragments\.ts$/,
		within: /^[a-z\d-]+:$/,
	},
	{
		why: 'The descriptions of OpenAPI and of metrics are for programmers, in English.',
		files: /^(server|metrics)\//,
		within: /^(summary|description|help):$|^(describe|gauge|each)\(\)$/,
	},
	{
		why: 'Titles of RFC 9457 name the HTTP status, in English.',
		files: /^server\/problem\.ts$/,
		within: /^\d+:$/,
	},
	{
		why: 'What milvus-backup’s server answers, word for word; and its interface’s name.',
		files: /^server\/(health-routes|v1\/(envelope|(backup|read|restore)-routes))\.ts$/,
		text: /^(Hello, This is backup service|(create|restore) backup is executing asynchronously…?|task not found: …|v1: as milvus-backup)$/,
	},
	{
		why: 'A TypeError is a bug of ours; `unexpected` shows what it says.',
		files: /./,
		within: /^(new TypeError\(\)|wrongType\(\))$/,
	},
	{
		why: 'A bug of ours, as there.',
		files:
			/^(commands\/run-invocation|dialog\/script|effects\/effect-runner|wizard\/(job-watcher|state))\.ts$/,
		within: /^new Error\(\)$|^\(\)$/,
	},
	{
		why: 'Caught where it is thrown: another sentence, or none, comes of it.',
		files:
			/^(server\/stop-jobs|storage\/guard-stream|storage\/s3\/report-retries|format\/binlog\/decompress-page)\.ts$/,
		within: /^new Error\(\)$/,
	},
	{
		why: 'The words of others, which are looked for.',
		files: /^(milvus\/recognise-error|storage\/s3\/plain-reason)\.ts$/,
		within: /^(raw|includes)\(\)$|^new RegExp\(\)$/,
	},
	{
		why: 'A support bundle is for those who maintain milvault, in English.',
		files: /^commands\/support-bundle\.ts$/,
	},
	{
		why: 'Values and file names to choose from, the same in every language.',
		files: /^(settings\/.*|commands\/config\/import)\.ts$/,
		text: /^[\w.-]+( \([\w-]+\))?(,? (\||or )?|, kind: |: )[^.]*$|^token \| username \+ password$|^kind: Milvus$|^1 x value|^backup\.yaml \(milvus-backup\), /,
	},
	{
		why: 'Where a value comes from, a code: givenBy() of messages/ says it.',
		files: /^(settings|practice)\//,
		text: /^(default \([\w -]+\)|practice cluster)$/,
	},
	{
		why: 'Where in the metadata, by the names that stand there.',
		files: /^engine\//,
		text: /^(segment|partition) …, [\w ]+(…, log|…)?$/,
	},
	{
		why: 'What a field is, as Milvus calls it, beside its type.',
		files: /^model\/schema-differences\.ts$/,
		text: /^(primary key|auto id|partition key)$/,
	},
	{
		why: 'Commands to copy, Python, and HTTP headers.',
		files:
			/^(render\/(job-lines|schedule-units)|commands\/schedule\/install|practice\/install-(milvus|package)|server\/(build-app|v2\/job-events))\.ts$/,
		text: /^ +(… milvault |… daemon-reload|loginctl|kubectl )|^# milvault schedule …$|^import |^-m pip |'none'|^id: …\nevent: |^: these are the events/,
	},
	{
		why: 'Data that is written into Milvus and storage.',
		files: /^(practice\/hello-collections|engine\/check\/(probe|check-repository-writes))\.ts$/,
		text: /is the simplest demo|^a probe of milvault check|^milvault check\n$/,
	},
];

function isException(file: string, {text, within}: Sentence): boolean {
	return exceptions.some(
		one =>
			one.files.test(file) &&
			(one.within === undefined || one.within.test(within)) &&
			(one.text === undefined || one.text.test(text)),
	);
}

/** Read once: it takes seconds. */
const sentencesOf = Promise.all(
	(await readdir(root, {recursive: true}))
		.filter(file => /\.tsx?$/.test(file) && !file.startsWith('messages/'))
		.map(async file => ({
			file,
			sentences: findSentences(await readFile(join(root, file), 'utf8'), file),
		})),
);

test('every sentence that a person reads is in messages/', async t => {
	const files = await sentencesOf;
	t.true(files.length > 300);
	t.deepEqual(
		files.flatMap(({file, sentences}) =>
			sentences
				.filter(sentence => !isException(file, sentence))
				.map(({line, text, within}) => `${file}:${line}: ${text} [${within}]`),
		),
		[],
	);
});

test('a planted sentence is found, whole or in pieces', t => {
	const found = (source: string, file = 'a.ts'): string[] =>
		findSentences(source, file).map(({text}) => text);
	t.deepEqual(found("say('it is missing');"), ['it is missing']);
	t.deepEqual(found('say(`partition ${name} is missing`);'), ['partition … is missing']);
	t.deepEqual(found("const reason = isTls ? 'no answer' : other;"), ['no answer']);
	t.deepEqual(found("throw new RequestError(404, 'not-found', 'There is no such route.');"), [
		'There is no such route.',
	]);
	t.deepEqual(found('const view = <Text color="red">Nothing is here.</Text>;', 'a.tsx'), [
		'Nothing is here.',
	]);
	t.deepEqual(found("const texts = {title: 'Some checks failed'};"), ['Some checks failed']);
});

test('no sentence: comments, names of modules, keys and types, patterns, single words, SQL-like', t => {
	for (const source of [
		'// It is missing.\n/* It is missing. */',
		"import {a} from 'not a sentence';",
		"type Reason = 'it is missing';",
		"const texts = {'it is missing': 1};",
		'/it is missing/.test(text);',
		"say('missing'); say('it-is-missing'); say(`${count} rows`);",
		"ask('pk > 1'); get('/api/v2/backups'); set('content-type', 'text/html');",
	]) {
		t.deepEqual(findSentences(source, 'a.ts'), [], source);
	}
});

test('no exception is there for nothing', async t => {
	const all = await sentencesOf;
	for (const one of exceptions) {
		t.true(
			all.some(
				({file, sentences}) =>
					one.files.test(file) &&
					sentences.some(
						({text, within}) =>
							(one.within?.test(within) ?? true) && (one.text?.test(text) ?? true),
					),
			),
			one.why,
		);
	}
});
