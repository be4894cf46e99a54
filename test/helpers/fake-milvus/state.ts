import type {Rbac} from '../../../source/milvus/rbac.js';
import type {CollectionSchema, KeyValue} from '../../../source/model/collection.js';

export type FakeSegment = {
	id: string;
	/** -1: an L0 segment of every partition. */
	partitionId: string;
	/** int64 as a string. */
	rows: string;
	/** commonpb.SegmentLevel: 1 is L0. */
	level: number;
	storageVersion: number;
	/** commonpb.SegmentState; default 4, flushed. 6: compacted into others, and only described. */
	state?: number;
	/** Delta logs that are described with it and lie with the segments that it was compacted into. */
	childDeltas?: string[];
	vChannel: string;
	/** Logs that lie in storage and do not count: segments/describe does not name them. */
	strayLogs: Set<string>;
};

/** A row as far as it matters to counting. */
export type FakeRow = {
	partition: string;
	key: string;
	ts: bigint;
	/** Of the field `state.tuning.keptField`. */
	value?: bigint;
};

export type FakeDelete = {
	/** Undefined: every partition. */
	partition: string | undefined;
	key: string;
	ts: bigint;
};

export type FakeCollection = {
	db: string;
	name: string;
	id: string;
	schema: CollectionSchema;
	shardsNum: number;
	consistencyLevel: number;
	numPartitions: number;
	properties: KeyValue[];
	aliases: string[];
	partitions: Array<{name: string; id: string}>;
	indexes: Array<{field: string; name: string; id: string; params: KeyValue[]}>;
	/** Names of loaded partitions. */
	loaded: Set<string>;
	/** What lies in storage; of collections that the test put there. */
	segments: FakeSegment[];
	/** What was imported. */
	rows: FakeRow[];
	deletes: FakeDelete[];
	/**
	 * Of a collection that is written to: puts what grows into segments, at a flush. Gives their ids.
	 */
	seal?: () => Promise<string[]>;
	/** Fields of the schema that the definitions do not know, as bytes. */
	unknownSchema?: Buffer;
};

export type FakeJob = {
	id: string;
	collection: string;
	collectionId: string;
	partition: string | undefined;
	files: ReadonlyArray<readonly string[]>;
	options: Readonly<Record<string, string>>;
	rows: number;
	failure: string | undefined;
	/** Of performance.now(). */
	endsAt: number;
	/** How often its state was asked for. */
	asked: number;
};

/** Misbehaviour that a test asks for; changed while it runs. */
export type FakeTuning = {
	/** So many flushes are refused by the rate limiter first. */
	refusedFlushes: number;
	/**
	 * A collection is flushed once in so long, as real servers do from 2.4 on (10 s); 0: no limit.
	 */
	flushIntervalMs: number;
	/** So many flushes reach no data node; until the next one none is there. */
	flushesWithoutDataNode: number;
	/** What jobs/import/create answers instead of a job. */
	createAnswer: object | undefined;
	/** What jobs/import/describe answers, instead of the job's state, once that is asked for. */
	describeAnswer: object | undefined;
	/** No import job is over before so many are there, side by side. */
	jobsTogether: number;
	/**
	 * How long an import job takes, and how many run side by side; for benchmarks. 0 ms: it is over
	 * when it is there.
	 */
	jobMs: number;
	jobsAtOnce: number;
	/** Import jobs of L0 segments end well and delete nothing. */
	losesDeletes: boolean;
	/** Privileges that cannot be granted. */
	unknownPrivileges: string[];
	/** So many rows of each import job are counted and not there. */
	losesRows: number;
	/** Every row goes into this partition, whatever the job says. */
	onlyPartition: string | undefined;
	/**
	 * CreateCollection keeps no clustering key and nothing that it does not know, as an older server.
	 */
	knowsLess: boolean;
	/** An Int64 field whose values imports keep. */
	keptField: string | undefined;
};

export type FakeState = {
	/** As in `2.6.6`. */
	version: string;
	/** What GetVersion answers instead. */
	buildTag?: string;
	/** Absolute directory that holds insert_log. */
	root: string;
	databases: Map<string, {id: string; properties: KeyValue[]; createdNs?: string}>;
	/** Users of the REST API, by token, and whether they may import; undefined: all users. */
	logins?: ReadonlyMap<string, {user: string; mayImport: boolean}>;
	/** Of pauses of the garbage collector (2.6). */
	gcTickets: Set<string>;
	collections: FakeCollection[];
	jobs: Map<string, FakeJob>;
	rbac: Required<Rbac>;
	tuning: FakeTuning;
	/** A data node takes care of the collections. */
	hasDataNode: boolean;
	/** When each collection was flushed (performance.now()), by id. */
	flushedAt: Map<string, number>;
	/** Everything that was asked, in order. */
	calls: FakeCall[];
	/** The next hybrid timestamp; a millisecond later at every call. */
	now: () => string;
	nextId: () => string;
};

export type FakeCall = {
	/** An RPC's name, or a REST path. */
	name: string;
	db: string;
	request: Readonly<Record<string, unknown>>;
};

/** Later than every row of the fixtures, whatever this machine's clock says. */
const firstMs = 1_800_000_000_000n;
/** Beyond 2^53, as Milvus's ids are. */
const firstId = 480_000_000_000_000_001n;

export function newState(version: string, root: string): FakeState {
	let ms = firstMs;
	let id = firstId;
	return {
		version,
		root,
		databases: new Map([['default', {id: '1', properties: []}]]),
		gcTickets: new Set(),
		collections: [],
		jobs: new Map(),
		rbac: {users: [], roles: [], grants: [], privilege_groups: []},
		tuning: {
			refusedFlushes: 0,
			flushIntervalMs: 0,
			flushesWithoutDataNode: 0,
			createAnswer: undefined,
			describeAnswer: undefined,
			jobsTogether: 1,
			jobMs: 0,
			jobsAtOnce: 8,
			losesDeletes: false,
			unknownPrivileges: [],
			losesRows: 0,
			onlyPartition: undefined,
			knowsLess: false,
			keptField: undefined,
		},
		hasDataNode: true,
		flushedAt: new Map(),
		calls: [],
		now: () => ((ms++ << 18n) + 7n).toString(),
		nextId: () => (id++).toString(),
	};
}

export function isAtLeast(state: FakeState, first: string): boolean {
	const [a, b] = [state.version, first].map(version =>
		version
			.split('.')
			.map(part => part.padStart(4, '0'))
			.join('.'),
	);
	return (a ?? '') >= (b ?? '');
}

/** By name or alias. */
export function findCollection(
	state: FakeState,
	db: string,
	name: string,
): FakeCollection | undefined {
	return state.collections.find(
		collection =>
			collection.db === (db || 'default') &&
			(collection.name === name || collection.aliases.includes(name)),
	);
}

/** Rows that Milvus's statistics count: deletes not subtracted. */
export function rowCount({rows, segments}: FakeCollection): number {
	return segments
		.filter(({state = flushedState}) => state === flushedState)
		.reduce((sum, segment) => sum + Number(segment.rows), rows.length);
}

/** commonpb.SegmentState */
export const flushedState = 4;

/** Rows that count(*) sees. */
export function visibleRows(collection: FakeCollection): number {
	return rowsLeft(collection).length;
}

/** Rows that no later delete removes. */
export function rowsLeft({rows, deletes}: FakeCollection): FakeRow[] {
	const latest = new Map<string, bigint>();
	for (const {partition, key, ts} of deletes) {
		const scope = `${partition ?? '*'} ${key}`;
		const before = latest.get(scope) ?? -1n;
		latest.set(scope, ts > before ? ts : before);
	}

	return rows.filter(({partition, key, ts}) =>
		[`${partition} ${key}`, `* ${key}`].every(scope => (latest.get(scope) ?? -1n) <= ts),
	);
}
