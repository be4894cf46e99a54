import {cp, mkdir} from 'node:fs/promises';
import {join} from 'node:path';
import test, {type ExecutionContext} from 'ava';
import {fixturesDirectory} from '../helpers/backups/backup-files.js';
import {clusterDefinition} from '../../source/settings/definitions-of.js';
import {jsonLines, newHome, runCli, writeConfig} from '../helpers/program/run-cli.js';
import {servers} from '../helpers/servers/servers.js';

const {milvus235} = servers();

/** A home with backups of milvus-backup in a directory, and a cluster to restore into. */
async function homeOf(t: ExecutionContext): Promise<string> {
	const home = await newHome(t);
	const path = join(home, 'backups');
	await mkdir(path);
	await cp(join(fixturesDirectory, 'hello_peer'), join(path, 'hello'), {recursive: true});
	await writeConfig(home, {
		clusters: {spare: clusterDefinition(milvus235.cluster)},
		repositories: {here: {type: 'local', path}},
	});
	return home;
}

test('verify --level restore verifies, restores into the cluster that is named, compares, removes, and records it', async t => {
	const home = await homeOf(t);
	const args = ['verify', 'hello', '--level', 'restore', '--into', 'spare', '--sample', '7'];
	const {exitCode, stdout, stderr} = await runCli([...args, '--collections', 'hello_milvus'], {
		home,
	});
	t.is(exitCode, 0, stderr);
	t.regex(stdout, /hello is intact/);
	t.regex(
		stdout,
		/✔ hello can be restored: 1 collection with 300 rows, in .*\. Compared value by value: 7 rows; searches: 1\.\n {2}Everything that was restored for this has been removed\./,
	);
	// Of a part of it.
	t.notRegex((await runCli(['list'], {home})).stdout, /restored/);
	const whole = await runCli([...args, '--json'], {home});
	t.is(whole.exitCode, 0, whole.stderr);
	t.like(jsonLines(whole.stdout).at(-1), {outcome: 'complete', kind: 'restore'});
	t.regex((await runCli(['list'], {home})).stdout, /hello .* restored \d{4}-/);
	t.regex((await runCli(['get', 'hello'], {home})).stdout, /Verified .*, restored \d{4}-/);
});

test('options of a drill that is none, and a cluster that is not known, are errors', async t => {
	const home = await homeOf(t);
	const useless = await runCli(['verify', 'hello', '--into', 'spare'], {home});
	t.is(useless.exitCode, 2);
	t.regex(useless.stderr, /--into.*--level quick/);
	const unknown = await runCli(['verify', 'hello', '--level', 'restore', '--into', 'spar'], {home});
	t.is(unknown.exitCode, 4);
	t.regex(unknown.stderr, /spar\b.*\bspare\b/s);
	t.is(unknown.stdout, '', 'nothing is verified before');
	const wrong = await runCli(
		['verify', 'hello', '--level', 'restore', '--into', 'spare', '--collections', 'a..b'],
		{home},
	);
	t.is(wrong.exitCode, 2, wrong.stderr);
	t.is(wrong.stdout, '');
});
