import {mkdir, readdir, rm, utimes, writeFile} from 'node:fs/promises';
import {join} from 'node:path';
import test, {type ExecutionContext} from 'ava';
import {openStorage} from '../../source/storage/open-storage.js';
import {putSmallBackup, type SmallBackup} from '../helpers/backups/small-backups.js';
import {jsonLines, newHome, runCli, writeConfig} from '../helpers/program/run-cli.js';

const policy = {keepDaily: 2, keepName: 'golden*', timeZone: 'Europe/Berlin'};

/** A home whose repository `here` has these backups. */
async function homeOf(
	t: ExecutionContext,
	backups: readonly SmallBackup[],
	retention?: object,
): Promise<{home: string; path: string}> {
	const home = await newHome(t);
	const path = join(home, 'backups');
	await put(path, backups);
	await writeConfig(home, {
		repositories: {here: {type: 'local', path, ...(retention && {retention})}},
	});
	return {home, path};
}

async function put(path: string, backups: readonly SmallBackup[]): Promise<void> {
	await mkdir(path, {recursive: true});
	const storage = await openStorage({type: 'local', path});
	for (const backup of backups) {
		await putSmallBackup({storage, rootPath: '', label: path}, backup);
	}

	storage.close();
}

const nightly: SmallBackup[] = ['01', '02', '03', '04'].map(day => ({
	name: `night_${day}`,
	at: `2026-03-${day}T02:00:00Z`,
}));

test('prune shows every backup, what happens to it and why, and deletes what goes, first what is not whole', async t => {
	const {home, path} = await homeOf(
		t,
		[
			...nightly,
			{name: 'half', at: '2026-03-03T09:00:00Z', state: 'partial'},
			{name: 'golden_1', at: '2026-01-01T00:00:00Z'},
			{name: 'sales', at: '2026-02-01T00:00:00Z', filter: 'sales.*'},
		],
		policy,
	);
	const shown = await runCli(['prune', '--dry-run'], {home});
	t.is(shown.exitCode, 0, shown.stderr);
	t.is(
		shown.stdout,
		`Policy, from retention of repository here: 2 days; names golden*; at least 1; groups by cluster,filter; time zone Europe/Berlin.
Backups in ~/backups. Times are in UTC.

  Name      Created           Group              Action  Why
  night_04  2026-03-04 02:00  prod · everything  keep    newest complete one, day 2026-03-04
  half      2026-03-03 09:00  prod · everything  delete  partial
  night_03  2026-03-03 02:00  prod · everything  keep    day 2026-03-03
  night_02  2026-03-02 02:00  prod · everything  delete  no rule keeps it
  night_01  2026-03-01 02:00  prod · everything  delete  no rule keeps it
  sales     2026-02-01 00:00  prod · sales.*     keep    newest complete one, day 2026-02-01
  golden_1  2026-01-01 00:00  prod · everything  keep    name matches golden*

4 backups stay; 3 backups (36 B) go.
This was a dry run: nothing was done.
`,
	);
	const asked = await runCli(['prune'], {home});
	t.is(asked.exitCode, 2);
	t.regex(asked.stderr, /needs a confirmation: delete 3 backups\.[^]*--yes/);
	t.is((await readdir(path)).length, 7);
	const pruned = await runCli(['prune', '--yes', '--json'], {home});
	t.is(pruned.exitCode, 0);
	const [plan, ...rest] = jsonLines(pruned.stdout);
	t.like(plan, {type: 'plan', policyFrom: 'configuration'});
	t.like(rest.at(-1), {type: 'result', command: 'prune', outcome: 'complete', kept: 4});
	t.deepEqual(
		(rest.at(-1)!['backups'] as Array<{name: string}>).map(({name}) => name),
		['half', 'night_01', 'night_02'],
	);
	t.deepEqual(await readdir(path), ['golden_1', 'night_03', 'night_04', 'sales']);
	const again = await runCli(['prune', '--yes'], {home});
	t.is(again.exitCode, 0);
	t.regex(again.stdout, /Nothing to delete: 4 backups stay\./);
});

test('flags replace the whole policy of the configuration, and in Chinese it is said too', async t => {
	const {home, path} = await homeOf(t, nightly, policy);
	const {stdout, exitCode} = await runCli(['prune', '--keep-last', '1', '--yes'], {
		home,
		env: {LANG: 'zh_CN.UTF-8'},
	});
	t.is(exitCode, 0);
	t.regex(stdout, /策略（来自命令行参数）：最近 1 个；至少 1 个/);
	t.regex(stdout, /最新的完整备份/);
	t.deepEqual(await readdir(path), ['night_04']);
});

test('what cannot be read, what another version wrote, and what is being made is not taken for something else', async t => {
	const {home, path} = await homeOf(t, [
		...nightly,
		{name: 'damaged', at: '2026-03-01T00:00:00Z'},
		{name: 'newer', at: '2026-03-01T00:00:00Z'},
		{name: 'making', at: '2026-03-01T00:00:00Z', state: 'unfinished'},
		{name: 'left', at: '2026-03-01T00:00:00Z', state: 'unfinished'},
	]);
	await writeFile(join(path, 'damaged/meta/milvault.json'), '{"formatVersion":1');
	await writeFile(join(path, 'newer/meta/milvault.json'), '{"formatVersion":99}');
	const old = new Date('2026-03-01T00:00:00Z');
	for (const file of await readdir(join(path, 'left'), {recursive: true})) {
		await utimes(join(path, 'left', file), old, old);
	}

	const {stdout, exitCode} = await runCli(['prune', '--keep-last', '9', '--yes'], {home});
	t.is(exitCode, 0);
	t.regex(stdout, /damaged .*delete {2}cannot be read\n/);
	t.regex(stdout, /newer .*keep {4}cannot be read by this version/);
	t.regex(stdout, /making .*keep {4}unfinished, and written to in the last 24 hours/);
	t.regex(stdout, /left .*delete {2}unfinished, last written to 2026-03-01 00:00 UTC/);
	t.deepEqual(
		(await readdir(path)).filter(name => !name.startsWith('night')),
		['making', 'newer'],
	);
	for (const {name} of nightly) {
		await rm(join(path, name), {recursive: true});
	}

	await put(path, [{name: 'damaged', at: '2026-03-01T00:00:00Z'}]);
	await writeFile(join(path, 'damaged/meta/milvault.json'), '{"formatVersion":1');
	const none = await runCli(['prune', '--keep-last', '9', '--yes'], {home});
	t.regex(none.stdout, /damaged .*keep {4}cannot be read, but there is no complete backup/);
});

for (const [args, sentence] of [
	[['--keep-last', '0'], /“0” is not a value of --keep-last: it takes 1–999999999\./],
	[
		['--keep-within', '30days'],
		/--keep-within: it takes 12h, 30d, 8w or 1y\.\n.*Did you mean 30d\?/,
	],
	[['--keep-last', '1', '--group-by', 'clutser'], /--group-by: .*\n.*Did you mean cluster\?/],
	[['--keep-last', '1', '--time-zone', 'Europe/Berln'], /Did you mean Europe\/Berlin\?/],
	[['--min', '3'], /This policy has no rule \(only min\)[^]*--keep-last 7/],
	[['--keep-name', 'a'], /This policy has no rule \(only keepName\)/],
	[[], /There is no retention policy[^]*--keep-last 7; or retention of the repository/],
	[['--keep-weakly', '2'], /Did you mean --keep-weekly\?/],
] as const) {
	test(`prune ${args.join(' ')} is refused, with what is allowed`, async t => {
		const {home} = await homeOf(t, []);
		const {exitCode, stderr} = await runCli(['prune', ...args], {home});
		t.is(exitCode, 2);
		t.regex(stderr, sentence);
	});
}

test('a wrong value in the configuration is named with its line, and what is allowed', async t => {
	const {home} = await homeOf(t, [], {keepWithin: '30 days'});
	const {exitCode, stderr} = await runCli(['prune'], {home});
	t.is(exitCode, 4);
	t.regex(stderr, /30 days[^]*repositories\.here\.retention\.keepWithin[^]*30d, 12h/);
});

test('a pinned backup is neither deleted nor pruned, is shown as such, and its pin holds no other one of its name', async t => {
	const {home, path} = await homeOf(t, nightly);
	const run = async (...args: string[]) => runCli(args, {home});
	t.is((await run('pin', 'night_01', '--reason', 'audit', '--until', '2999-01-31')).exitCode, 0);
	t.regex((await run('list')).stdout, /night_01 .*until 2999-01-31 23:59: audit/);
	t.regex((await run('get', 'night_01')).stdout, /Pinned +until 2999-01-31 23:59: audit/);
	const list = jsonLines((await run('list', '--json')).stdout).at(-1)!;
	t.like((list['backups'] as object[]).at(-1), {
		name: 'night_01',
		pin: {reason: 'audit', until: '2999-01-31T23:59:59Z'},
	});
	const refused = await run('delete', 'night_01', '--yes');
	t.is(refused.exitCode, 1);
	t.regex(
		refused.stderr,
		/is pinned until 2999-01-31T23:59:59Z: audit\.\n.*milvault unpin night_01/,
	);
	const pruned = await run('prune', '--keep-last', '1', '--yes');
	t.regex(pruned.stdout, /night_01 .*keep {4}pinned until 2999-01-31 23:59 UTC: audit/);
	t.deepEqual(await readdir(path), ['.milvault', 'night_01', 'night_04']);

	// Another backup of the name, and then an end that is past.
	await rm(join(path, 'night_01'), {recursive: true});
	await put(path, [{...nightly[0]!, id: 'another'}]);
	t.notRegex((await run('list')).stdout, /Pinned/);
	t.regex((await run('prune', '--keep-last', '1', '--dry-run')).stdout, /are removed: night_01/);
	t.is((await run('prune', '--keep-last', '1', '--yes')).exitCode, 0);
	t.deepEqual(await readdir(path), ['night_04']);
	t.is((await run('pin', 'night_04')).exitCode, 0);
	t.is((await run('delete', 'night_04', '--pinned', '--yes')).exitCode, 0);
	t.deepEqual(await readdir(path), []);
});

test('a pin that ended counts for nothing, and prune removes it', async t => {
	const {home, path} = await homeOf(t, nightly);
	t.is((await runCli(['pin', 'night_01'], {home})).exitCode, 0);
	await writeFile(
		join(path, '.milvault/pins/night_01'),
		'{"formatVersion":1,"backupId":"id of night_01","until":"2020-01-01T00:00:00Z","at":"2019-01-01T00:00:00Z"}\n',
	);
	t.notRegex((await runCli(['list'], {home})).stdout, /Pinned/);
	await runCli(['prune', '--keep-last', '9', '--yes'], {home});
	t.false((await readdir(path)).includes('.milvault'));
});

test('a pin that this version cannot read holds whatever has its name', async t => {
	const {home, path} = await homeOf(t, nightly);
	await runCli(['pin', 'night_01'], {home});
	await writeFile(join(path, '.milvault/pins/night_01'), '{"formatVersion":2}');
	t.is((await runCli(['delete', 'night_01', '--yes'], {home})).exitCode, 1);
	t.regex(
		(await runCli(['unpin', 'night_01', 'night_02'], {home})).stdout,
		/no longer pinned[^]*night_02 was not pinned/,
	);
	t.is((await runCli(['delete', 'night_01', '--yes'], {home})).exitCode, 0);
});

for (const [args, sentence] of [
	[['pin', 'night_1'], /There is no backup “night_1”[^]*Did you mean “night_01”/],
	[['pin', 'night_01', '--until', 'tomorrow'], /--until: it takes 30d, 12h or 2027-01-31/],
	[['pin', 'night_01', '--until', '2020-01-01'], /“2020-01-01” is not a value of --until/],
	[['pin', 'night_01', '--until', '2999-02-30'], /“2999-02-30” is not a value of --until/],
	[['unpin', 'night_1'], /There is no backup “night_1”/],
	[['pin', 'made_by_peer'], /“made_by_peer” is unfinished/],
] as const) {
	test(`${args.join(' ')} is refused`, async t => {
		const {home, path} = await homeOf(t, nightly);
		await mkdir(join(path, 'made_by_peer/binlogs'), {recursive: true});
		await writeFile(join(path, 'made_by_peer/binlogs/1'), '');
		const {exitCode, stderr} = await runCli(args, {home});
		t.not(exitCode, 0);
		t.regex(stderr, sentence);
	});
}

test('where there are no backups, nothing is shown as a table', async t => {
	const {home} = await homeOf(t, [], policy);
	const {exitCode, stdout, stderr} = await runCli(['prune', '--yes'], {home});
	t.is(exitCode, 0, stderr);
	t.is(stdout, 'There are no backups in ~/backups yet.\n');
});
