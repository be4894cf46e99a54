import anyTest from 'ava';
import {homeWithBackups, jsonLines, newHome, runCli} from '../helpers/program/run-cli.js';

// A process each: side by side they would only wait for each other.
const test = anyTest.serial;

type Wrong = {
	title: string;
	args: readonly string[];
	says: readonly string[];
};

const wrong: readonly Wrong[] = [
	{
		title: 'an unknown option',
		args: ['create', '--fliter', 'a'],
		says: ['There is no option --fliter.', 'Did you mean --filter?'],
	},
	{
		title: 'an unknown option that resembles a global one',
		args: ['list', '--jsno'],
		says: ['There is no option --jsno.', 'Did you mean --json?'],
	},
	{
		title: 'an unknown command',
		args: ['lst'],
		says: ['There is no command “lst”.', 'Did you mean list?'],
	},
	{
		title: 'an unknown command of a group',
		args: ['practice', 'strat'],
		says: ['There is no command “strat”.', 'Did you mean start?'],
	},
	...[
		['lst', '--help'],
		['--help', 'lst'],
		['-h', 'lst'],
		['help', 'lst'],
	].map(args => ({
		title: `“${args.join(' ')}”, an unknown command with a request for help,`,
		args,
		says: ['There is no command “lst”.', 'Did you mean list?'],
	})),
	...[
		['config', 'chekc', '--help'],
		['config', '--help', 'chekc'],
		['help', 'config', 'chekc'],
	].map(args => ({
		title: `“${args.join(' ')}”, an unknown command of a group with a request for help,`,
		args,
		says: ['There is no command “chekc”.', 'Did you mean check?'],
	})),
	{
		title: '“jobs frobnicate --help”',
		args: ['jobs', 'frobnicate', '--help'],
		says: ['There is no command “frobnicate”.', 'milvault jobs --help lists them.'],
	},
	{
		title: '“frobnicate --help”',
		args: ['frobnicate', '--help'],
		says: ['There is no command “frobnicate”.', 'milvault --help lists them.'],
	},
	...(
		[
			[
				['migrate', '-n', 'x', '-c', 'y'],
				'There is no command “migrate”: milvault does not support Zilliz Cloud.',
				'milvus-backup can migrate the backups that milvault makes.',
			],
			[
				['l0compact', '--help'],
				'There is no command “l0compact”.',
				'It is not needed: L0 segments are restored as they are.',
			],
			[
				['config', 'migrate', '-o', 'x'],
				'There is no command “migrate”: milvault reads both formats of milvus-backup’s configuration directly.',
				'To import one: config import <file>',
			],
			[
				['check', 'config'],
				'check has no command “config”.',
				'To show the values in use: config show',
			],
			[
				['restore', 'secondary', '--source_cluster_id', 'a'],
				'restore secondary is not supported.',
				'Backups are restored as collections: milvault restore <name>',
			],
			[
				['create', '--rbac=perhaps'],
				'“perhaps” is not a value of --rbac: it takes true or false.',
				'Add --help to the command to see what it takes.',
			],
		] as const
	).map(([args, ...says]) => ({
		title: `milvus-backup’s “${args.join(' ')}”`,
		args,
		says,
	})),
	{
		title: 'a name for a backup that cannot be one',
		args: ['create', '--name', '备份_1'],
		says: [
			'“备份_1” cannot be the name of a backup.',
			'The rule: starts with a letter, a digit or _. A valid name: backup_1',
		],
	},
	{
		title: 'a name that is missing',
		args: ['get'],
		says: ['<name> is missing.', 'Add --help to the command to see what it takes.'],
	},
	{
		title: 'an argument too many',
		args: ['get', 'a', 'b'],
		says: ['“b” is one argument too many.', 'Add --help to the command to see what it takes.'],
	},
	{
		title: 'a name without --name',
		args: ['create', 'my_backup'],
		says: ['“my_backup” is one argument too many.', 'Did you mean --name my_backup?'],
	},
	{
		title: 'a long option with one dash',
		args: ['create', '-dry-run'],
		says: ['There is no option -dry-run.', 'Did you mean --dry-run?'],
	},
	{
		title: 'an option without its value',
		args: ['create', '--name'],
		says: ['--name needs a value.', 'Add --help to the command to see what it takes.'],
	},
	{
		title: 'a value that an option does not take',
		args: ['create', '--strategy', 'flsh'],
		says: [
			'“flsh” is not a value of --strategy: it takes auto, flush, skip_flush or meta_only.',
			'Did you mean flush?',
		],
	},
	{
		title: 'a conflict rule that does not exist',
		args: ['restore', 'x', '--on-conflict', 'overwrite'],
		says: [
			'“overwrite” is not a value of --on-conflict: it takes fail, rename, skip, append or replace.',
			'Add --help to the command to see what it takes.',
		],
	},
	{
		title: 'a restore without a name',
		args: ['restore'],
		says: ['Which backup? --name is missing.', 'Add --help to the command to see what it takes.'],
	},
	{
		title: 'a restore with two names',
		args: ['restore', 'a', '--name', 'b'],
		says: [
			'Two names are given, “a” and “b”: a restore takes one backup.',
			'Add --help to the command to see what it takes.',
		],
	},
	{
		title: 'a restore of data alone and of metadata alone',
		args: ['restore', 'a', '--data-only', '--meta-only'],
		says: ['--data-only and --meta-only cannot be used together.', 'Omit one of them.'],
	},
	{
		title: 'deleting nothing in particular',
		args: ['delete'],
		says: ['<names> is missing.', 'Add --help to the command to see what it takes.'],
	},
];

for (const {title, args, says} of wrong) {
	test(`${title} is told in a sentence with what to do, and ends with 2`, async t => {
		const home = await newHome(t);
		const {exitCode, stdout, stderr} = await runCli(args, {home});
		const [sentence, hint] = says;
		t.is(stderr, `✘ ${sentence}\n  ${hint}\n`);
		t.is(stdout, '');
		t.is(exitCode, 2);
	});
}

test('with --json a usage error is a result too', async t => {
	const home = await newHome(t);
	const {exitCode, stdout} = await runCli(['create', '--fliter', 'a', '--json'], {
		home,
	});
	t.deepEqual(jsonLines(stdout), [
		{
			type: 'result',
			command: 'create',
			exitCode: 2,
			outcome: 'failed',
			error: {
				code: 'usage',
				details: {
					reason: 'There is no option --fliter',
					suggestion: '--filter',
				},
				message: 'There is no option --fliter.',
				hint: 'Did you mean --filter?',
			},
		},
	]);
	t.is(exitCode, 2);
});

test('with --json a missing command is a result too', async t => {
	const home = await newHome(t);
	const {exitCode, stdout} = await runCli(['--json', 'practice'], {home});
	const [result, ...more] = jsonLines(stdout);
	t.like(result, {
		type: 'result',
		command: 'practice',
		exitCode: 2,
		error: {message: '“milvault practice” needs a command after it.'},
	});
	t.deepEqual(more, []);
	t.is(exitCode, 2);
});

test('usage errors speak Chinese', async t => {
	const home = await newHome(t);
	const {stderr} = await runCli(['--lang', 'zh', 'create', '--fliter', 'a'], {
		home,
	});
	t.regex(stderr, /^✘ 没有选项 --fliter。\n {2}.*--filter/);
});

test('global options are understood before and after the command', async t => {
	const home = await homeWithBackups(t, ['hello_peer']);
	const before = await runCli(['--json', '--repository', 'here', 'list'], {
		home,
	});
	const after = await runCli(['list', '--repository=here', '--json'], {home});
	t.is(before.exitCode, 0, before.stderr);
	t.is(before.stdout, after.stdout);
});

test('an option after -- is an argument', async t => {
	const home = await homeWithBackups(t, []);
	const {exitCode, stderr} = await runCli(['get', '--', '--json'], {home});
	t.regex(stderr, /There is no backup “--json”/);
	t.is(exitCode, 1);
});
