import {randomBytes} from 'node:crypto';
import type {MilvusClient} from '@zilliz/milvus2-sdk-node';
import test from 'ava';
import {createBackup} from '../../source/engine/create-backup.js';
import {planBackup} from '../../source/engine/plan-backup.js';
import {answersSearches} from '../../source/milvus/nodes.js';
import type {JobEvent} from '../../source/model/job-events.js';
import {settingsOf} from '../helpers/backups/s3-storage.js';
import {dropDatabase} from '../helpers/milvus/drop-database.js';
import {DataType, ok, openSdk} from '../helpers/milvus/rows.js';
import {makeSmallCollections, smallRows} from '../helpers/milvus/small-collections.js';
import {sessionFor} from '../helpers/program/engine-session.js';
import {servers} from '../helpers/servers/servers.js';

/* A backup of a real cluster that answers searches. */

const {milvus235, milvus2216} = servers();
const unique = randomBytes(4).toString('hex');

/** Searches one after another until it is disposed. */
function searching(sdk: MilvusClient, about: {db_name?: string; collection_name: string}) {
	const isOver = new AbortController();
	const search = async (): Promise<void> => {
		while (!isOver.signal.aborted) {
			ok(
				await sdk.search({
					...about,
					data: [1, 0, 0, 0],
					anns_field: 'v',
					limit: 1,
					metric_type: 'L2',
					params: {nprobe: 1},
				}),
			);
		}
	};

	const ended = search();
	return {
		async [Symbol.asyncDispose]() {
			isOver.abort();
			await ended;
		},
	};
}

test('a backup of a cluster that is searched is gentle by itself, and complete', async t => {
	const sdk = await openSdk(milvus235);
	const db = `searched_${unique}`;
	t.teardown(async () => {
		await dropDatabase(sdk, db);
		await sdk.closeConnection();
	});
	await makeSmallCollections(sdk, db);
	await using _searches = searching(sdk, {db_name: db, collection_name: 'plain'});
	const session = await sessionFor(t, {
		server: milvus235,
		repository: settingsOf('milvus-data', {rootPath: `gentle-${unique}`}),
	});
	const milvus = await session.milvus();
	while (!(await answersSearches(milvus))) {
		// Its query nodes report a mean of some seconds.
	}

	const plan = await planBackup(session, {name: 'gentle', filter: `${db}.*`});
	const events: JobEvent[] = [];
	const result = await createBackup(session, plan, {onEvent: event => events.push(event)});
	t.is(result.outcome, 'complete');
	t.is(result.rows, String(smallRows.items + 3 + smallRows.plain));
	const first = events.findIndex(({type}) => type === 'gentle');
	t.deepEqual(events[first], {type: 'gentle', isGentle: true});
	const flush = events.findIndex(
		event => event.type === 'phase-started' && event.phase === 'flush',
	);
	t.true(first < flush, 'before the first flush');
});

test('query nodes of 2.2.16 report searches too', async t => {
	const sdk = await openSdk(milvus2216);
	const about = {collection_name: `searched_${unique}`};
	t.teardown(async () => {
		await sdk.dropCollection(about);
		await sdk.closeConnection();
	});
	ok(
		await sdk.createCollection({
			...about,
			fields: [
				{name: 'id', data_type: DataType.Int64, is_primary_key: true},
				{name: 'v', data_type: DataType.FloatVector, dim: 4},
			],
		}),
	);
	ok(
		await sdk.createIndex({
			...about,
			field_name: 'v',
			index_type: 'FLAT',
			metric_type: 'L2',
			params: {},
		}),
	);
	ok(await sdk.insert({...about, data: [{id: '1', v: [1, 0, 0, 0]}]}));
	ok(await sdk.loadCollectionSync(about));
	await using _searches = searching(sdk, about);
	const session = await sessionFor(t, {
		server: milvus2216,
		repository: settingsOf('milvus-data', {rootPath: `gentle-${unique}`}),
	});
	const milvus = await session.milvus();
	while (!(await answersSearches(milvus))) {
		// Its query nodes report a mean of some seconds.
	}

	t.pass();
});
