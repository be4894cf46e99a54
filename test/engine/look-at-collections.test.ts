import {randomBytes} from 'node:crypto';
import test, {type ExecutionContext} from 'ava';
import {listCollections, type SeenCluster} from '../../source/engine/list-collections.js';
import {openSession} from '../../source/engine/open-session.js';
import type {Session} from '../../source/engine/session.js';
import {dropCollection} from '../../source/milvus/collections.js';
import {createDatabase} from '../../source/milvus/databases.js';
import type {CallOptions, Milvus} from '../../source/milvus/milvus.js';
import {dropDatabase} from '../helpers/milvus/drop-database.js';
import {jobSetting} from '../helpers/jobs/job-setting.js';
import {openSdk} from '../helpers/milvus/rows.js';
import {newBucket, settingsOf} from '../helpers/backups/s3-storage.js';
import type {MilvusServer} from '../helpers/servers/milvus.js';
import {servers} from '../helpers/servers/servers.js';
import {makeSmallCollections} from '../helpers/milvus/small-collections.js';

const {milvus235, milvus2216} = servers();

/** A session in which something else happens before the first call of a kind that is about this. */
async function disturbedSession(
	t: ExecutionContext,
	server: MilvusServer,
	before: {rpc: string; db: string},
	happens: (milvus: Milvus) => Promise<void>,
): Promise<Session> {
	const {settings} = await jobSetting(t, server, settingsOf(await newBucket(), {rootPath: 'b'}));
	const session = await openSession(settings, {
		cluster: 'c',
		repository: 'r',
	});
	t.teardown(() => {
		session.close();
	});
	const milvus = await session.milvus();
	let happened: Promise<void> | undefined;
	return {
		...session,
		milvus: async () => ({
			...milvus,
			async call<Response>(rpc: string, request: object, options?: CallOptions) {
				if (rpc === before.rpc && options?.db === before.db) {
					await (happened ??= happens(milvus));
				}

				return milvus.call<Response>(rpc, request, options);
			},
		}),
	};
}

/** An unused name of a database; what is created under it is dropped at the end of the test. */
async function newDb(t: ExecutionContext, server: MilvusServer) {
	const sdk = await openSdk(server);
	const db = `look_${randomBytes(3).toString('hex')}`;
	t.teardown(async () => {
		await dropDatabase(sdk, db);
		await sdk.closeConnection();
	});
	return {sdk, db};
}

function namesIn(seen: SeenCluster, db: string): string[] {
	return seen.collections.filter(one => one.db === db).map(({name}) => name);
}

for (const server of [milvus235, milvus2216]) {
	test(`on ${server.version}, a collection that is dropped while one looks is left out; the others are seen`, async t => {
		const {sdk, db} = await newDb(t, server);
		await makeSmallCollections(sdk, db);
		const session = await disturbedSession(
			t,
			server,
			{rpc: 'GetCollectionStatistics', db},
			async milvus => dropCollection(milvus, db, 'plain'),
		);
		const seen = await listCollections(session);
		t.deepEqual(namesIn(seen, db), ['items']);
		t.true(seen.databases.includes(db));
	});

	test(`on ${server.version}, so is a database`, async t => {
		const {sdk, db} = await newDb(t, server);
		const session = await disturbedSession(t, server, {rpc: 'ShowCollections', db}, async () =>
			dropDatabase(sdk, db),
		);
		await createDatabase(await session.milvus(), db);
		const seen = await listCollections(session);
		t.false(seen.databases.includes(db));
		t.true(seen.databases.includes('default'));
	});
}
