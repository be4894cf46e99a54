import test from 'ava';
import {buildProgram} from '../../source/commands/program/build-program.js';
import {
	createOptions,
	listOptions,
	restoreOptions,
	type MilvusBackupOptions,
} from '../../source/commands/program/milvus-backup-options.js';
import {plainArgs} from '../../source/commands/program/plain-args.js';
import {helpTexts} from '../../source/messages/en/help.js';
import {MilvaultError} from '../../source/model/milvault-error.js';

/* What a user of milvus-backup types, and the equivalent in milvault. */

const program = buildProgram(
	{texts: helpTexts, onChosen: () => undefined, async openServer() {}},
	{out: () => undefined, error: () => undefined},
);

for (const [typed, plain] of [
	['help', 'help'],
	['help config show', 'config show --help'],
	['get -n x', 'get x'],
	['get --name=x -d', 'get x -d'],
	['delete -n=x --yes', 'delete x --yes'],
	['delete --name x', 'delete x'],
	['verify -n x', 'verify x'],
	['create -n x --rbac=true', 'create -n x --rbac'],
	['create -n=x --rbac=false', 'create -n x'],
	['create --force=True', 'create --force'],
	['restore -n x --restore_index=true', 'restore -n x --restore_index'],
	['restore -n x --rebuild_index=false', 'restore -n x --no-index'],
	['restore -s=_r b --dry-run=1', 'restore -s _r b --dry-run'],
	['restore --suffix=_r b', 'restore --suffix=_r b'],
	['--cluster get create -n x', '--cluster get create -n x'],
	['jobs get -n', 'jobs get -n'],
	['create -- -n=x --rbac=true', 'create -- -n=x --rbac=true'],
	['server -p=9000 --no-auth=true', 'server -p 9000 --no-auth'],
] as const) {
	test(`“${typed}” is read as “${plain}”`, t => {
		t.deepEqual(plainArgs(program, typed.split(' '), helpTexts), plain.split(' '));
	});
}

test('a boolean that is none is refused with what it takes', t => {
	for (const [args, says] of [
		[['create', '--rbac=perhaps'], /“perhaps” is not a value of --rbac/],
		[['get', '-n'], /--name needs a value/],
	] as const) {
		const error = t.throws(() => plainArgs(program, args, helpTexts), {
			instanceOf: MilvaultError,
		});
		t.regex(error.message, says);
	}
});

for (const [title, options, given, wanted] of [
	['--colls', createOptions, {colls: 'a,db.b'}, {filter: 'a,db.b'}],
	['--databases', createOptions, {databases: 'a, b'}, {filter: 'a.*,b.*'}],
	[
		'--database_collections',
		createOptions,
		{database_collections: '{"db1":["a","b"],"db2":[]}'},
		{filter: 'db1.a,db1.b,db2.*'},
	],
	['--force', createOptions, {force: true}, {strategy: 'skip_flush'}],
	['--meta_only', createOptions, {meta_only: true}, {strategy: 'meta_only'}],
	['--format auto', createOptions, {format: 'auto'}, {filter: undefined}],
	['--collections of a restore', restoreOptions, {collections: 'a'}, {filter: 'a'}],
	['--meta_only of a restore', restoreOptions, {meta_only: true}, {metaOnly: true}],
	[
		'--drop_exist_collection',
		restoreOptions,
		{drop_exist_collection: true},
		{onConflict: {onConflict: 'replace'}},
	],
	[
		'--skip_create_collection',
		restoreOptions,
		{skip_create_collection: true},
		{onConflict: {onConflict: 'append'}, mustExist: true},
	],
	[
		'--restore_index, --rebuild_index, --use_v2_restore',
		restoreOptions,
		{
			restore_index: true,
			rebuild_index: true,
			use_v2_restore: true,
			index: true,
		},
		{index: true},
	],
] as ReadonlyArray<readonly [string, MilvusBackupOptions, object, object]>) {
	test(`${title} means what it means in milvus-backup`, t => {
		const translated = options.translate({...given}, helpTexts.usage);
		t.like(translated, wanted);
	});
}

for (const [title, options, given, says] of [
	[
		'--backup_index_extra',
		createOptions,
		{backup_index_extra: true},
		/the backup contains every index/,
	],
	['--format snapshot', createOptions, {format: 'snapshot'}, /backups consist of binlogs/],
	['--use_auto_index', restoreOptions, {use_auto_index: true}, /--no-index/],
	['--drop_exist_index', restoreOptions, {drop_exist_index: true}, /--on-conflict replace/],
	['--source_cluster_id', restoreOptions, {source_cluster_id: 'a'}, /milvault restore <name>/],
	['--collection of list', listOptions, {collection: 'a'}, /milvault get <name>/],
	[
		'JSON that is none',
		createOptions,
		{database_collections: '{a'},
		/The same in milvault: --filter 'default\.orders,sales\.\*'/,
	],
	['JSON of another shape', createOptions, {database_collections: '["a"]'}, /it takes JSON/],
] as ReadonlyArray<readonly [string, MilvusBackupOptions, object, RegExp]>) {
	test(`${title} is answered with what does it here`, t => {
		const error = t.throws(() => options.translate({...given}, helpTexts.usage), {
			instanceOf: MilvaultError,
		});
		t.is((error as MilvaultError).code, 'usage');
		const {reason, next = ''} = (error as MilvaultError<'usage'>).details;
		t.regex(`${reason}. ${next}`, says);
	});
}

test('two options that say the same thing differently exclude each other', t => {
	for (const [options, given] of [
		[createOptions, {filter: 'a', colls: 'b'}],
		[createOptions, {databases: 'a', database_collections: '{"a":[]}'}],
		[createOptions, {strategy: 'flush', force: true}],
		[restoreOptions, {drop_exist_collection: true, skip_create_collection: true}],
		[restoreOptions, {onConflict: {onConflict: 'skip'}, drop_exist_collection: true}],
	] as const) {
		const error = t.throws(() => options.translate({...given}, helpTexts.usage), {
			instanceOf: MilvaultError,
		});
		t.is((error as MilvaultError).code, 'flags-exclude');
	}
});
