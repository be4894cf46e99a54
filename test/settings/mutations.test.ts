import {readFile, writeFile} from 'node:fs/promises';
import {join} from 'node:path';
import test from 'ava';
import {messagesFor} from '../../source/messages/messages.js';
import {MilvaultError} from '../../source/model/milvault-error.js';
import {loadSettings} from '../../source/settings/load-settings.js';
import {seededRandom} from '../helpers/runner/seeded-random.js';
import {temporaryDirectory} from './with-config.js';

/** The nine kinds of files that people hold. */
const kinds = [
	'../../config/backup.yaml',
	'../fixtures/config/milvus-backup-v1.yaml',
	'../fixtures/config/milvus-backup-v2.yaml',
	'../fixtures/config/milvus-virtual-host.yaml',
	'../fixtures/config/helm-values.yaml',
	'../fixtures/config/operator.yaml',
	'../fixtures/cases/O05-configmap-and-job.yaml',
	'../fixtures/config/list.yaml',
	'../fixtures/config/docker-compose.yaml',
];
const count = 300;

/** What people, editors and pipelines do to a line that says something. */
const ofLine: ReadonlyArray<readonly [string, (line: string) => string]> = [
	['is gone', () => ''],
	['is there twice', line => `${line}\n${line}`],
	['has a full-width colon', line => line.replace(/: ?/, '：')],
	['has no blank after the colon', line => line.replace(': ', ':')],
	['has an equals sign', line => line.replace(/: ?/, '=')],
	['has no colon', line => line.replace(':', '')],
	['is indented with a tab', line => `\t${line.trimStart()}`],
	['is indented with a full-width blank', line => `\u3000${line.trimStart()}`],
	['is one deeper', line => ` ${line}`],
	['is one less deep', line => line.replace(/^ /, '')],
	['is far deeper', line => `      ${line}`],
	['holds ${X}', line => line.replace(/: .*/, ': ${NOT_SET}')],
	['holds ${X:-d}', line => line.replace(/: .*/, ': ${NOT_SET:-d}')],
	['holds a ${ that is cut', line => line.replace(/: .*/, ': ${NOT')],
	['holds {{ x }}', line => line.replace(/: .*/, ': {{ .Values.x }}')],
	['holds "{{ x }}"', line => line.replace(/: .*/, ': "{{ .Values.x }}"')],
	['holds $(X)', line => line.replace(/: .*/, ': $(NOT_SET)')],
	['begins with @', line => line.replace(': ', ': @')],
	['begins with &', line => line.replace(': ', ': &')],
	['begins with *', line => line.replace(': ', ': *')],
	['begins with !', line => line.replace(': ', ': !')],
	['begins with {', line => line.replace(': ', ': {')],
	['begins with |', line => line.replace(': ', ': |')],
	['opens a quote', line => line.replace(': ', ': "')],
	['closes a quote', line => `${line}"`],
	['has typographic quotes', line => line.replace(/: (.*)/, ': “$1”')],
	['has blanks in quotes', line => line.replace(/: (.*)/, ': " $1 "')],
	['is cut by #', line => line.replace(/: (.)/, ': $1 #')],
	['holds a colon and a blank', line => line.replace(': ', ': a: ')],
	['is a list', line => line.replace(/: .*/, ': [a, b]')],
	['is empty', line => line.replace(/: .*/, ':')],
	['is azure', line => line.replace(/: .*/, ': azure')],
	['has a wrong key', line => line.replace(':', 'x:')],
	['holds a zero-width blank', line => line.replace(': ', ': \u200B')],
	['is a conflict marker', line => `<<<<<<< HEAD\n${line}`],
];

const ofFile: ReadonlyArray<readonly [string, (text: string) => Buffer]> = [
	['in UTF-16', text => Buffer.from(`\uFEFF${text}`, 'utf16le')],
	['in Latin-1', text => Buffer.from(`# é\n${text}`, 'latin1')],
	['with CRLF', text => Buffer.from(text.replaceAll('\n', '\r\n'))],
	['with a BOM', text => Buffer.from(`\uFEFF${text}`)],
	['cut in the middle', text => Buffer.from(text.slice(0, text.length / 2))],
	['twice', text => Buffer.from(`${text}\n---\n${text}`)],
];

test(`${count} files with something wrong in them, of nine kinds: understood, or refused with line and cause`, async t => {
	const cwd = await temporaryDirectory(t);
	const file = join(cwd, 'c.yaml');
	const messages = messagesFor('en');
	const {below, pick} = seededRandom('configurations', 20_261_130);
	const wrong: string[] = [];
	const texts = await Promise.all(
		kinds.map(async kind => readFile(new URL(kind, import.meta.url), 'utf8')),
	);
	const counts = {understood: 0, refused: 0};
	const load = async () =>
		loadSettings({
			file: 'c.yaml',
			environment: {},
			variables: {MINIO_PASSWORD: 'p', MILVUS_PASSWORD: 'p', USE_SSL: 'true'},
			cwd,
			homeDirectory: '/home/ann',
			secretsFor: [],
		});
	for (let index = 0; index < count; index += 1) {
		const text = texts[index % texts.length] ?? '';
		const lines = text.split('\n');
		const meant = lines.flatMap((line, number) => (/^\s*[^\s#].*:/.test(line) ? [number] : []));
		let what: string;
		let bytes: Buffer;
		if (below(12) === 0) {
			const [title, change] = pick(ofFile);
			what = title;
			bytes = change(text);
		} else {
			const [title, change] = pick(ofLine);
			const number = pick(meant);
			lines[number] = change(lines[number] ?? '');
			what = `line ${number + 1} ${title}: ${lines[number]}`;
			bytes = Buffer.from(lines.join('\n'));
		}

		const about = `${index}, ${kinds[index % kinds.length]}, ${what}`;
		await writeFile(file, bytes);
		try {
			const settings = await load();
			counts.understood += 1;
			const {origins: _, warnings: __, ...values} = settings;
			if (/\$\{|\{\{|\$\(|NOT_SET/.test(JSON.stringify(values))) {
				wrong.push(`a placeholder is a value: ${about}`);
			}
		} catch (error) {
			if (!(error instanceof MilvaultError)) {
				throw new Error(about, {cause: error});
			}

			counts.refused += 1;
			const {sentence, hint = ''} = messages.error(error);
			const told = `${sentence} ${hint}`;
			// What is missing has no line, and neither has a file that is no text.
			const hasLine =
				/c\.yaml:\d+|one document expected/.test(told) ||
				/^config-(missing-value|encoding|empty|unrecognised)$/.test(error.code);
			const isForeign =
				/bug in milvault|Implicit|compact mapping|[Ff]low (map|seq|coll)|scalar|Unexpected|[Pp]lain value|at line/.test(
					told,
				);
			if (error.code === 'unexpected' || !hasLine || isForeign) {
				wrong.push(`${about}: ${error.code} ${told}`);
			}
		}
	}

	t.deepEqual(wrong, []);
	t.log(counts);
	t.true(counts.understood > 50 && counts.refused > 100);
});
