import test from 'ava';
import {requestOf, conflictOptions} from '../../source/dialog/conflicts.js';
import type {Target} from '../../source/dialog/effects.js';
import {restoreCommand} from '../../source/dialog/equivalent-command.js';
import {namePattern} from '../../source/dialog/name-pattern.js';
import {filterOf, firstPicks} from '../../source/dialog/selection.js';
import {assertBackupName} from '../../source/model/backup-name.js';
import type {RestoreRequest} from '../../source/model/plans.js';
import {wrapCommand} from '../../source/text/wrap-command.js';
import {seen} from '../helpers/dialog/canned-facts.js';

const collections = [
	seen('default', 'a', 1),
	seen('default', 'b', 2),
	seen('sales', 'orders', 3),
	{...seen('sales', 'orders_milvault_0f8b2c64', 3), isWorking: true},
];
const cluster = {databases: ['default', 'empty', 'sales'], collections};

for (const [picked, filter] of [
	[['default.a', 'default.b', 'sales.orders'], undefined],
	[['default.a', 'default.b'], 'default.*'],
	[['default.a', 'sales.orders'], 'default.a,sales.*'],
	[['default.b'], 'default.b'],
	[
		['sales.orders', 'sales.orders_milvault_0f8b2c64'],
		'sales.orders,sales.orders_milvault_0f8b2c64',
	],
] as const) {
	test(`picked ${picked.join(' and ')}: the filter is ${filter ?? 'none'}`, t => {
		t.is(filterOf(cluster, picked), filter);
	});
}

test('at first everything is picked but what a restore left; then what was picked the last time, as far as it is there', t => {
	const all = ['default.a', 'default.b', 'sales.orders'];
	t.deepEqual(firstPicks(cluster, {}), all);
	t.deepEqual(
		firstPicks(cluster, {
			collections: ['sales.orders', 'gone.x'],
			offered: [...all, 'gone.x'],
		}),
		['sales.orders'],
	);
	t.deepEqual(firstPicks(cluster, {collections: ['gone.x'], offered: [...all, 'gone.x']}), all);
});

test('a collection that is new since the last time is picked where its database was picked as a whole', t => {
	const offered = ['default.a', 'sales.returns'];
	t.deepEqual(
		firstPicks(cluster, {collections: ['default.a'], offered}),
		['default.a', 'default.b'],
		'all of default, nothing of sales',
	);
	t.deepEqual(
		firstPicks(cluster, {collections: ['default.a'], offered: ['default.a']}),
		['default.a', 'default.b', 'sales.orders'],
		'everything there was',
	);
});

for (const [name, pattern] of [
	['nightly', 'nightly_{date}'],
	['nightly_2026_11_25', 'nightly_{date}'],
	['nightly_20261125', 'nightly_{date}'],
	['nightly-2026-11-25', 'nightly-{date}'],
	['full-backup-20261130103000', 'full-backup-{date}-{time}'],
	['nightly_2026_11_25_2', 'nightly_{date}_{time}'],
	['nightly_2026_11_25_1030', 'nightly_{date}_{time}'],
	['20261130_103000', 'backup_{date}_{time}'],
	['v1.2', 'v1.2_{date}'],
	['nightly_1122', 'nightly_{date}'],
	['backup_2026_11_25_103000', 'backup_{date}_{time}'],
	['backup_2026_11_25_103000_2', 'backup_{date}_{time}'],
	['v2', 'v2_{date}'],
] as const) {
	test(`the command for ${name} is for every night: ${pattern}`, t => {
		t.is(namePattern(name), pattern);
		t.notThrows(() => {
			assertBackupName(pattern.replace('{date}', '2026_11_25').replace('{time}', '103000'));
		});
	});
}

const target = (source: string, change: Partial<Target> = {}): Target => ({
	source,
	target: source,
	rows: '1',
	isFree: true,
	freeName: source,
	...change,
});
const taken = (source: string, differences: string[] = [], isAlias = false) =>
	target(source, {
		isFree: false,
		conflict: {rows: '9', differences, isAlias},
		freeName: `${source}_restored`,
	});
const plain: RestoreRequest = {
	name: 'b',
	onConflict: 'fail',
	withIndex: true,
	withLoad: true,
	metaOnly: false,
	withRbac: false,
};

test('what can be done where a name is taken: no appending to another schema, no replacing of an alias', t => {
	t.deepEqual(conflictOptions(target('default.a')), ['create', 'skip']);
	t.deepEqual(conflictOptions(taken('default.a')), ['rename', 'append', 'replace', 'skip']);
	t.deepEqual(conflictOptions(taken('default.a', ['another type'])), ['rename', 'replace', 'skip']);
	t.deepEqual(conflictOptions(taken('default.a', ['an alias'], true)), ['rename', 'skip']);
});

test('all as it was proposed is the plain request', t => {
	const targets = [target('default.a'), taken('default.b')];
	t.deepEqual(
		requestOf(plain, targets, {
			'default.a': {kind: 'create', target: 'default.a'},
			'default.b': {kind: 'rename', target: 'default.b_restored'},
		}),
		{...plain, resolutions: {'default.b': 'rename'}},
	);
});

test('a name of one’s own becomes a rename, and a suffix goes into the names', t => {
	const targets = [
		target('default.a', {target: 'default.a_was', freeName: 'default.a_was'}),
		{...taken('default.b'), target: 'default.b_was'},
	];
	const request = requestOf({...plain, suffix: '_was'}, targets, {
		'default.a': {kind: 'create', target: 'other.a'},
		'default.b': {kind: 'append', target: 'default.b_was'},
	});
	t.deepEqual(request, {
		...plain,
		suffix: undefined,
		renames: ['default.a:other.a', 'default.b:default.b_was'],
		resolutions: {'default.b': 'append'},
	});
	t.is(
		restoreCommand(request, [], {cluster: 'prod'}),
		'milvault restore --name b --rename default.a:other.a --rename default.b:default.b_was --on-conflict default.b:append --cluster prod',
	);
});

test('one that is free and left out is left to the filter', t => {
	const request = requestOf(plain, [target('default.a'), target('default.b')], {
		'default.a': {kind: 'skip', target: 'default.a'},
		'default.b': {kind: 'create', target: 'default.b'},
	});
	t.deepEqual(request, {...plain, filter: 'default.b'});
});

test('a long command is broken where a shell goes on, and never inside quotes', t => {
	const command = "milvault create --name 'a b {date}' --filter default.a,default.b";
	const lines = wrapCommand(command, 34);
	t.deepEqual(lines, [
		'milvault create --name \\',
		"  'a b {date}' --filter \\",
		'  default.a,default.b',
	]);
	t.is(lines.join('\n').replaceAll(/ \\\n +/g, ' '), command);
	t.deepEqual(wrapCommand('milvault list', 80), ['milvault list']);
});
