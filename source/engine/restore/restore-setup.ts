import type {LimitFunction} from 'p-limit';
import type {Milvus} from '../../milvus/milvus.js';
import type {Outage} from '../../milvus/with-retries.js';
import type {RestoreRequest} from '../../model/plans.js';
import type {DrilledCollection} from '../../model/drill.js';
import type {LimitSettings} from '../../settings/settings.js';
import type {ImportTarget} from '../import/import-rows.js';
import type {ImportTracker} from '../import/import-tracker.js';
import type {RestoreHistory} from '../journal/restore-history.js';
import type {BackupReading} from '../repository/backup-reading.js';
import type {Places} from '../session.js';
import type {RestoreTraces} from './restore-traces.js';

/** What the collections of a restore share. */
export type RestoreSetup = {
	request: RestoreRequest;
	backupName: string;
	places: Places;
	limits: LimitSettings;
	copyLimit: LimitFunction;
	/** Import jobs submitted and not yet ended. */
	importLimit: LimitFunction;
	/** Partitions whose rows are inserted at a time. */
	insertLimit: LimitFunction;
	/** For calls that a cancel must not interrupt: submissions, the swap, clean-up. */
	uncancelled: Milvus;
	/** All calls wait for a Milvus that is away. */
	outage: Outage;
	imports: ImportTracker;
	traces: RestoreTraces;
	/** What this job did, with all that this run has done so far. */
	historyNow: () => RestoreHistory;
	onStreamed: () => void;
};

/** What is read of one collection of the backup. */
export type CollectionSources = {
	reading: BackupReading;
	/** Keys relative to the backup, sizes in bytes. */
	objects: ReadonlyMap<string, number>;
	/** Files that do not belong to a backup lie among them. */
	isLittered: boolean;
};

export type Restored = {
	rows: bigint;
	rowsCheckedBy: 'import' | 'count';
	/** Differences of the collection, its rows aside, that this Milvus could not avoid. */
	otherwise?: readonly string[];
	partitions?: {inserted: number; imported: number};
	drilled?: DrilledCollection;
};

/** What imports need of it. */
export function importTarget(
	{places, uncancelled, imports, importLimit, insertLimit, limits, onStreamed}: RestoreSetup,
	milvus: Milvus,
): ImportTarget {
	return {
		cluster: places.cluster,
		milvus,
		uncancelled,
		imports,
		importLimit,
		insertLimit,
		flushTimeoutMs: limits.flushTimeoutSeconds * 1000,
		stallMs: limits.importStallSeconds * 1000,
		onStreamed,
	};
}
