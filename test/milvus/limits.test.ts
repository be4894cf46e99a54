import test from 'ava';
import {limitIn} from '../../source/milvus/limits.js';

/* In the words of real servers with low limits. */

for (const [of, reason, what, limit] of [
	['2.2.16', 'database number (4) exceeds max configuration (3)', 'databases', '3'],
	[
		'2.3.0',
		'Failed to create database, limit={3}: exceeded the limit number of database',
		'databases',
		'3',
	],
	['2.3.5', 'exceeded the limit number of database[limit=3]', 'databases', '3'],
	['2.2.16', 'exceeded the limit number of collections, limit={4}', 'collections', '4'],
	[
		'2.3.2',
		'Failed to create collection, limit={4}: exceeded the limit number of collections',
		'collections',
		'4',
	],
	[
		'2.3.5',
		'max number of collection has reached the limit: exceeded the limit number of collections[limit=4]',
		'collections',
		'4',
	],
	[
		'2.2.16',
		'exceeded the limit number of collections per DB, maxCollectionNumPerDB={2}',
		'collectionsOfDatabase',
		'2',
	],
	[
		'2.3.2',
		'Failed to create collection, maxCollectionNumPerDB={2}: exceeded the limit number of collections',
		'collectionsOfDatabase',
		'2',
	],
	[
		'2.3.5',
		'max number of collection has reached the limit in DB: exceeded the limit number of collections[limit=2]',
		'collectionsOfDatabase',
		'2',
	],
	['all', 'partition number (2) exceeds max configuration (2), collection: c1', 'partitions', '2'],
	['all', "maximum shards's number should be limited to 2", 'shards', '2'],
	['all', "maximum field's number should be limited to 5", 'fields', '5'],
	['all', 'invalid dimension: 200. should be in range 1 ~ 100', 'dimensions', '100'],
] as const) {
	test(`${of}: ${reason}`, t => {
		t.like(limitIn(reason), {what, limit});
	});
}

test('what is about no limit is about none', t => {
	for (const reason of [
		'rate limit exceeded[rate=0.1]',
		'the number of jobs has reached the limit',
		'collection not found[database=default][collection=x]',
		'',
	]) {
		t.is(limitIn(reason), undefined, reason);
	}
});
