import type {LimitFunction} from 'p-limit';
import type {ImportApi} from '../../milvus/imports.js';
import type {Outage} from '../../milvus/with-retries.js';
import type {Milvus} from '../../milvus/milvus.js';
import type {Phase, Warning} from '../../model/job-events.js';
import type {RestoreRequest} from '../../model/plans.js';
import type {LimitSettings} from '../../settings/settings.js';
import type {RestoreHistory} from '../journal/restore-history.js';
import type {Place} from '../session.js';
import type {RunOptions} from '../run/run-options.js';
import type {BackupCollection} from '../repository/collection-view.js';
import type {RunningImports} from '../import/settle-imports.js';

export type RestoreJob = {
	jobId: string;
	backupName: string;
	request: RestoreRequest;
	/** Every call ends with the job's signal. */
	milvus: Milvus;
	/** The same for what must not be cut off: submissions, the swap, clean-up. */
	uncancelled: Milvus;
	/** Both wait for a Milvus that is away. */
	outage: Outage;
	api: ImportApi;
	repository: Place;
	cluster: Place;
	limits: LimitSettings;
	copyLimit: LimitFunction;
	importLimit: LimitFunction;
	/** Import jobs that Milvus still works on. */
	running: RunningImports;
	/** Counts every change of an import job's state. */
	importsSeen: {changes: number};
	/** Databases that this job made. */
	created: string[];
	/** What earlier runs of this job did. */
	past: RestoreHistory;
	/** The same, with what this one has done so far. */
	pastNow: () => RestoreHistory;
	/** Sources of which something was copied or imported: worth to be kept. */
	worked: Set<string>;
	/** There may be temporary copies in Milvus's storage. */
	temporary: {isUsed: boolean};
	/**
	 * Sources with files of somebody else's among their binlogs: Milvus would read them too, so it
	 * gets a copy without them.
	 */
	littered: Set<string>;
	/** Something is kept to be continued. */
	kept: {isAny: boolean};
	warn: (warning: Warning) => void;
	/** The store refused to copy by itself: the bytes went through this process. */
	onStreamed: () => void;
} & RunOptions;

export type Restored = {
	rows: bigint;
	rowsCheckedBy: 'import' | 'count';
	/** What of the collection, its rows aside, could not be made as it was. */
	otherwise?: readonly string[];
};

/** Tells that a collection is at its next phase, unless the job is to end. */
export function enter(
	{signal, onEvent}: RestoreJob,
	{collection}: BackupCollection,
	phase: Phase,
): void {
	signal?.throwIfAborted();
	onEvent?.({type: 'phase-started', collection, phase});
}
