import {readFile} from 'node:fs/promises';
import {join} from 'node:path';
import test from 'ava';
import {planRestore} from '../../source/engine/plan-restore.js';
import {restoreBackup} from '../../source/engine/restore-backup.js';
import {parseMilvaultMeta} from '../../source/format/milvault-meta.js';
import {schemaOfAnswer} from '../../source/milvus/raw-schema.js';
import {readWire, writeField} from '../../source/milvus/wire.js';
import {backup, restore, restored} from '../helpers/fake-milvus/backup-and-restore.js';
import {openFakeSession} from '../helpers/fake-milvus/fake-session.js';
import {putFixture} from '../helpers/fake-milvus/put-fixture.js';
import {putRecorded} from '../helpers/fake-milvus/put-recorded.js';
import {findCollection, visibleRows} from '../helpers/fake-milvus/state.js';

/*
 * What Milvus says of a collection and milvus-backup's metadata has no place for. The servers are
 * simulated; schemas are as Milvus 2.4.24, 2.5.27 and 2.6.19 answered them.
 */

/** A field of CollectionSchema that no definition has: number 2047. */
const unknown = writeField(2047, Buffer.from('of a later Milvus'));

for (const version of ['2.4.24', '2.5.27', '2.6.19']) {
	test(`simulated Milvus ${version}, schema as recorded: a clustering key comes back`, async t => {
		const opened = await openFakeSession(t, {version});
		const {state} = opened.fake;
		await putRecorded(state, {version, collection: 'ttl_mmap'});
		const made = await backup(opened);
		t.is(made.result.outcome, 'complete');
		const {result} = await restore(opened);
		t.is(result.outcome, 'complete', JSON.stringify(result));
		const {schema} = restored(state, 'ttl_mmap');
		t.deepEqual(
			schema.fields
				.filter(field => 'is_clustering_key' in field)
				.filter(field => field.is_clustering_key)
				.map(({name}) => name),
			['ck'],
		);
	});
}

for (const [version, collection] of [
	['2.5.27', 'bm25'],
	['2.5.27', 'nulls'],
	['2.6.19', 'bm25'],
	['2.6.19', 'nulls'],
] as const) {
	test(`simulated Milvus ${version}, schema as recorded: functions, nullable fields and default values of ${collection} come back`, async t => {
		const opened = await openFakeSession(t, {version});
		const {state} = opened.fake;
		await putRecorded(state, {version, collection});
		await backup(opened);
		const {result} = await restore(opened);
		t.is(result.outcome, 'complete', JSON.stringify(result));
	});
}

test('simulated Milvus 2.6.6: what no definition of Milvus’s messages knows is kept, sent and compared', async t => {
	const opened = await openFakeSession(t, {version: '2.6.6'});
	const {state} = opened.fake;
	const hello = await putFixture(state, {
		backup: 'hello_peer',
		collection: 'hello_milvus',
	});
	hello.unknownSchema = unknown;
	await backup(opened);
	const record = parseMilvaultMeta(
		await readFile(join(opened.repository, 'b/meta/milvault.json'), 'utf8'),
		'milvault.json',
	);
	const answer = record.collections[0]?.describeCollection ?? '';
	t.deepEqual(
		readWire(schemaOfAnswer(Buffer.from(answer, 'base64')))
			.filter(({number}) => number === 2047)
			.map(({whole}) => whole),
		[unknown],
	);
	const {result} = await restore(opened);
	t.is(result.outcome, 'complete', JSON.stringify(result));
	t.deepEqual(restored(state, 'hello_milvus').unknownSchema, unknown);
});

test('simulated Milvus 2.6.6 that keeps no clustering key: the rows are there, each difference is named, and the restore is partial', async t => {
	const opened = await openFakeSession(t, {version: '2.6.6'});
	const {state} = opened.fake;
	const hello = await putFixture(state, {
		backup: 'hello_peer',
		collection: 'hello_milvus',
	});
	hello.unknownSchema = unknown;
	Object.assign(hello.schema.fields[1]!, {is_clustering_key: true});
	await backup(opened);
	state.tuning.knowsLess = true;
	const {result} = await restore(opened);
	t.is(result.outcome, 'partial');
	const otherwise = [
		'field random: is_clustering_key is missing instead of true',
		'field number 2047 is missing instead of of a later Milvus',
	];
	t.like(result.collections[0], {outcome: 'complete', rows: '300', otherwise});
	t.deepEqual(
		result.warnings.filter(({code}) => code === 'made-otherwise'),
		[
			{
				code: 'made-otherwise',
				details: {
					collection: 'default.hello_milvus_again',
					differences: otherwise,
				},
			},
		],
	);
	t.is(visibleRows(restored(state, 'hello_milvus')), 300);

	const plan = await planRestore(opened.session, {
		name: 'b',
		onConflict: 'replace',
	});
	const replaced = await restoreBackup(opened.session, plan);
	t.like(replaced.collections[0], {
		outcome: 'failed',
		error: {
			code: 'restored-differs',
			details: {collection: 'default.hello_milvus', differences: otherwise},
		},
	});
	t.is(
		findCollection(state, 'default', 'hello_milvus'),
		hello,
		'what was there is not replaced by less',
	);
	t.is(state.jobs.size, hello.segments.length, 'it is known before anything is imported');
});
