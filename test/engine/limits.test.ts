import {randomBytes} from 'node:crypto';
import {mkdtemp, rm} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import test, {type ExecutionContext} from 'ava';
import type {MilvusClient} from '@zilliz/milvus2-sdk-node';
import {createBackup} from '../../source/engine/create-backup.js';
import {planBackup} from '../../source/engine/plan-backup.js';
import {planRestore} from '../../source/engine/plan-restore.js';
import {restoreBackup} from '../../source/engine/restore-backup.js';
import {messagesFor} from '../../source/messages/messages.js';
import type {RestoreResult} from '../../source/model/plans.js';
import {exitCodeOfResult} from '../../source/model/result-exit-code.js';
import {cacheDir} from '../helpers/runner/cache-dir.js';
import {makeBare} from '../helpers/datasets/bare.js';
import {dropDatabase} from '../helpers/milvus/drop-database.js';
import {sessionFor} from '../helpers/program/engine-session.js';
import {ok, openSdk} from '../helpers/milvus/rows.js';
import {startMilvus, type RunningMilvus} from '../helpers/servers/milvus.js';
import {servers} from '../helpers/servers/servers.js';

/*
 * Limits of milvus.yaml that a backup does not fit into: what fits is restored, the rest named with
 * the setting. A Milvus 2.3.5 of this file's own, that takes less than the other one has.
 */

const large = servers().milvus235local;
const unique = `limits_${randomBytes(3).toString('hex')}`;
/**
 * One with collections of all shapes, and six of one collection, but the last: a database is wanted
 * for itself too.
 */
const own = `${unique}_own`;
const databases = Array.from({length: 6}, (_, n) => `${unique}_${n}`);
let small: RunningMilvus;
let repository: string;
let sdk: MilvusClient;

test.before(async () => {
	repository = await mkdtemp(join(tmpdir(), 'milvault-limits-'));
	small = await startMilvus({
		version: '2.3.5',
		cacheDir: cacheDir(),
		storage: {type: 'local'},
		name: 'small',
		settings: {
			'rootCoord.maxDatabaseNum': 4,
			'rootCoord.maxPartitionNum': 2,
			'quotaAndLimits.limits.maxCollectionNumPerDB': 3,
			'proxy.maxShardNum': 2,
		},
	});
	sdk = await openSdk(large);
	for (const db of [own, ...databases]) {
		ok(await sdk.createDatabase({db_name: db}));
	}

	for (const db of databases.slice(0, -1)) {
		await makeBare(sdk, db, {rows: 10});
	}
});

test.after.always(async () => {
	for (const db of [own, ...databases]) {
		await dropDatabase(sdk, db);
	}

	await sdk.closeConnection();
	await small.stop();
	await rm(repository, {recursive: true, force: true});
});

async function thereToSmall(
	t: ExecutionContext,
	name: string,
	filter: string,
): Promise<RestoreResult> {
	const place = {type: 'local', path: repository} as const;
	const from = await sessionFor(t, {server: large, repository: place});
	const backup = await createBackup(
		from,
		await planBackup(from, {
			name,
			filter,
			strategy: 'auto',
			withRbac: false,
		}),
	);
	t.is(backup.outcome, 'complete');
	const to = await sessionFor(t, {server: small, repository: place});
	return restoreBackup(
		to,
		await planRestore(to, {
			name,
			onConflict: 'skip',
			withIndex: true,
			withLoad: true,
			metaOnly: false,
			withRbac: false,
		}),
	);
}

/** Exit code, and each collection with its rows or why it failed, in words. */
function told(result: RestoreResult): {
	exitCode: number;
	collections: Record<string, string>;
} {
	const messages = messagesFor('en');
	return {
		exitCode: exitCodeOfResult({
			outcome: result.outcome,
			errors: result.collections.map(({error}) => error),
		}),
		collections: Object.fromEntries(
			result.collections.map(({collection, rows, error}) => [
				collection,
				error ? messages.error(error).sentence : rows,
			]),
		),
	};
}

test.serial(
	'a collection with more partitions, or more shards, than this Milvus takes fails by itself',
	async t => {
		const wide = {db_name: own, collection_name: 'wide'};
		await makeBare(sdk, own, {name: 'wide', rows: 10});
		for (const partition of ['a', 'b']) {
			ok(await sdk.createPartition({...wide, partition_name: partition}));
		}

		await makeBare(sdk, own, {name: 'split', rows: 10, shards: 3});
		await makeBare(sdk, own, {name: 'one', rows: 10});
		const {exitCode, collections} = told(
			await thereToSmall(t, 'shapes', `${own}.wide,${own}.split,${own}.one`),
		);
		t.is(exitCode, 3);
		t.deepEqual(collections, {
			[`${own}.one`]: '10',
			[`${own}.split`]:
				'Milvus allows no more shards of a collection than 2 (proxy.maxShardNum in milvus.yaml).',
			[`${own}.wide`]:
				'Milvus allows no more partitions in a collection than 2 (rootCoord.maxPartitionNum in milvus.yaml).',
		});
	},
);

test.serial(
	'of more collections than a database may have, as many as it takes are restored: exit 3',
	async t => {
		for (const name of ['two', 'three', 'four']) {
			await makeBare(sdk, own, {name, rows: 10});
		}

		const {exitCode, collections} = told(
			await thereToSmall(t, 'collections', `${own}.two,${own}.three,${own}.four`),
		);
		t.is(exitCode, 3);
		// Whichever of them come first; one is there already.
		t.deepEqual(Object.values(collections).toSorted(), [
			'10',
			'10',
			'Milvus allows no more collections in a database than 3 (quotaAndLimits.limits.maxCollectionNumPerDB in milvus.yaml).',
		]);
	},
);

test.serial(
	'of six databases those that Milvus has room for are restored, the others named with the setting: exit 3',
	async t => {
		const result = await thereToSmall(t, 'databases', databases.map(db => `${db}.*`).join());
		const {exitCode, collections} = told(result);
		const reason =
			'Milvus allows no more databases than 4 (rootCoord.maxDatabaseNum in milvus.yaml).';
		t.is(exitCode, 3);
		t.deepEqual(
			Object.fromEntries(
				Object.entries(collections).map(([key, what]) => [key.split('.')[0], what]),
			),
			Object.fromEntries(
				// Beside `default`, which is not counted, and the one of the tests above.
				databases.slice(0, 5).map((db, n) => [db, n < 3 ? '10' : reason]),
			),
		);
		const messages = messagesFor('en');
		t.deepEqual(
			result.warnings
				.filter(({code}) => code === 'database-not-made')
				.map(warning => messages.warning(warning)),
			databases
				.slice(3)
				.map(db => `The database ${db} was not created, nor anything in it: ${reason}`),
		);
		const client = await openSdk(small);
		t.teardown(async () => client.closeConnection());
		const {db_names: there} = ok(await client.listDatabases());
		t.deepEqual(there.toSorted(), ['default', own, ...databases.slice(0, 3)].toSorted());
	},
);
