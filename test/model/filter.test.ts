import test from 'ava';
import {
	assertFilterMatches,
	matchesCollection,
	matchesDatabase,
	parseFilter,
} from '../../source/model/filter.js';
import {hasCode} from '../../source/model/milvault-error.js';

const databases = ['default', 'sales', 'empty'];
const collections = [
	{db: 'default', name: 'books'},
	{db: 'default', name: 'music'},
	{db: 'sales', name: 'orders'},
	{db: 'sales', name: 'books'},
];

function chosen(text: string | undefined): string[] {
	const filter = parseFilter(text);
	return collections
		.filter(collection => matchesCollection(filter, collection))
		.map(({db, name}) => `${db}.${name}`);
}

const table: Array<[string | undefined, string[]]> = [
	[undefined, ['default.books', 'default.music', 'sales.orders', 'sales.books']],
	['  ', ['default.books', 'default.music', 'sales.orders', 'sales.books']],
	['*', ['default.books', 'default.music', 'sales.orders', 'sales.books']],
	['books', ['default.books']],
	['sales.books', ['sales.books']],
	['sales.*', ['sales.orders', 'sales.books']],
	['sales.', []],
	['music, sales.orders', ['default.music', 'sales.orders']],
	['sales.*,sales.orders', ['sales.orders', 'sales.books']],
];
for (const [text, expected] of table) {
	test(`the filter ${text === undefined ? 'left out' : `"${text}"`} chooses ${expected.join(' ') || 'no collection'}`, t => {
		t.deepEqual(chosen(text), expected);
	});
}

test('a database filter keeps the database itself, with or without its collections', t => {
	t.true(matchesDatabase(parseFilter('sales.'), 'sales'));
	t.true(matchesDatabase(parseFilter('sales.orders'), 'sales'));
	t.false(matchesDatabase(parseFilter('sales.orders'), 'default'));
});

for (const text of ['a b', 'a.b.c', '.a', '.', ',', 'a,', 'a*', 'sales.or*', 'a-b']) {
	test(`the filter "${text}" is refused`, t => {
		const error = t.throws(() => parseFilter(text));
		t.true(hasCode(error, 'filter-syntax'));
	});
}

const nothing: Array<[string, string[]]> = [
	['boks', ['default.books']],
	['orders', ['sales.orders']],
	['sale.*', ['sales.*']],
	['slaes.', ['sales.']],
	['zzzzzzzz', []],
];
for (const [text, near] of nothing) {
	test(`the filter "${text}", which matches nothing, is an error that offers ${near.join(' ') || 'nothing'}`, t => {
		const error = t.throws(() => {
			assertFilterMatches(parseFilter(text), databases, collections);
		});
		t.true(hasCode(error, 'filter-no-match'));
		if (hasCode(error, 'filter-no-match')) {
			t.is(error.details.part, text);
			for (const name of near) {
				t.true(error.details.near.includes(name), error.details.near.join());
			}

			if (near.length === 0) {
				t.deepEqual(error.details.near, []);
			}
		}
	});
}

test('one part that matches does not excuse another that does not', t => {
	const error = t.throws(() => {
		assertFilterMatches(parseFilter('books,nothing'), databases, collections);
	});
	t.true(hasCode(error, 'filter-no-match'));
});

test('everything may be nothing: an empty cluster is no mistake', t => {
	t.notThrows(() => {
		assertFilterMatches(parseFilter('*'), ['default'], []);
	});
	t.notThrows(() => {
		assertFilterMatches(parseFilter('default.*'), ['default'], []);
	});
});
