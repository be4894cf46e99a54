import test from 'ava';
import {hasCode} from '../../source/model/milvault-error.js';
import type {OnConflict} from '../../source/model/plans.js';
import {assertRenamesMatch, parseRenames, renamedTarget} from '../../source/model/rename.js';
import {resolveTargets} from '../../source/model/resolve-targets.js';

function target(renames: string[], key: string): string {
	const [db = '', name = ''] = key.split('.');
	const to = renamedTarget(parseRenames(renames), {db, name});
	return `${to.db}.${to.name}`;
}

const table: Array<[string[], string, string]> = [
	[['a:b'], 'default.a', 'default.b'],
	[['a:b'], 'sales.a', 'sales.a'],
	[['sales.a:crm.b'], 'sales.a', 'crm.b'],
	[['a:crm.b'], 'default.a', 'crm.b'],
	[['sales.*:crm.*'], 'sales.a', 'crm.a'],
	[['sales.*:crm.*', 'sales.a:sales.z'], 'sales.a', 'sales.z'],
	[['sales.a:sales.z', 'sales.*:crm.*'], 'sales.a', 'sales.z'],
	[['a:b,c:d'], 'default.c', 'default.d'],
];
for (const [renames, source, expected] of table) {
	test(`--rename ${renames.join(' --rename ')} sends ${source} to ${expected}`, t => {
		t.is(target(renames, source), expected);
	});
}

for (const text of ['a', 'a:', ':b', 'a:b:c', 'sales.*:b', 'a:crm.*', 'a b:c']) {
	test(`--rename "${text}" is refused`, t => {
		t.true(
			hasCode(
				t.throws(() => parseRenames([text])),
				'rename-syntax',
			),
		);
	});
}

test('a rename of a collection that is not in the backup is an error with near names', t => {
	const error = t.throws(() => {
		assertRenamesMatch(parseRenames(['boks:other']), [{db: 'default', name: 'books'}], ['default']);
	});
	t.true(hasCode(error, 'rename-no-match'));
	if (hasCode(error, 'rename-no-match')) {
		t.deepEqual(error.details.near, ['default.books']);
	}
});

test('a database without collections can be renamed; one that is not chosen cannot', t => {
	t.notThrows(() => {
		assertRenamesMatch(parseRenames(['sales.*:sales2.*']), [], ['sales']);
	});
	const error = t.throws(() => {
		assertRenamesMatch(parseRenames(['sale.*:sales2.*']), [], ['sales']);
	});
	t.true(hasCode(error, 'rename-no-match'));
	if (hasCode(error, 'rename-no-match')) {
		t.deepEqual(error.details.near, ['sales.*']);
	}
});

const books = {
	source: {db: 'default', name: 'books'},
	target: {db: 'default', name: 'books'},
};
const taken = new Map([['default.books', {rows: '6000', differences: [] as string[]}]]);
const differing = new Map([['default.books', {rows: '6000', differences: ['field a is missing']}]]);
const names = new Set(['default.books', 'default.books_restored']);

test('a free name is created, whatever is said about conflicts', t => {
	for (const onConflict of ['fail', 'rename', 'skip', 'append'] as OnConflict[]) {
		const [resolved] = resolveTargets([books], () => onConflict, new Map(), new Set());
		t.is(resolved?.action, 'create');
		t.is(resolved?.conflict, undefined);
	}
});

test('fail names every collection that is in the way, with its rows', t => {
	const error = t.throws(() => resolveTargets([books], () => 'fail', taken, names));
	t.true(hasCode(error, 'target-exists'));
	if (hasCode(error, 'target-exists')) {
		t.deepEqual(error.details.targets, [{target: 'default.books', rows: '6000'}]);
	}
});

test('rename takes the first free name', t => {
	const [resolved] = resolveTargets([books], () => 'rename', taken, names);
	t.is(resolved?.target.name, 'books_restored_2');
	t.is(resolved?.action, 'create');
	t.is(resolved?.conflict?.target, 'default.books');
});

test('two renamed collections never get the same free name', t => {
	const other = {
		source: {db: 'default', name: 'books_restored'},
		target: {db: 'default', name: 'books_restored'},
	};
	const resolved = resolveTargets(
		[books, other],
		() => 'rename',
		taken,
		new Set(['default.books']),
	);
	t.deepEqual(
		resolved.map(entry => entry.target.name),
		['books_restored_2', 'books_restored'],
	);
});

test('skip leaves what is there, append adds to the same schema only', t => {
	t.is(resolveTargets([books], () => 'skip', differing, names)[0]?.action, 'skip');
	t.is(resolveTargets([books], () => 'append', taken, names)[0]?.action, 'append');
	t.true(
		hasCode(
			t.throws(() => resolveTargets([books], () => 'append', differing, names)),
			'target-differs',
		),
	);
});

test('two sources on one target are refused before anything else', t => {
	const error = t.throws(() =>
		resolveTargets(
			[books, {...books, source: {db: 'sales', name: 'books'}}],
			() => 'skip',
			new Map(),
			new Set(),
		),
	);
	t.true(hasCode(error, 'same-target'));
});

test('a target that Milvus would refuse is refused before it is asked', t => {
	const error = t.throws(() =>
		resolveTargets(
			[{...books, target: {db: 'default', name: 'books-2'}}],
			() => 'fail',
			new Map(),
			new Set(),
		),
	);
	t.true(hasCode(error, 'bad-collection-name'));
});
