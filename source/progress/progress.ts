import type {
	CollectionKey,
	CollectionOutcome,
	ErrorSummary,
	JobEvent,
	Outcome,
	Phase,
	Warning,
} from '../model/job-events.js';
import {itemAt, listOf, type ChunkedList} from './chunked-list.js';
import {emptyRate, type Rate} from './rate.js';

/**
 * One import job; percent 0-100 and state as Milvus says them, rows once it ended; `waiting` before
 * it was heard of.
 */
export type ImportProgress = {percent: number; state: string; rows?: string};

export type IndexProgress = {
	index: string;
	indexedRows: number;
	totalRows: number;
};

/** What was copied, imported and indexed, and of how much; int64 as strings. */
export type Counters = {
	objectsCopied: number;
	objectsPlanned: number;
	bytesCopied: number;
	bytesPlanned: number;
	rowsImported: string;
};

export type CollectionProgress = Counters & {
	collection: CollectionKey;
	/** Restore only: where the rows go. */
	target?: CollectionKey;
	phase: Phase;
	/** Set once it is over. */
	outcome?: CollectionOutcome;
	error?: ErrorSummary;
	/** Known beforehand; int64 as a string. */
	rows: string;
	/** Once it is over: what is in the backup, or was restored. */
	rowsDone?: string;
	bytesDone?: number;
	/** Of a Milvus that gets rows by inserts too (before 2.4): one for each partition. */
	importJobs: readonly ImportProgress[];
	/** Of these, so many are partitions whose rows are inserted; absent: none. */
	insertedPartitions?: number;
	indexes: readonly IndexProgress[];
	/** 0-100 as Milvus says. */
	loadPercent?: number;
	/** Whole percent of all phases; never goes down, 100 only when the outcome is complete. */
	percent: number;
	/**
	 * The fold's own: how far it is (0-1), in which of its kind's stages, and its part in the job's
	 * total.
	 */
	share: number;
	stage: number;
	weight: number;
};

/**
 * Everything a face shows of a job that is running or over. Plain data; every fold makes a new one.
 */
export type Progress = {
	/** Absent before the job has started. */
	kind?: 'backup' | 'restore' | 'delete' | 'prune' | 'verify' | 'copy';
	jobId: string;
	name: string;
	collections: ChunkedList<CollectionProgress>;
	/** Those that are worked on now, in the order in which they began. */
	active: readonly CollectionKey[];
	/** Those that are over, in the order in which they ended. */
	ended: ChunkedList<CollectionKey>;
	totals: Counters & {
		rows: string;
		rowsDone: string;
		waiting: number;
		outcomes: Readonly<Record<CollectionOutcome, number>>;
		importJobs: number;
		importJobsEnded: number;
	};
	/** What most of the active collections are at; `finish` when all are over. */
	phase: Phase;
	/** Whole percent; never goes down, 100 only when the outcome is complete. */
	percent: number;
	/** Set once the job is over. */
	outcome?: Outcome;
	elapsedMs: number;
	/**
	 * Of the last ten seconds; undefined before there has been a second of copying, and when the job
	 * is over.
	 */
	bytesPerSecond?: number;
	/** Undefined while it is unknown, and when the job is over. */
	etaMs?: number;
	/** Flushes and copies leave room for searches. */
	isGentle: boolean;
	retries: number;
	lastRetry?: Omit<Extract<JobEvent, {type: 'retried'}>, 'type'>;
	warnings: readonly Warning[];
	/** The fold's own. */
	internal: {
		indexOf: ReadonlyMap<CollectionKey, number>;
		startedAtMs: number;
		nowMs: number;
		/** Sum of all weights, and of weights times shares. */
		weight: number;
		done: number;
		rate: Rate;
	};
};

export const noAmounts: Counters = {
	objectsCopied: 0,
	objectsPlanned: 0,
	bytesCopied: 0,
	bytesPlanned: 0,
	rowsImported: '0',
};

/** Before the first event. */
export const initialProgress: Progress = {
	jobId: '',
	name: '',
	collections: listOf(),
	active: [],
	ended: listOf(),
	totals: {
		...noAmounts,
		rows: '0',
		rowsDone: '0',
		waiting: 0,
		outcomes: {complete: 0, failed: 0, skipped: 0, cancelled: 0},
		importJobs: 0,
		importJobsEnded: 0,
	},
	phase: 'waiting',
	percent: 0,
	elapsedMs: 0,
	isGentle: false,
	retries: 0,
	warnings: [],
	internal: {
		indexOf: new Map(),
		startedAtMs: 0,
		nowMs: 0,
		weight: 0,
		done: 0,
		rate: emptyRate,
	},
};

/** A collection's progress by its source; undefined for one that the job did not announce. */
export function collectionProgress(
	{collections, internal}: Progress,
	collection: CollectionKey,
): CollectionProgress | undefined {
	const index = internal.indexOf.get(collection);
	return index === undefined ? undefined : itemAt(collections, index);
}
