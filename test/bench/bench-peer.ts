import {writeFile} from 'node:fs/promises';
import {join} from 'node:path';
import type {MilvusClient} from '@zilliz/milvus2-sdk-node';
import {configOf, storageConfig} from '../end-to-end/milvault.js';
import {openMilvusBackup} from '../helpers/backups/milvus-backup.js';
import {settingsOf} from '../helpers/backups/s3-storage.js';
import {dropDatabase} from '../helpers/milvus/drop-database.js';
import {ok, openSdk} from '../helpers/milvus/rows.js';
import type {MilvusServer} from '../helpers/servers/milvus.js';
import type {MinioServer} from '../helpers/servers/servers.js';
import {fill, touch, type Set} from './bench-data.js';
import {assertWell, measure, median, spread, type Measured} from './measure.js';
import {cli, line, reach, title, type Bench} from './report.js';
import {searchesBeside} from './searches-beside.js';

type PeerSet = Set & {
	/** Highest ratio of our time to theirs: of a create, and of a restore that may be queried. */
	maxCreate: number;
	maxReady?: number;
	/** The same without indexes and load. */
	maxRows?: number;
	maxCpuSeconds?: number;
	maxMegabytes?: number;
	isFullOnly?: boolean;
};

const sets: readonly PeerSet[] = [
	{
		name: 'hello',
		collections: 2,
		partitions: 1,
		rows: 4500,
		dimensions: 8,
		isRestored: true,
		maxCreate: 0.7,
		maxCpuSeconds: 0.5,
		maxReady: 0.5,
	},
	{
		name: 'objects',
		collections: 30,
		partitions: 10,
		rows: 500,
		dimensions: 16,
		isRestored: false,
		maxCreate: 0.35,
		maxCpuSeconds: 2,
		maxMegabytes: 150,
	},
	{
		name: 'rows',
		collections: 1,
		partitions: 1,
		rows: 200_000,
		dimensions: 128,
		isRestored: true,
		maxCreate: 0.8,
		maxReady: 0.7,
		maxRows: 0.6,
	},
	{
		name: 'parts',
		collections: 1,
		partitions: 100,
		rows: 50_000,
		dimensions: 16,
		isRestored: true,
		isFullOnly: true,
		maxCreate: 1,
		maxRows: 0.15,
	},
];

/** One of the two programs: what it is called, and the words of its commands. */
type Program = {
	name: 'milvault' | 'milvus-backup';
	create: (name: string, db: string) => readonly string[];
	restore: (name: string, db: string, into: string, withIndex: boolean) => readonly string[];
	list: readonly string[];
	env?: Record<string, string>;
};

/**
 * The same work by milvault and by milvus-backup, in alternation, on one Milvus and one store; both
 * with their defaults.
 */
export async function benchPeer(
	bench: Bench,
	server: MilvusServer,
	minio: MinioServer,
): Promise<void> {
	const sdk = await openSdk(server);
	const peer = await openMilvusBackup(server, 'peer');
	const config = join(bench.home, 'peer.yaml');
	const repository = storageConfig(settingsOf('milvus-data', {rootPath: 'ours'}, minio)) as object;
	await writeFile(config, JSON.stringify(configOf(server, repository)), {mode: 0o600});
	const ours = [process.execPath, cli, '--config', config];
	const programs: readonly Program[] = [
		{
			name: 'milvault',
			create: (name, db) => [...ours, 'create', '--name', name, '--filter', `${db}.*`],
			restore: (name, db, into, withIndex) => [
				...ours,
				'restore',
				name,
				'--rename',
				`${db}.*:${into}.*`,
				...(withIndex ? [] : ['--no-index']),
			],
			list: [...ours, 'list'],
			env: {MILVAULT_STATE_DIR: join(bench.home, 'state')},
		},
		{
			name: 'milvus-backup',
			create: (name, db) => [...peer.command, 'create', '-n', name, '--filter', `${db}.*`],
			restore: (name, db, into, withIndex) => [
				...peer.command,
				'restore',
				'-n',
				name,
				'-r',
				`${db}.*:${into}.*`,
				...(withIndex ? ['--rebuild_index'] : []),
			],
			list: [...peer.command, 'list'],
		},
	];
	try {
		for (const set of sets) {
			if ((bench.sets?.includes(set.name) ?? true) && (bench.isFull || !set.isFullOnly)) {
				await benchSet(bench, sdk, programs, set);
			}
		}

		if (bench.sets?.includes('list') ?? true) {
			await benchListBeside(bench, sdk, programs);
		}

		if (bench.sets?.includes('searches') ?? true) {
			await searchesBeside(bench, {sdk, server}, async (program, name, db) => {
				const {create, env} = programs.find(({name: called}) => called === program)!;
				assertWell(program, await measure(create(name, db), {env}));
			});
		}
	} finally {
		await sdk.closeConnection();
		await peer.close();
	}
}

async function benchSet(
	bench: Bench,
	sdk: MilvusClient,
	programs: readonly Program[],
	set: PeerSet,
): Promise<void> {
	const db = `peer_${set.name}`;
	const {collections, partitions, rows, dimensions} = set;
	title(
		`${set.name}: ${collections} collections of ${partitions} partitions, ${rows.toLocaleString('en')} rows x ${dimensions} dimensions each`,
	);
	await fill(sdk, db, set);
	for (let number = 0; number < collections; number++) {
		ok(await sdk.loadCollectionSync({db_name: db, collection_name: `c_${number}`}));
	}

	const created = await inTurn(bench, programs, async ({create, env}, turn) => {
		await touch(sdk, db);
		return measure(create(`${db}_${turn}`, db), {env});
	});
	tell('create', created, {
		max: set.maxCreate,
		cpuSeconds: set.maxCpuSeconds,
		megabytes: set.maxMegabytes,
	});
	const restoreAll = async (what: string, max: number, withIndex: boolean): Promise<void> => {
		const restored = await inTurn(bench, programs, async ({restore, env}, turn) => {
			const into = `${db}_back`;
			const since = performance.now();
			const measured = await measure(restore(`${db}_${turn}`, db, into, withIndex), {env});
			assertWell('restore', measured);
			if (withIndex) {
				await answersQueries(sdk, into, collections);
			}

			const wallSeconds = (performance.now() - since) / 1000;
			await dropDatabase(sdk, into);
			return {...measured, wallSeconds};
		});
		tell(what, restored, {max});
	};

	if (set.maxRows !== undefined) {
		await restoreAll('restore, rows only', set.maxRows, false);
	}

	if (set.maxReady !== undefined) {
		await restoreAll('restore until queried', set.maxReady, true);
	}

	await dropDatabase(sdk, db);
}

/** What who restores with a tool that does not load does by hand: load, wait, ask. */
async function answersQueries(sdk: MilvusClient, db: string, collections: number): Promise<void> {
	for (let number = 0; number < collections; number++) {
		const about = {db_name: db, collection_name: `c_${number}`};
		ok(await sdk.loadCollectionSync({...about, timeout: 600_000}));
		const {data} = ok(
			await sdk.query({...about, filter: 'id >= 0', output_fields: ['id'], limit: 1}),
		);
		if (data.length !== 1) {
			throw new Error(`${db}.c_${number} answers with ${data.length} rows`);
		}
	}
}

const listed = 5;

async function benchListBeside(
	bench: Bench,
	sdk: MilvusClient,
	programs: readonly Program[],
): Promise<void> {
	title(`list of a few backups, ${listed} more than there are`);
	const db = 'peer_list';
	const [hello] = sets;
	await fill(sdk, db, hello!);
	for (const {name, create, env} of programs) {
		for (let number = 0; number < listed; number++) {
			assertWell(name, await measure(create(`${db}_${number}`, db), {env}));
		}
	}

	await dropDatabase(sdk, db);
	tell('list', await inTurn(bench, programs, async ({list, env}) => measure(list, {env})), {
		max: 0.8,
	});
}

type Pair = Record<Program['name'], Measured[]>;

async function inTurn(
	bench: Bench,
	programs: readonly Program[],
	run: (program: Program, turn: number) => Promise<Measured>,
): Promise<Pair> {
	const measured: Pair = {milvault: [], 'milvus-backup': []};
	for (let turn = 0; turn < bench.turns; turn++) {
		for (const program of programs) {
			bench.signal.throwIfAborted();
			measured[program.name].push(assertWell(program.name, await run(program, turn)));
		}
	}

	return measured;
}

function tell(
	what: string,
	{milvault, 'milvus-backup': peer}: Pair,
	{max, cpuSeconds, megabytes}: {max: number; cpuSeconds?: number; megabytes?: number},
): void {
	const show = (label: string, of: (measured: Measured) => number, digits = 2): void => {
		line(
			`${what}, ${label}`,
			`${spread(milvault.map(of), digits)}  milvus-backup ${spread(peer.map(of), digits)}`,
		);
	};

	show('wall s', ({wallSeconds}) => wallSeconds);
	show('CPU s', ({cpuSeconds: seconds}) => seconds);
	show('peak MB', ({peakMegabytes}) => peakMegabytes, 0);
	const ours = median(milvault.map(({wallSeconds}) => wallSeconds));
	const theirs = median(peer.map(({wallSeconds}) => wallSeconds));
	reach(`${what} to theirs`, ours / theirs, max, 'x');
	if (cpuSeconds !== undefined) {
		reach(`${what}, CPU`, median(milvault.map(({cpuSeconds: own}) => own)), cpuSeconds, 's');
	}

	if (megabytes !== undefined) {
		reach(`${what}, memory`, Math.max(...milvault.map(own => own.peakMegabytes)), megabytes, 'MB');
	}
}
