import {readdir, readFile} from 'node:fs/promises';
import {join} from 'node:path';
import test from 'ava';
import {flushCollection} from '../../../source/engine/cluster/flush-collection.js';
import {describeCollection} from '../../../source/milvus/collections.js';
import {connectMilvus} from '../../../source/milvus/connect-milvus.js';
import type {Milvus} from '../../../source/milvus/milvus.js';
import {hasCode} from '../../../source/model/milvault-error.js';
import {poll} from '../../../source/utils/wait.js';
import {cacheDir} from '../../helpers/runner/cache-dir.js';
import {makeBare} from '../../helpers/datasets/bare.js';
import {ok, openSdk} from '../../helpers/milvus/rows.js';
import {startMilvus, type RunningMilvus} from '../../helpers/servers/milvus.js';

/*
 * Deletes that are only in Milvus's message log, and a data node that is not there: Milvus 2.3.5
 * then says "flushed" of everything. A Milvus of this file's own, on local storage, so that its
 * delta logs can be counted at the moment when a flush ends.
 */

const db = 'default';
/** One after the other, so that some meet every moment of it. */
const staggerMs = 25;
const collections = Array.from({length: 40}, (_, index) => `c${index}`);

type FlushResult = {name: string; deltaLogs: number; failure?: unknown};

async function makeWithLateDeletes(server: RunningMilvus): Promise<void> {
	const sdk = await openSdk(server);
	const milvus = await connectMilvus(server.cluster.milvus);
	await Promise.all(
		collections.map(async name => {
			if (await describeCollection(milvus, db, name)) {
				ok(await sdk.dropCollection({collection_name: name}));
			}

			await makeBare(sdk, db, {name});
			await flushNow(milvus, name);
			ok(await sdk.delete({collection_name: name, filter: 'id in [1, 2, 3]'}));
		}),
	);
	milvus.close();
	await sdk.closeConnection();
}

async function flushNow(milvus: Milvus, name: string): Promise<void> {
	await flushCollection({
		milvus,
		collection: {db, name},
		startTs: undefined,
		timeoutMs: 120_000,
	});
}

/**
 * Flushes every collection, a little apart, and counts the delta logs that are there when a flush
 * ends well.
 */
async function flushEach(
	server: RunningMilvus,
	milvus: Milvus,
	directories: ReadonlyMap<string, string>,
): Promise<FlushResult[]> {
	const since = performance.now();
	return Promise.all(
		collections.map(async (name, index): Promise<FlushResult> => {
			await poll({
				ask: async () => performance.now() - since >= index * staggerMs || undefined,
				firstMs: 5,
				maxMs: 5,
				timeoutMs: 60_000,
				onTimeout: () => new Error('its turn never came'),
			});
			try {
				await flushNow(milvus, name);
			} catch (failure) {
				return {name, deltaLogs: 0, failure};
			}

			return {name, deltaLogs: await countFiles(directories.get(name) ?? '')};
		}),
	);
}

async function countFiles(directory: string): Promise<number> {
	try {
		const entries = await readdir(directory, {
			recursive: true,
			withFileTypes: true,
		});
		return entries.filter(entry => entry.isFile()).length;
	} catch {
		return 0;
	}
}

async function deltaDirectories(
	server: RunningMilvus,
	milvus: Milvus,
): Promise<Map<string, string>> {
	const root = join(server.dataDir, 'data', 'delta_log');
	return new Map(
		await Promise.all(
			collections.map(async name => {
				const found = await describeCollection(milvus, db, name);
				return [name, join(root, found?.collectionId ?? '')] as const;
			}),
		),
	);
}

async function start(): Promise<RunningMilvus> {
	return startMilvus({
		version: '2.3.5',
		cacheDir: cacheDir(),
		storage: {type: 'local'},
	});
}

test.serial(
	'a flush of Milvus 2.3.5 is not believed once its data node has lost its session',
	async t => {
		const server = await start();
		t.teardown(server.stop);
		await makeWithLateDeletes(server);
		const milvus = await connectMilvus(server.cluster.milvus);
		const directories = await deltaDirectories(server, milvus);
		let allFlushed = 0;
		const watched: Milvus = {
			...milvus,
			async call<Response>(...asked: Parameters<Milvus['call']>) {
				const answer = await milvus.call<Response>(...asked);
				const [rpc, request] = asked;
				const isFlushed = (answer as {flushed?: boolean}).flushed === true;
				allFlushed +=
					rpc === 'GetFlushState' &&
					isFlushed &&
					(request as {flush_ts: string}).flush_ts === '9223372036854775807'
						? 1
						: 0;
				return answer;
			},
		};
		const [flushed] = await Promise.all([
			flushEach(server, watched, directories),
			endDataNodeSession(server),
		]);
		milvus.close();
		const ended = flushed.filter(({failure}) => failure === undefined);
		t.log(
			`${ended.length} of ${flushed.length} ended well; it said ${allFlushed} times that what is to come in the year 3084 is flushed`,
		);
		t.true(allFlushed > 0, 'the moment that this is about never came');
		t.deepEqual(
			ended.filter(({deltaLogs}) => deltaLogs === 0),
			[],
		);
		for (const {failure} of flushed) {
			t.true(
				failure === undefined ||
					hasCode(failure, 'milvus-unreachable') ||
					hasCode(failure, 'milvus-refused'),
				String(failure),
			);
		}
	},
);

test.serial(
	'a flush as soon as Milvus 2.3.5 answers again after a crash has every delete',
	async t => {
		let server = await start();
		t.teardown(async () => server.stop());
		for (let turn = 1; turn <= 5; turn++) {
			await makeWithLateDeletes(server);
			// Its coordinators are found again at once, its data node is not.
			await endDataNodeSession(server);
			const starting = server.crash().then(async () => server.start());
			const milvus = await poll({
				ask: async () =>
					connectMilvus(server.cluster.milvus, {timeoutMs: 500}).catch(() => undefined),
				firstMs: 10,
				maxMs: 10,
				timeoutMs: 180_000,
				onTimeout: () => new Error('it does not answer again'),
			});
			const directories = await deltaDirectories(server, milvus);
			const flushed = await flushEach(server, milvus, directories);
			milvus.close();
			server = await starting;
			const ended = flushed.filter(({failure}) => failure === undefined);
			t.log(`turn ${turn}: ${ended.length} of ${flushed.length} ended well`);
			t.true(ended.length > 0, JSON.stringify(flushed[0]));
			t.deepEqual(
				ended.filter(({deltaLogs}) => deltaLogs === 0),
				[],
			);
		}
	},
);

/**
 * As when its lease runs out: the data coordinator takes its channels from it at once, the server
 * ends by itself some seconds later.
 */
async function endDataNodeSession({dataDir}: RunningMilvus): Promise<void> {
	const etcd = await readFile(join(dataDir, 'configs', 'etcd.yaml'), 'utf8');
	const [, address] = /listen-client-urls: (\S+)/.exec(etcd) ?? [];
	const encode = (key: string) => Buffer.from(key).toString('base64');
	await fetch(`${address}/v3/kv/deleterange`, {
		method: 'POST',
		body: JSON.stringify({
			key: encode('by-dev/meta/session/datanode-'),
			// The character after `-`.
			range_end: encode('by-dev/meta/session/datanode.'),
		}),
	});
}
