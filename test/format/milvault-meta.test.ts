import {Readable} from 'node:stream';
import test from 'ava';
import {
	formatSum,
	milvaultFormatVersion,
	parseMilvaultMeta,
	parseSums,
	sumsKey,
	writeMilvaultMeta,
	type MilvaultMeta,
	type ObjectSum,
} from '../../source/format/milvault-meta.js';
import {hasCode} from '../../source/model/milvault-error.js';

const meta: MilvaultMeta = {
	formatVersion: milvaultFormatVersion,
	tool: {name: 'milvault', version: '0.1.0'},
	jobId: '3e6dfb6e-0d6c-4d0e-8f3b-0c4fe9e0a9a1',
	state: 'partial',
	name: 'my_backup',
	cluster: '生产',
	milvusVersion: 'v2.3.5-lite',
	startedAt: '2026-11-23T20:00:00.000Z',
	endedAt: '2026-11-23T20:01:00.000Z',
	strategy: 'auto',
	filter: '*',
	rows: '18446744073709551615',
	bytes: 42,
	objects: 3,
	collections: [
		{
			collection: 'default.hello',
			collectionId: '470638622912176059',
			rows: '300',
			bytes: 42,
			objects: 3,
			cut: {flushTs: '470639822322794497', endTsMs: '1795348452000'},
			aliases: ['a'],
			loadState: 'Loaded',
			rowsAfterCut: {'470638622912176067': 2},
			deletes: {'470638622912176067': 1},
			sumsFile: 'meta/milvault/470638622912176059.jsonl',
		},
	],
	failed: [
		{
			collection: 'default.gone',
			error: {
				code: 'collection-vanished',
				details: {collection: 'default.gone'},
			},
		},
	],
	warnings: [{code: 'not-flushed', details: {}}],
};

test('what is recorded comes back', t => {
	t.deepEqual(parseMilvaultMeta(writeMilvaultMeta(meta), 'f'), meta);
});

test('a claim, which knows no collection yet, comes back', t => {
	const claim: MilvaultMeta = {
		...meta,
		state: 'unfinished',
		endedAt: undefined,
		collections: [],
		failed: [],
		warnings: [],
	};
	const read = parseMilvaultMeta(writeMilvaultMeta(claim), 'f');
	t.is(read.state, 'unfinished');
	t.is(read.endedAt, undefined);
});

test('keys that a later milvault of the same format added are ignored', t => {
	const later = {
		...meta,
		parent: 'x',
		collections: meta.collections.map(record => ({...record, segments: []})),
	};
	t.deepEqual(parseMilvaultMeta(JSON.stringify(later), 'f'), meta);
});

test('a newer format is refused with the version it needs, whatever its shape', t => {
	const error = t.throws(() =>
		parseMilvaultMeta('{"formatVersion":2,"state":"sealed"}', 'b/m.json'),
	);
	t.true(hasCode(error, 'newer-format'));
	t.like(error, {details: {file: 'b/m.json', version: '2', supported: '1'}});
});

const unreadable: Array<[string, string, RegExp]> = [
	['no JSON', '{"formatVersion":1', /not JSON/],
	['another document', '[]', /./],
	['no version', '{}', /formatVersion/],
	['an unknown state', JSON.stringify({...meta, state: 'done'}), /^state: /],
	['rows as a number', JSON.stringify({...meta, rows: 5}), /^rows: /],
	[
		'a collection without id',
		JSON.stringify({
			...meta,
			collections: [{...meta.collections[0], collectionId: undefined}],
		}),
		/^collections\.0\.collectionId: /,
	],
];
for (const [what, text, reason] of unreadable) {
	test(`${what} is unreadable, saying where`, t => {
		const error = t.throws(() => parseMilvaultMeta(text, 'b/m.json'));
		if (!hasCode(error, 'metadata-unreadable')) {
			return t.fail(String(error));
		}

		t.is(error.details.file, 'b/m.json');
		t.regex(error.details.reason, reason);
	});
}

test('sums are never looked for outside the backup', t => {
	const text = JSON.stringify({
		...meta,
		collections: [{...meta.collections[0], sumsFile: '../other/secrets'}],
	});
	const error = t.throws(() => parseMilvaultMeta(text, 'f'));
	t.true(hasCode(error, 'metadata-unsafe'));
	t.throws(() => sumsKey('../5'), {code: 'metadata-unsafe'});
	t.is(sumsKey('5'), 'meta/milvault/5.jsonl');
});

const sums: ObjectSum[] = [
	{key: 'binlogs/insert_log/1/2/3/3/100/5', sizeBytes: 0, checksum: ''},
	{
		key: 'binlogs/delta_log/1/-1/3/6',
		sizeBytes: 5_000_000_000,
		checksum: 'd41d8cd98f00b204e9800998ecf8427e-2',
	},
];

async function parsed(chunks: ReadonlyArray<string | Uint8Array>): Promise<ObjectSum[]> {
	const found: ObjectSum[] = [];
	for await (const sum of parseSums(Readable.from(chunks), 'f')) {
		found.push(sum);
	}

	return found;
}

test('sums come back whatever pieces they arrive in', async t => {
	const text = sums.map(sum => formatSum(sum)).join('');
	const bytes = Buffer.from(text);
	t.is(text.split('\n')[0], '["binlogs/insert_log/1/2/3/3/100/5",0,""]');
	t.deepEqual(await parsed([bytes]), sums);
	t.deepEqual(await parsed([...bytes].map(byte => Uint8Array.of(byte))), sums);
	t.deepEqual(await parsed(text.split(/(?=,)/)), sums);
	t.deepEqual(await parsed([]), []);
});

test('a column that a later milvault added to the sums is ignored', async t => {
	t.deepEqual(await parsed(['["binlogs/a",1,"x",{"y":1}]\n']), [
		{key: 'binlogs/a', sizeBytes: 1, checksum: 'x'},
	]);
});

for (const line of [
	'["binlogs/insert_log/1/2',
	'{}',
	'["binlogs/a","1","x"]',
	'["binlogs/a",-1,"x"]',
	'["binlogs/a",1]',
]) {
	test(`the sums line ${line} is unreadable, with its number`, async t => {
		const error = await t.throwsAsync(
			parsed([formatSum({key: 'binlogs/a', sizeBytes: 1, checksum: 'x'}), line]),
		);
		t.true(hasCode(error, 'metadata-unreadable'));
		t.regex(error?.message ?? '', /line 2 /);
	});
}

for (const key of ['../x', 'binlogs/../../x', '/binlogs/x', 'binlogs', 'meta/x']) {
	test(`a sum of ${key} is unsafe`, async t => {
		const error = await t.throwsAsync(parsed([formatSum({key, sizeBytes: 1, checksum: 'x'})]));
		t.true(hasCode(error, 'metadata-unsafe'));
	});
}

test('sums of one line that never ends are given up after a few chunks', async t => {
	let taken = 0;
	const endless = async function* () {
		for (;;) {
			taken++;
			yield Buffer.alloc(16_384, 'x');
		}
	};

	const sums = parseSums(endless(), 'b/meta/milvault/1.jsonl');
	await t.throwsAsync(sums.next(), {
		message: /a line has more than 65536 characters/,
	});
	t.true(taken < 10);
});
