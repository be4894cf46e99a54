import {randomBytes} from 'node:crypto';
import test from 'ava';
import {cleanJob} from '../../source/engine/clean-job.js';
import type {JournalEntry} from '../../source/engine/journal/journal.js';
import {planRestore} from '../../source/engine/plan-restore.js';
import {restoreBackup} from '../../source/engine/restore-backup.js';
import {persistentSegments} from '../../source/milvus/segments.js';
import {poll} from '../../source/utils/wait.js';
import {allRows, DataType, ok} from '../helpers/milvus/rows.js';
import {servers} from '../helpers/servers/servers.js';
import {backUpPlain} from '../helpers/program/backed-up-plain.js';

/*
 * A compaction takes deleted rows out of a collection that gets more: it shrank by 1,750, and a
 * good append was called failed for ever.
 */

test('milvus235: rows are appended while the collection is compacted: what was imported counts, and cleaning such a job says what stays', async t => {
	const {sdk, db, session, plain: filter} = await backUpPlain(t, servers().milvus235, 'compacted');
	const target = {db_name: db, collection_name: 'apd'};
	ok(
		await sdk.createCollection({
			...target,
			fields: [
				{
					name: 'pk',
					data_type: DataType.VarChar,
					max_length: 64,
					is_primary_key: true,
				},
				{name: 'v', data_type: DataType.FloatVector, dim: 4},
			],
		}),
	);
	const keys = Array.from({length: 2000}, (_, index) => `old ${index}`);
	ok(
		await sdk.insert({
			...target,
			data: keys.map((pk, index) => ({pk, v: [index, 1, 2, 3]})),
		}),
	);
	const flushed = {db_name: db, collection_names: ['apd']};
	ok(await sdk.flushSync(flushed));
	ok(
		await sdk.createIndex({
			...target,
			field_name: 'v',
			index_type: 'FLAT',
			metric_type: 'L2',
		}),
	);
	ok(await sdk.loadCollectionSync(target));
	const gone = JSON.stringify(keys.slice(0, 1900));
	ok(await sdk.delete({...target, filter: `pk in ${gone}`}));
	ok(await sdk.flushSync(flushed));
	const milvus = await session.milvus();
	const living = async (): Promise<string[]> =>
		(await persistentSegments(milvus, db, 'apd'))
			.filter(({state}) => state !== 6)
			.map(({segmentId}) => segmentId);
	const before = await living();
	t.is(before.length, 1);

	const plan = await planRestore(session, {
		name: 'b1',
		filter,
		renames: [`${filter}:${db}.apd`],
		onConflict: 'append',
		withIndex: true,
		withLoad: true,
		metaOnly: false,
		withRbac: false,
	});
	const jobId = randomBytes(8).toString('hex');
	const entries: JournalEntry[] = [];
	const result = await restoreBackup(session, plan, {
		jobId,
		journal: {
			entries: [],
			async append(entry) {
				entries.push(entry);
				if (entry.type === 'import-ended') {
					await poll({
						async ask() {
							ok(await sdk.compact(target as {collection_name: string}));
							return (await living()).includes(before[0]!) ? undefined : true;
						},
						firstMs: 500,
						maxMs: 1000,
						timeoutMs: 120_000,
						onTimeout: () => new Error('it is not compacted'),
					});
				}
			},
		},
	});
	t.is(result.outcome, 'complete', JSON.stringify(result));
	t.like(result.collections[0], {rows: '100', rowsCheckedBy: 'import'});
	t.deepEqual(
		entries.flatMap(entry => (entry.type === 'appending' ? [entry.segmentsBefore] : [])),
		[before],
	);
	ok(await sdk.releaseCollection(target));
	ok(await sdk.loadCollectionSync(target));
	t.is((await allRows(sdk, db, 'apd')).size, 200);

	// As a kill before the check leaves it.
	const cut = entries.filter(({type}) => type !== 'collection-ended' && type !== 'ended');
	const cleaned = await cleanJob(session, plan, {
		jobId,
		journal: {entries: cut, async append() {}},
	});
	t.deepEqual(cleaned, {
		removed: [],
		warnings: [
			{
				code: 'appended-in-part',
				details: {collection: `${db}.apd`, rows: '100'},
			},
		],
	});
	t.is((await allRows(sdk, db, 'apd')).size, 200);
});
