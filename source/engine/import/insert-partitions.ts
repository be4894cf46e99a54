import type {LimitFunction} from 'p-limit';
import {flush} from '../../milvus/flush.js';
import {insert} from '../../milvus/insert.js';
import type {Milvus} from '../../milvus/milvus.js';
import {createPartition, dropPartition, showPartitions} from '../../milvus/partitions.js';
import type {CollectionName} from '../../model/collection-key.js';
import type {ErrorCode} from '../../model/error-codes.js';
import {hasCode, toMilvaultError} from '../../model/milvault-error.js';
import {wait} from '../../utils/wait.js';
import {flushCollection} from '../cluster/flush-collection.js';
import type {PastInsert} from '../journal/restore-history.js';
import type {BackupReading} from '../repository/backup-reading.js';
import {mapBounded} from '../run/map-bounded.js';
import type {RunContext} from '../run/run-context.js';
import {differentPartitions} from './different-partitions.js';
import {mayShareKeys} from './shared-keys.js';
import {readPartitionRows, type PartitionRows} from './partition-rows.js';
import type {SmallPartition} from './small-partitions.js';

/** Partitions in memory at a time, of all collections together; each takes up to 80 MB. */
export const insertsAtOnce = 4;

export type InsertRun = {
	reading: BackupReading;
	milvus: Milvus;
	/** The new collection that takes the rows. */
	into: CollectionName;
	partitions: readonly SmallPartition[];
	/** What earlier runs of the job did, by partition. */
	past: ReadonlyMap<string, PastInsert>;
	/** Shared by all collections. */
	insertLimit: LimitFunction;
	flushTimeoutMs: number;
	/** Asked before whatever goes by name: throws when another collection has it now. */
	assertInto: () => Promise<void>;
};

export type InsertedPartitions = {
	/** Rows by partition. */
	rows: ReadonlyMap<string, bigint>;
	/** Partitions that are left to import jobs; nothing of theirs is in the collection. */
	left: ReadonlySet<string>;
};

/**
 * Inserts small partitions row by row, several at once. Each is in the collection whole and once, or
 * not at all:
 *
 * 1. A journal entry before its first row, and one when Milvus has acknowledged all of them.
 * 2. One of which that is not certain (an earlier run was killed, an answer was lost) is dropped,
 *    made again and inserted again. It has another id then: rows still on their way to the first one
 *    are lost with it.
 * 3. What cannot be carried exactly, or Milvus refuses, is left to an import job.
 * 4. The collection is flushed, and what Milvus has of each partition is compared with what was
 *    inserted: one that differs is done again, as in 2.
 *
 * Many partitions go in parts, so that not all of their segments grow in Milvus's memory at once.
 */
export async function insertPartitions(
	run: InsertRun,
	context: RunContext,
): Promise<InsertedPartitions> {
	const {partitions, past} = run;
	const done: Done = {
		rows: new Map(),
		left: new Set([...past].flatMap(([name, {isLeft}]) => (isLeft ? [name] : []))),
	};
	const todo = partitions.filter(({name}) => !done.left.has(name));
	// Of a job that was killed while it left them, some are left, and nothing says so of the others.
	const isAsked = [...past.values()].some(({isLeft}) => !isLeft);
	if (todo.length > 0 && !isAsked && !(await mayInsertInto(run, todo[0]!))) {
		for (const partition of todo) {
			await leave(run, partition, done, context);
		}

		return done;
	}

	for (let at = 0; at < todo.length; at += partitionsAtOnce) {
		await insertPart(run, todo.slice(at, at + partitionsAtOnce), done, context);
	}

	return done;
}

type Done = {rows: Map<string, bigint>; left: Set<string>};

/** Growing in Milvus at once, in one collection. */
const partitionsAtOnce = 512;

function isBegun(past: PastInsert | undefined): boolean {
	return past !== undefined && past.rows === undefined && !past.isLeft;
}

/** Asked before the first insert of a job, and not again: what was begun is ended. */
async function mayInsertInto(run: InsertRun, partition: SmallPartition): Promise<boolean> {
	const {reading} = run;
	return (
		!(await mayShareKeys(reading, reading.view.partitions)) && (await isAllowed(run, partition))
	);
}

/**
 * Does Milvus allow this user all that an insert needs, when something goes wrong too? Tried on the
 * collection while it is empty: an import needs less.
 */
async function isAllowed(run: InsertRun, {name}: SmallPartition): Promise<boolean> {
	const {milvus, into} = run;
	try {
		await emptyPartition(run, name);
		await flush(milvus, into.db, [into.name]);
		return true;
	} catch (error) {
		if (hasCode(error, 'milvus-denied') || hasCode(error, 'milvus-unsupported')) {
			return false;
		}

		throw error;
	}
}

/** Of a partition: then it is imported. */
const maxTries = 2;

async function insertPart(
	run: InsertRun,
	part: readonly SmallPartition[],
	done: Done,
	context: RunContext,
): Promise<void> {
	const {past} = run;
	const toEmpty = new Set(part.filter(({name}) => isBegun(past.get(name))));
	let todo = part;
	let mayArrive = toEmpty.size > 0;
	for (let tries = 1; todo.length > 0; tries++) {
		if (mayArrive) {
			await wait(lateMs, context.signal);
		}

		await emptyAll(run, toEmpty, context);
		const {uncertain, refused} = await insertAll(run, todo, {done, isFirst: tries === 1}, context);
		const different = await differentIn(run, part, done, context);
		toEmpty.clear();
		todo = [...uncertain, ...different];
		mayArrive = uncertain.length > 0;
		for (const partition of [...refused, ...todo]) {
			done.rows.delete(partition.name);
			toEmpty.add(partition);
		}

		const given = tries === maxTries ? [...toEmpty] : refused;
		if (mayArrive && tries === maxTries) {
			await wait(lateMs, context.signal);
		}

		await emptyAll(run, new Set(given), context);
		for (const partition of given) {
			toEmpty.delete(partition);
			await leave(run, partition, done, context);
		}

		if (tries === maxTries) {
			return;
		}
	}
}

/**
 * Partitions that may hold rows, one by one. Never while rows are inserted into the same collection:
 * Milvus's proxy remembers the ids of partitions, and could remember one that is dropped (2.3.5 under
 * load: once, a partition that was made again so had another number of rows).
 */
async function emptyAll(
	run: InsertRun,
	partitions: ReadonlySet<SmallPartition>,
	context: RunContext,
): Promise<void> {
	for (const {name} of partitions) {
		await context.journal?.append({
			type: 'inserting',
			source: run.reading.view.collection,
			partition: name,
		});
		await emptyPartition(run, name);
	}
}

/**
 * Before a partition that may hold rows is emptied: an insert whose sender was killed, or gave up,
 * has reached the server by then. One that comes even later is found by its count.
 */
const lateMs = 3000;

type Unfinished = {
	/** Whether rows are in is not known. */
	uncertain: SmallPartition[];
	/** Milvus does not take these rows, or none from this user. */
	refused: SmallPartition[];
};

async function insertAll(
	run: InsertRun,
	partitions: readonly SmallPartition[],
	{done, isFirst}: {done: Done; isFirst: boolean},
	context: RunContext,
): Promise<Unfinished> {
	const {past, insertLimit} = run;
	const {signal} = context;
	const unfinished: Unfinished = {uncertain: [], refused: []};
	await mapBounded(partitions, insertLimit.concurrency, async partition =>
		insertLimit(async () => {
			const before = isFirst ? past.get(partition.name)?.rows : undefined;
			try {
				const rows =
					before === undefined ? await insertPartition(run, partition, context) : BigInt(before);
				if (rows === undefined) {
					await leave(run, partition, done, context);
				} else {
					done.rows.set(partition.name, rows);
					note(run, partition, rows, context);
				}
			} catch (error) {
				const {code} = toMilvaultError(error);
				if (refusals.has(code)) {
					unfinished.refused.push(partition);
				} else if (uncertainties.has(code) && !signal?.aborted) {
					unfinished.uncertain.push(partition);
				} else {
					throw error;
				}
			}
		}),
	);
	return unfinished;
}

const refusals: ReadonlySet<ErrorCode> = new Set<ErrorCode>([
	'milvus-refused',
	'milvus-denied',
	'milvus-limit',
	'milvus-unsupported',
]);
const uncertainties: ReadonlySet<ErrorCode> = new Set<ErrorCode>([
	'milvus-unreachable',
	'milvus-timeout',
]);

/** @returns the rows of the backup that it has now; undefined: they cannot be inserted */
async function insertPartition(
	run: InsertRun,
	{name, segments}: SmallPartition,
	{journal, signal}: RunContext,
): Promise<bigint | undefined> {
	const {reading} = run;
	const source = reading.view.collection;
	const read = await readPartitionRows(reading, segments);
	if (!read) {
		return undefined;
	}

	await run.assertInto();
	await journal?.append({type: 'inserting', source, partition: name});
	await insertBatches(run, name, read, signal);
	await journal?.append({
		type: 'inserted',
		source,
		partition: name,
		rows: String(read.rows),
	});
	return BigInt(read.rows);
}

/** Flushes, and compares what Milvus has of these partitions with what was inserted. */
async function differentIn(
	{milvus, into, flushTimeoutMs, assertInto}: InsertRun,
	partitions: readonly SmallPartition[],
	{rows}: Done,
	{signal}: RunContext,
): Promise<SmallPartition[]> {
	const expected = new Map(
		partitions.flatMap(({name}) => {
			const inserted = rows.get(name);
			return inserted === undefined ? [] : [[name, inserted] as const];
		}),
	);
	if (expected.size === 0) {
		return [];
	}

	await assertInto();
	await flushCollection({
		milvus,
		collection: into,
		startTs: undefined,
		timeoutMs: flushTimeoutMs,
		signal,
	});
	const different = await differentPartitions(milvus, into, expected, signal);
	return partitions.filter(({name}) => different.has(name));
}

async function insertBatches(
	{milvus, into: {db, name: collection}}: InsertRun,
	partition: string,
	{fields, batches}: PartitionRows,
	signal: AbortSignal | undefined,
): Promise<void> {
	for (const {rows} of batches) {
		signal?.throwIfAborted();
		await insert(
			milvus,
			{db, collection, partition},
			{
				count: rows.length,
				fields,
				columns: fields.map((_, column) => rows.map(({values}) => values[column]!)),
			},
		);
	}
}

/** Drops a partition with all that is in it, or on its way to it, and makes it again. */
async function emptyPartition(
	{milvus, into: {db, name}, assertInto}: InsertRun,
	partition: string,
): Promise<void> {
	const isThere = async (): Promise<boolean> =>
		(await showPartitions(milvus, db, name)).some(each => each.name === partition);
	await assertInto();
	if (await isThere()) {
		try {
			await dropPartition(milvus, db, name, partition);
		} catch (error) {
			// The answer to a first call may have been lost.
			if (await isThere()) {
				throw error;
			}
		}
	}

	await createPartition(milvus, db, name, partition);
}

/** Nothing is in it: its rows are imported, in later runs of the job too. */
async function leave(
	run: InsertRun,
	partition: SmallPartition,
	{left}: Done,
	context: RunContext,
): Promise<void> {
	const {name} = partition;
	await context.journal?.append({
		type: 'insert-left',
		source: run.reading.view.collection,
		partition: name,
	});
	left.add(name);
	note(run, partition, 0n, context);
}

function note(
	{reading, partitions}: InsertRun,
	partition: SmallPartition,
	rows: bigint,
	{onEvent}: RunContext,
): void {
	onEvent({
		type: 'import-progress',
		collection: reading.view.collection,
		job: partitions.indexOf(partition),
		percent: 100,
		state: 'completed',
		rows: String(rows),
	});
}
