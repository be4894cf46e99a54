import {writeFile} from 'node:fs/promises';
import {join} from 'node:path';
import type {MilvusClient} from '@zilliz/milvus2-sdk-node';
import {openSession} from '../../source/engine/open-session.js';
import {planBackup} from '../../source/engine/plan-backup.js';
import {createBackup} from '../../source/engine/create-backup.js';
import type {Settings} from '../../source/settings/settings.js';
import {configOf, storageConfig} from '../end-to-end/milvault.js';
import {testLimits} from '../helpers/program/engine-session.js';
import {dropDatabase} from '../helpers/milvus/drop-database.js';
import {DataType, ok, openSdk} from '../helpers/milvus/rows.js';
import {settingsOf} from '../helpers/backups/s3-storage.js';
import type {MilvusServer} from '../helpers/servers/milvus.js';
import type {MinioServer} from '../helpers/servers/servers.js';
import {watchMilvus} from '../helpers/milvus/watch-milvus.js';
import {countingProxy} from './counting-proxy.js';
import {bundleFloor} from './bundle-floor.js';
import type {FloorWork} from './floor.js';
import {assertWell, measure, median, spread, type Measured} from './measure.js';
import {cli, line, reach, title, type Bench} from './report.js';

export type Set = {
	name: string;
	collections: number;
	partitions: number;
	/** Of each collection. */
	rows: number;
	dimensions: number;
	/** Restores of it are timed. */
	isRestored: boolean;
};

function setsOf(isFull: boolean): Set[] {
	return isFull
		? [
				{
					name: 'many',
					collections: 20,
					partitions: 10,
					rows: 500,
					dimensions: 64,
					isRestored: true,
				},
				{
					name: 'few',
					collections: 5,
					partitions: 1,
					rows: 500,
					dimensions: 64,
					isRestored: true,
				},
				{
					name: 'large',
					collections: 1,
					partitions: 1,
					rows: 200_000,
					dimensions: 128,
					isRestored: true,
				},
			]
		: [
				{
					name: 'many',
					collections: 20,
					partitions: 10,
					rows: 500,
					dimensions: 64,
					isRestored: false,
				},
				{
					name: 'few',
					collections: 5,
					partitions: 1,
					rows: 500,
					dimensions: 64,
					isRestored: true,
				},
				{
					name: 'large',
					collections: 1,
					partitions: 1,
					rows: 50_000,
					dimensions: 128,
					isRestored: true,
				},
			];
}

/** create and restore beside their floors, in turn. */
export async function benchData(
	bench: Bench,
	server: MilvusServer,
	minio: MinioServer,
): Promise<void> {
	const sdk = await openSdk(server);
	const floor = await bundleFloor(bench.home);
	const wanted = setsOf(bench.isFull).filter(({name}) => bench.sets?.includes(name) ?? true);
	for (const set of wanted) {
		const db = `bench_${set.name}`;
		const {collections, partitions, rows, dimensions} = set;
		title(
			`Set ${set.name}: ${collections} collections of ${partitions} partitions, ${rows.toLocaleString('en')} rows x ${dimensions} dimensions each`,
		);
		await fill(sdk, db, set);
		await benchCreate(bench, {server, minio, db, sdk, floor});
		if (set.isRestored) {
			await benchRestore(bench, {server, minio, db, sdk, floor});
		}

		await dropDatabase(sdk, db);
	}

	await sdk.closeConnection();
}

type Run = {
	server: MilvusServer;
	minio: MinioServer;
	db: string;
	sdk: MilvusClient;
	/** The program that does nothing but what cannot be avoided. */
	floor: string;
};

const repositoryOf = (minio: MinioServer) => settingsOf('milvus-data', {rootPath: 'backup'}, minio);

async function benchCreate(bench: Bench, run: Run): Promise<void> {
	const {server, minio, db, sdk} = run;
	const ours: Measured[] = [];
	const floors: Measured[] = [];
	for (let turn = 0; turn < bench.turns; turn++) {
		bench.signal.throwIfAborted();
		await touch(sdk, db);
		ours.push(
			await milvault(bench, server, minio, [
				'create',
				'--name',
				`${db}_${turn}`,
				'--filter',
				`${db}.*`,
			]),
		);
		await touch(sdk, db);
		floors.push(
			await runFloor(run.floor, {
				settings: settingsFor(server, minio),
				db,
				work: {kind: 'create', to: `floor/${db}_${turn}`},
			}),
		);
	}

	tell('create', ours, floors, 1.3);
	const proxy = await countingProxy(minio.endpoint);
	await milvault(bench, server, {...minio, endpoint: proxy.endpoint}, [
		'create',
		'--name',
		`${db}_counted`,
		'--filter',
		`${db}.*`,
	]);
	proxy.stop();
	line('create, S3 requests', proxy.summary());
	line('create, Milvus calls', await countCalls(run));
}

async function benchRestore(bench: Bench, run: Run): Promise<void> {
	const {server, minio, db, sdk} = run;
	const ours: Measured[] = [];
	const floors: Measured[] = [];
	for (let turn = 0; turn < bench.turns; turn++) {
		bench.signal.throwIfAborted();
		const into = `${db}_ours_${turn}`;
		ours.push(
			await milvault(bench, server, minio, [
				'restore',
				`${db}_0`,
				'--rename',
				`${db}.*:${into}.*`,
				'--no-index',
			]),
		);
		await dropDatabase(sdk, into);
		const beside = `${db}_floor_${turn}`;
		floors.push(
			await runFloor(run.floor, {
				settings: settingsFor(server, minio),
				db,
				work: {kind: 'restore', name: `${db}_0`, into: beside},
			}),
		);
		await dropDatabase(sdk, beside);
	}

	tell('restore --no-index', ours, floors, 1.1);
	const into = `${db}_whole`;
	const whole = await milvault(bench, server, minio, [
		'restore',
		`${db}_0`,
		'--rename',
		`${db}.*:${into}.*`,
	]);
	line('restore with indexes and load, s', whole.wallSeconds.toFixed(2));
	await dropDatabase(sdk, into);
}

function tell(
	what: string,
	ours: readonly Measured[],
	floors: readonly Measured[],
	max: number,
): void {
	const walls = ours.map(({wallSeconds}) => wallSeconds);
	const floorWalls = floors.map(({wallSeconds}) => wallSeconds);
	line(`${what}, wall s`, spread(walls));
	line(`${what}, floor wall s`, spread(floorWalls));
	line(
		`${what}, CPU s (floor)`,
		`${spread(ours.map(({cpuSeconds}) => cpuSeconds))} (${spread(floors.map(({cpuSeconds}) => cpuSeconds))})`,
	);
	const peaks = ours.map(({peakMegabytes}) => peakMegabytes);
	line(`${what}, peak MB`, spread(peaks, 0));
	reach(`${what} to floor`, median(walls) / median(floorWalls), max, 'x');
	reach(`${what} peak memory`, Math.max(...peaks), 200, 'MB');
}

async function milvault(
	{home}: Bench,
	server: MilvusServer,
	minio: MinioServer,
	args: readonly string[],
): Promise<Measured> {
	const config = configOf(server, storageConfig(repositoryOf(minio)) as object);
	config.clusters.c.storage['endpoint'] = minio.endpoint;
	const file = join(home, 'data.yaml');
	await writeFile(file, JSON.stringify(config), {mode: 0o600});
	return assertWell(
		args.join(' '),
		await measure([process.execPath, cli, ...args, '--config', file], {
			env: {MILVAULT_STATE_DIR: join(home, 'state')},
		}),
	);
}

async function runFloor(floor: string, work: FloorWork): Promise<Measured> {
	return assertWell(
		'floor',
		await measure([process.execPath, floor], {input: JSON.stringify(work)}),
	);
}

function settingsFor(server: MilvusServer, minio: MinioServer): Settings {
	return {
		clusters: {c: {...server.cluster, name: 'c'}},
		repositories: {r: {name: 'r', storage: repositoryOf(minio)}},
		defaultCluster: 'c',
		defaultRepository: 'r',
		limits: testLimits,
		language: 'en',
		origins: {},
	};
}

/** In this process, since a child's calls cannot be seen. */
async function countCalls({server, minio, db}: Run): Promise<string> {
	const counts = new Map<string, number>();
	const session = watchMilvus(await openSession(settingsFor(server, minio)), rpc => {
		counts.set(rpc, (counts.get(rpc) ?? 0) + 1);
	});
	const plan = await planBackup(session, {
		name: `${db}_calls`,
		filter: `${db}.*`,
		strategy: 'auto',
		withRbac: false,
	});
	await createBackup(session, plan);
	session.close();
	return [...counts]
		.toSorted(([, a], [, b]) => b - a)
		.map(([rpc, count]) => `${rpc} ${count}`)
		.join(', ');
}

export async function fill(sdk: MilvusClient, db: string, set: Set): Promise<void> {
	ok(await sdk.createDatabase({db_name: db}));
	for (let number = 0; number < set.collections; number++) {
		const name = `c_${number}`;
		const about = {db_name: db, collection_name: name};
		ok(
			await sdk.createCollection({
				...about,
				shards_num: 1,
				fields: [
					{name: 'id', data_type: DataType.Int64, is_primary_key: true},
					{name: 'v', data_type: DataType.FloatVector, dim: set.dimensions},
				],
			}),
		);
		ok(
			await sdk.createIndex({
				...about,
				field_name: 'v',
				index_type: 'IVF_FLAT',
				metric_type: 'L2',
				params: {nlist: 64},
			}),
		);
		const each = Math.ceil(set.rows / set.partitions);
		for (let part = 0; part < set.partitions; part++) {
			const partition = set.partitions === 1 ? '_default' : `p_${part}`;
			if (set.partitions > 1) {
				ok(await sdk.createPartition({...about, partition_name: partition}));
			}

			for (let first = 0; first < each; first += 5000) {
				const count = Math.min(5000, each - first);
				ok(
					await sdk.insert({
						...about,
						partition_name: partition,
						data: Array.from({length: count}, (_, index) => {
							const id = part * each + first + index;
							return {
								id: String(id),
								v: Array.from({length: set.dimensions}, (__, at) => Math.sin(id * 31 + at)),
							};
						}),
					}),
				);
			}
		}
	}
}

/** One more row each, so that every flush has something to do. */
let touched = 1_000_000_000;
export async function touch(sdk: MilvusClient, db: string): Promise<void> {
	const {data: collections} = ok(await sdk.showCollections({db_name: db}));
	for (const {name} of collections) {
		const about = {db_name: db, collection_name: name};
		const {schema} = ok(await sdk.describeCollection(about));
		const dim = Number(
			schema.fields.find(field => field.name === 'v')?.type_params.find(({key}) => key === 'dim')
				?.value,
		);
		touched++;
		ok(
			await sdk.insert({
				...about,
				data: [{id: String(touched), v: Array.from({length: dim}, () => 0.5)}],
			}),
		);
	}
}
