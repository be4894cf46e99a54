import {chmod, mkdir, readFile, stat, writeFile} from 'node:fs/promises';
import {join} from 'node:path';
import test from 'ava';
import {openStorage} from '../../source/storage/open-storage.js';
import {putSmallBackup} from '../helpers/backups/small-backups.js';
import {newHome, runCli, writeConfig} from '../helpers/program/run-cli.js';

test('metrics prints what the repository has, or replaces a file that all can read; away, it says so and fails', async t => {
	const home = await newHome(t);
	const path = join(home, 'backups');
	await mkdir(path);
	const storage = await openStorage({type: 'local', path});
	const at = '2026-03-01T02:00:00Z';
	await putSmallBackup({storage, rootPath: '', label: path}, {name: 'b', at});
	storage.close();
	await writeConfig(home, {repositories: {here: {type: 'local', path}}});
	const printed = await runCli(['metrics'], {home});
	t.is(printed.exitCode, 0, printed.stderr);
	const line = `milvault_last_backup_timestamp_seconds{cluster="prod"} ${Date.parse(at) / 1000}`;
	t.true(printed.stdout.split('\n').includes(line), printed.stdout);
	t.regex(printed.stdout, /^# TYPE milvault_repository_up gauge$/m);

	const file = join(home, 'milvault.prom');
	await writeFile(file, 'old');
	await chmod(file, 0o600);
	const written = await runCli(['metrics', '--file', file], {home});
	t.deepEqual([written.exitCode, written.stdout], [0, '']);
	t.is(await readFile(file, 'utf8'), printed.stdout);
	t.is((await stat(file)).mode & 0o777, 0o644);

	await writeConfig(home, {repositories: {here: {type: 'local', path: join(home, 'gone')}}});
	const away = await runCli(['metrics', '--file', file], {home});
	t.not(away.exitCode, 0);
	t.regex(away.stderr, /gone/);
	t.regex(await readFile(file, 'utf8'), /^milvault_repository_up 0$/m);

	const nowhere = await runCli(['metrics', '--file', join(home, 'no/where.prom')], {home});
	t.not(nowhere.exitCode, 0);
	t.regex(nowhere.stderr, /no\/where\.prom/);
});
