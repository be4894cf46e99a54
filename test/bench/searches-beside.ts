import type {MilvusClient} from '@zilliz/milvus2-sdk-node';
import {connectMilvus} from '../../source/milvus/connect-milvus.js';
import type {Milvus} from '../../source/milvus/milvus.js';
import {dropDatabase} from '../helpers/milvus/drop-database.js';
import {ok} from '../helpers/milvus/rows.js';
import type {MilvusServer} from '../helpers/servers/milvus.js';
import {fill, touch} from './bench-data.js';
import {line, reach, title, type Bench} from './report.js';

const dimensions = 128;
const db = 'peer_searched';
const set = {
	name: 'searched',
	collections: 4,
	partitions: 5,
	rows: 20_000,
	dimensions,
	isRestored: false,
};
/** How long each of the three is watched. */
const watchedMs = 30_000;
/** Between two searches of one client: a server that is used, and not at its limit. */
const pauseMs = 20;
const clients = 2;
const settledMs = 20_000;
/** About as long as a backup takes. */
const untouchedMs = 2000;

/**
 * How long searches take: on a cluster that gets some inserts only, and while backups of all of it
 * run one after another.
 */
export async function searchesBeside(
	bench: Bench,
	{sdk, server}: {sdk: MilvusClient; server: MilvusServer},
	create: (program: 'milvault' | 'milvus-backup', name: string, db: string) => Promise<void>,
): Promise<void> {
	title(`Searches while backups run (${clients} clients, a search every ${pauseMs} ms)`);
	const milvus = await connectMilvus(server.cluster.milvus);
	await fill(sdk, db, set);
	for (let number = 0; number < set.collections; number++) {
		const name = `c_${number}`;
		ok(await sdk.flushSync({db_name: db, collection_names: [name]}));
		ok(await sdk.loadCollectionSync({db_name: db, collection_name: name}));
	}

	// Rows that are not flushed are searched without an index: query nodes take the indexes of what was
	// flushed over.
	await watch(milvus, async () => pause(settledMs).then(() => 0));

	// The same inserts as between the backups: they are not what is measured.
	const idle = await watch(milvus, async (_ended, isOver) => {
		while (!isOver()) {
			bench.signal.throwIfAborted();
			await touch(sdk, db);
			await pause(untouchedMs);
		}

		return 0;
	});
	tell('no backup', idle);
	const p99: Record<string, number> = {};
	for (const program of ['milvault', 'milvus-backup'] as const) {
		const found = await watch(milvus, async (_ended, isOver) => {
			let backups = 0;
			while (!isOver()) {
				bench.signal.throwIfAborted();
				await touch(sdk, db);
				await create(program, `${db}_${backups}`, db);
				backups++;
			}

			return backups;
		});
		tell(program, found);
		p99[program] = percentile(found.times, 99);
	}

	reach(
		'p99 with milvault to that without a backup',
		p99['milvault']! / percentile(idle.times, 99),
		1.3,
		'x',
	);
	milvus.close();
	await dropDatabase(sdk, db);
}

type Watched = {times: number[]; backups: number};

async function watch(
	milvus: Milvus,
	beside: (ended: Promise<void>, isOver: () => boolean) => Promise<number>,
): Promise<Watched> {
	const times: number[] = [];
	const until = performance.now() + watchedMs;
	let isDone = false;
	const isOver = (): boolean => performance.now() >= until;
	const search = async (first: number): Promise<void> => {
		for (let turn = first; !isDone; turn++) {
			const since = performance.now();
			await searchOnce(milvus, turn);
			times.push(performance.now() - since);
			await pause(pauseMs);
		}
	};

	const searching = Promise.all(Array.from({length: clients}, async (_, client) => search(client)));
	try {
		return {times, backups: await beside(pause(watchedMs), isOver)};
	} finally {
		isDone = true;
		await searching;
	}
}

function tell(label: string, {times, backups}: Watched): void {
	const [p50, p95, p99] = [50, 95, 99].map(percent => percentile(times, percent).toFixed(1));
	line(
		label,
		`p50 ${p50}  p95 ${p95}  p99 ${p99} ms  (${times.length} searches, ${backups} backups)`,
	);
}

function percentile(numbers: readonly number[], percent: number): number {
	const sorted = numbers.toSorted((a, b) => a - b);
	return sorted[Math.min(sorted.length - 1, Math.floor((sorted.length * percent) / 100))] ?? 0;
}

async function pause(ms: number): Promise<void> {
	return new Promise(resolve => {
		setTimeout(resolve, ms);
	});
}

/** commonpb.ConsistencyLevel; by the SDK it comes as strong, which waits for a tick of 200 ms. */
const bounded = 2;

async function searchOnce(milvus: Milvus, turn: number): Promise<void> {
	const vector = Float32Array.from({length: dimensions}, (_, at) => Math.sin(turn * 31 + at));
	await milvus.call(
		'Search',
		{
			db_name: db,
			collection_name: `c_${turn % set.collections}`,
			dsl_type: 1,
			placeholder_group: milvus.messages.encode('milvus.proto.common.PlaceholderGroup', {
				placeholders: [{tag: '$0', type: 101, values: [new Uint8Array(vector.buffer)]}],
			}),
			nq: 1,
			search_params: Object.entries({
				anns_field: 'v',
				topk: '10',
				metric_type: 'L2',
				params: '{"nprobe":8}',
				round_decimal: '-1',
			}).map(([key, value]) => ({key, value})),
			consistency_level: bounded,
			guarantee_timestamp: 2,
		},
		{db},
	);
}
