import type {PersistentSegment} from '../../milvus/segments.js';
import type {
	CollectionDescription,
	IndexDescription,
	LoadState,
	PartitionDescription,
} from '../../model/collection.js';
import type {CollectionBackupInfo} from '../../format/messages.js';
import type {CollectionRecord} from '../../format/milvault-meta.js';

export type FoundLog = {
	/** Key in the cluster's storage. */
	sourceKey: string;
	logId: string;
	sizeBytes: number;
};

export type FoundSegment = PersistentSegment & {
	isL0: boolean;
	vChannel: string | undefined;
	/** By field id (a column group's id in storage version 2). */
	insertLogs: Map<string, FoundLog[]>;
	deltaLogs: FoundLog[];
};

/**
 * The state of a collection that a backup keeps: everything up to `cutTs`, nothing after. Undefined
 * where the server gives no flush time.
 */
export type Cut = {flushTs: string; cutTs: string};

export type FlushResult = {
	cut: Cut | undefined;
	sealTime: string | undefined;
	channelCheckpoints: Readonly<Record<string, string>> | undefined;
	/** Segments that this flush sealed. */
	sealed: ReadonlySet<string>;
	/** Segments that were flushed before: all of their rows are older than the cut. */
	flushedBefore: ReadonlySet<string>;
};

/** Everything about one collection that goes into milvus-backup's metadata. */
export type CollectionSnapshot = {
	description: CollectionDescription;
	partitions: readonly PartitionDescription[];
	partitionLoadStates: ReadonlyMap<string, LoadState>;
	indexes: readonly IndexDescription[];
	loadState: LoadState;
	segments: readonly FoundSegment[];
	flushed: FlushResult | undefined;
};

export type CollectionBackup = {
	info: CollectionBackupInfo;
	record: CollectionRecord;
	rows: string;
	bytes: number;
	objects: number;
};
