import {chmod, mkdir, mkdtemp, readdir, rm, writeFile} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import test, {type ExecutionContext} from 'ava';
import {hasCode} from '../../source/model/milvault-error.js';
import {announcedBytes} from '../../source/practice/install-package.js';
import {installMilvus} from '../../source/practice/install-milvus.js';
import type {PracticeEvent} from '../../source/practice/practice-events.js';
import {cacheDir} from '../helpers/runner/cache-dir.js';

async function temporaryDir(t: ExecutionContext): Promise<string> {
	const directory = await mkdtemp(join(tmpdir(), 'milvault-install-'));
	t.teardown(async () => rm(directory, {recursive: true, force: true}));
	return directory;
}

/** A python3 that answers what it is asked with the given lines of shell. */
async function pythonThat(directory: string, script: string): Promise<string> {
	const python = join(directory, 'python3');
	await writeFile(python, `#!/bin/sh\n${script}\n`);
	await chmod(python, 0o755);
	return python;
}

async function failureOf(t: ExecutionContext, python: string, cache: string) {
	const error = await t.throwsAsync(installMilvus({version: '2.3.5', cacheDir: cache, python}));
	return hasCode(error, 'practice-unavailable') || hasCode(error, 'practice-failed')
		? {code: error.code, ...error.details}
		: error;
}

test('without Python 3 the practice cluster says so', async t => {
	const directory = await temporaryDir(t);
	const missing = join(directory, 'no-python3');
	t.deepEqual(await failureOf(t, missing, directory), {
		code: 'practice-unavailable',
		what: 'python',
		reason: missing,
	});

	const two = await pythonThat(directory, 'echo 2.7');
	t.like(await failureOf(t, two, directory), {what: 'python'});
});

test('a Python without its venv module names the package to install', async t => {
	const directory = await temporaryDir(t);
	const python = await pythonThat(
		directory,
		'case "$*" in *version_info*) echo 3.11;; *ensurepip*) echo "No module named ensurepip" >&2; exit 1;; esac',
	);
	t.deepEqual(await failureOf(t, python, directory), {
		code: 'practice-unavailable',
		what: 'venv',
		reason: 'python3.11-venv',
	});
});

test('a failing pip leaves its last error and its log, and the next try begins anew', async t => {
	const directory = await temporaryDir(t);
	const python = await pythonThat(
		directory,
		`case "$*" in
			*version_info*) echo 3.11;;
			*"-m venv"*) mkdir -p "$3/bin"; cp "$0" "$3/bin/python";;
			*"pip install"*) echo "Collecting milvus"; echo "ERROR: Could not find a version" >&2; exit 1;;
		esac`,
	);
	await mkdir(join(directory, 'milvus-2.3.5'));
	await writeFile(join(directory, 'milvus-2.3.5', 'left-by-a-crash'), '');
	t.deepEqual(await failureOf(t, python, directory), {
		code: 'practice-failed',
		reason: 'ERROR: Could not find a version',
		log: join(directory, 'milvus-2.3.5-install.log'),
	});
	t.false((await readdir(join(directory, 'milvus-2.3.5'))).includes('left-by-a-crash'));
	t.false((await readdir(directory)).some(name => name.endsWith('.lock')));
});

test('two installations at once are one, and a third finds it done', async t => {
	const directory = await temporaryDir(t);
	const runs = join(directory, 'runs');
	// Stands in for pip only: the package itself is installed before the tests begin.
	const python = await pythonThat(
		directory,
		`echo "$*" >> "${runs}.$$"
		case "$*" in
			*version_info*) echo 3.11;;
			*"-m venv"*) mkdir -p "$3/bin"; cp "$0" "$3/bin/python";;
			*"pip install"*) echo "Downloading milvus-2.3.5-py3-none-any.whl (57.7 MB)"; sleep 0.3;;
			*) echo "${directory}/milvus";;
		esac`,
	);
	const events: PracticeEvent[] = [];
	const install = async () =>
		installMilvus({
			version: '2.3.5',
			cacheDir: directory,
			python,
			onEvent: event => events.push(event),
		});
	const [first, second] = await Promise.all([install(), install()]);
	t.deepEqual(first, second);
	t.deepEqual(await install(), first);
	const types = events.map(({type}) => type);
	t.is(types.filter(type => type === 'making-environment').length, 1);
	t.is(types.filter(type => type === 'waiting-for-other').length, 1);
	t.deepEqual(
		events.findLast(({type}) => type === 'downloading'),
		{
			type: 'downloading',
			version: '2.3.5',
			doneBytes: 57_700_000,
			totalBytes: 57_700_000,
		},
	);
});

test('the server that tests run is the one of the package', async t => {
	const installation = await installMilvus({
		version: '2.3.5',
		cacheDir: cacheDir(),
	});
	t.true((await readdir(installation.serverDir)).includes('milvus'));
});

test('what pip announces is understood', t => {
	t.is(announcedBytes('  Downloading milvus-2.3.5-x.whl (57.7 MB)'), 57_700_000);
	t.is(announcedBytes('Downloading milvus-2.2.16-x.whl (934 kB)'), 934_000);
	t.is(announcedBytes('Using cached milvus-2.3.5-x.whl (57.7 MB)'), undefined);
});
