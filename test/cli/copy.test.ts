import {cp, readdir, readFile, rm, writeFile} from 'node:fs/promises';
import {join} from 'node:path';
import test, {type ExecutionContext} from 'ava';
import {jsonLines, newHome, runCli, writeConfig} from '../helpers/program/run-cli.js';

const fixtures = new URL('../fixtures/milvus-backup-0.5.16/', import.meta.url).pathname;

/** A home with two repositories: `here`, with two backups by milvus-backup, and `offsite`, empty. */
async function homeWithTwo(
	t: ExecutionContext,
): Promise<{home: string; here: string; offsite: string}> {
	const home = await newHome(t);
	const here = join(home, 'backups');
	const offsite = join(home, 'offsite');
	for (const name of ['hello_peer', 'shop_peer']) {
		await cp(join(fixtures, name), join(here, name), {recursive: true});
	}

	await writeConfig(home, {
		defaultRepository: 'here',
		repositories: {
			here: {type: 'local', path: here},
			offsite: {type: 'local', path: offsite},
		},
	});
	return {home, here, offsite};
}

test('copy shows what is there and what is sent, asks, copies, and sends nothing a second time', async t => {
	const {home, offsite} = await homeWithTwo(t);
	const shown = await runCli(['copy', '--all', '--to', 'offsite', '--dry-run'], {home});
	t.is(shown.exitCode, 0, shown.stderr);
	t.is(
		shown.stdout,
		`Copy from ~/backups to ~/offsite

  Name        Objects    Size  In the target  To send
  hello_peer       15   56 KB  nothing          56 KB
  shop_peer        93  110 KB  nothing         110 KB

2 backups: 108 objects (166 KB) to send.
This was a dry run: nothing was done.
`,
	);
	const asked = await runCli(['copy', 'hello_peer', '--to', 'offsite'], {home});
	t.is(asked.exitCode, 2);
	t.regex(asked.stderr, /needs a confirmation: copy 1 backup\.[^]*--yes/);
	await t.throwsAsync(readdir(offsite));
	const copied = await runCli(['copy', 'hello_peer', '--to', 'offsite', '--yes'], {home});
	t.is(copied.exitCode, 0, copied.stderr);
	t.regex(
		copied.stdout,
		/\n✔ hello_peer copied: 15 objects, 56 KB sent\.\n {2}Checked: 10 objects by size and ETag\.\n$/,
	);
	const listed = await runCli(['list', '--repository', 'offsite'], {home});
	t.regex(listed.stdout, /hello_peer +complete/);
	const again = await runCli(['copy', 'hello_peer', '--to', 'offsite', '--yes'], {home});
	t.is(again.exitCode, 0);
	t.regex(again.stdout, /hello_peer +15 +56 KB +the same backup +0 B\n/);
	t.regex(
		again.stdout,
		/\n10 objects \([^)]+\) are there with their sizes: their content is compared/,
	);
	t.regex(again.stdout, /\n✔ hello_peer was there already: nothing was sent\.\n/);
	const missing = await runCli(['copy', '--missing', '--to', 'offsite', '--yes', '--json'], {home});
	t.is(missing.exitCode, 0);
	const lines = jsonLines(missing.stdout);
	t.like(lines[0], {type: 'plan', plan: {leftOut: [{name: 'hello_peer', reason: 'there'}]}});
	t.true(lines.some(({type}) => type === 'object-copied'));
	t.like(lines.at(-1), {
		type: 'result',
		command: 'copy',
		outcome: 'complete',
		backups: [{name: 'shop_peer', as: 'shop_peer', outcome: 'complete', sent: {objects: 93}}],
	});
	const nothing = await runCli(['copy', '--missing', '--to', 'offsite'], {home});
	t.is(nothing.exitCode, 0);
	t.is(
		nothing.stdout,
		'Left out, because they are there: hello_peer and shop_peer.\nNothing to copy: all of it is there.\n',
	);
	const jobs = await runCli(['jobs', 'list'], {home});
	t.regex(jobs.stdout, /copy +shop_peer +complete/);
});

test('a taken name fails one copy, and not the others; --name-as gives another name', async t => {
	const {home, offsite} = await homeWithTwo(t);
	await cp(join(fixtures, 'shop_peer'), join(offsite, 'hello_peer'), {recursive: true});
	const refused = await runCli(['copy', 'hello_peer', '--to', 'offsite', '--yes'], {home});
	t.is(refused.exitCode, 1);
	t.regex(refused.stderr, /A backup “hello_peer” already exists in ~\/offsite\.[^]*--name-as/);
	const all = await runCli(['copy', '--all', '--to', 'offsite', '--yes'], {home});
	t.is(all.exitCode, 3, all.stderr);
	t.regex(all.stdout, /✘ hello_peer: A backup “hello_peer” already exists/);
	t.regex(all.stdout, /✔ shop_peer copied/);
	t.regex(all.stderr, /hello_peer/);
	const renamed = await runCli(
		['copy', 'hello_peer', '--to', 'offsite', '--name-as', 'hello_2', '--yes'],
		{home},
	);
	t.is(renamed.exitCode, 0, renamed.stderr);
	t.regex(renamed.stdout, /✔ hello_peer as hello_2 copied/);
	const meta = await readFile(join(offsite, 'hello_2/meta/backup_meta.json'), 'utf8');
	t.true(meta.includes('"name":"hello_2"'));
	const verified = await runCli(['verify', 'hello_2', '--repository', 'offsite'], {home});
	t.is(verified.exitCode, 0, verified.stdout);
});

test('a damaged backup exits with 8, and in Chinese too the job says what it did', async t => {
	const {home, here} = await homeWithTwo(t);
	const args = ['--lang', 'zh', '--to', 'offsite', '--yes'];
	const copied = await runCli(['copy', 'shop_peer', ...args], {home});
	t.is(copied.exitCode, 0, copied.stderr);
	t.regex(copied.stdout, /✔ shop_peer 已复制：传输了/);
	const full = join(here, 'hello_peer/meta/segment_meta.json');
	const text = await readFile(full, 'utf8');
	await writeFile(full, text.replace(/"num_of_rows":"?\d+"?/, '"num_of_rows":1'));
	const damaged = await runCli(['copy', 'hello_peer', ...args], {home});
	t.is(damaged.exitCode, 8, damaged.stdout);
});

test('a copy runs detached, and the same places are found when it is continued', async t => {
	const {home, offsite} = await homeWithTwo(t);
	const started = await runCli(
		['copy', 'shop_peer', '--to', 'offsite', '--yes', '--detach', '--json'],
		{home},
	);
	t.is(started.exitCode, 0, started.stderr);
	const {jobId} = jsonLines(started.stdout).at(-1) as {jobId: string};
	const attached = await runCli(['jobs', 'attach', jobId], {home});
	t.is(attached.exitCode, 0, attached.stderr);
	t.true((await readdir(offsite)).includes('shop_peer'));
	const job = await runCli(['jobs', 'get', jobId, '--json'], {home});
	t.like(jsonLines(job.stdout).at(-1), {job: {choice: {repository: 'here', target: 'offsite'}}});
	// As a process leaves it that was killed before the last file.
	const record = join(home, '.local/state/milvault/jobs', jobId, 'record.json');
	const written = JSON.parse(await readFile(record, 'utf8')) as object;
	await writeFile(record, JSON.stringify({...written, state: 'cancelled', canContinue: true}));
	await rm(join(offsite, 'shop_peer/meta/backup_meta.json'));
	const goesOn = await runCli(['jobs', 'continue', jobId], {home});
	t.is(goesOn.exitCode, 0, goesOn.stderr);
	t.true((await readdir(join(offsite, 'shop_peer/meta'))).includes('backup_meta.json'));
});

test('what is missing, or does not go together, is said before anything is read', async t => {
	const {home} = await homeWithTwo(t);
	for (const [args, told] of [
		[['copy', 'hello_peer'], /Copy where\? --to is missing/],
		[['copy', '--to', 'offsite'], /Which backups\? Give their names, or --all, or --missing/],
		[['copy', 'a', 'b', '--to', 'offsite', '--name-as', 'c'], /--name-as is for one backup/],
		[
			['copy', 'a', '--to', 'offsite', '--newer-than', '7d'],
			/--newer-than needs --all or --missing/,
		],
		[['copy', 'a', '--all', '--to', 'offsite'], /a and --all cannot be used together/],
		[['copy', '--all', '--to', 'offsite', '--newer-than', 'week'], /--newer-than[^]*12h, 7d/],
		[['copy', 'hello_peer', '--to', 'here'], /“hello_peer” is in ~\/backups, where it was to be/],
		[['copy', 'hello_peer', '--to', 'offsite', '--name-as', 'a b'], /a_b/],
	] as ReadonlyArray<[string[], RegExp]>) {
		const run = await runCli([...args, '--yes'], {home});
		t.is(run.exitCode, 2, args.join(' '));
		t.regex(run.stderr, told);
	}

	const unknown = await runCli(['copy', 'hello_peer', '--to', 'ofsite'], {home});
	t.is(unknown.exitCode, 4);
	t.regex(unknown.stderr, /ofsite[^]*offsite/);
	const missing = await runCli(['copy', 'helo_peer', '--to', 'offsite'], {home});
	t.is(missing.exitCode, 1);
	t.regex(missing.stderr, /helo_peer[^]*hello_peer/);
});
