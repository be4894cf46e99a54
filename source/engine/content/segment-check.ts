import type {BinlogOwner} from '../../format/binlog/check-binlog.js';
import type {FieldForm} from '../../format/binlog/field-form.js';
import type {SegmentBackupInfo} from '../../format/messages.js';
import type {VerifyDifference} from '../../model/verify-result.js';
import type {BackupCollection} from '../repository/collection-view.js';
import type {CheckedObject, ObjectToCheck} from '../run/crew.js';

/**
 * Where a binlog lies, and the owner that its header names. `fieldId` of the place is undefined for
 * delta logs.
 */
export type OwnerSeen = {
	key: string;
	place: {
		collectionId: string;
		partitionId: string;
		segmentId: string;
		fieldId?: string;
	};
	owner: BinlogOwner;
};

export type ContentDifference = Omit<VerifyDifference, 'collection'>;

/**
 * What is in a binlog, by its key relative to the backup; undefined for one that is known to be
 * missing or changed: that is reported already.
 */
export type Inspect = (
	key: string,
	kind: ObjectToCheck['kind'],
) => Promise<Omit<CheckedObject, 'key'> | undefined>;

export type ContentCheck = {
	view: BackupCollection;
	segments: readonly SegmentBackupInfo[];
	/** Default: four. */
	segmentsAtOnce?: number;
	inspect: Inspect;
	/** What an object is called in differences. */
	nameOf: (key: string) => string;
	/** What it throws ends the check. */
	report: (difference: ContentDifference) => void;
	/** Segments whose files name themselves were verified before; default: none. */
	hasOwnBefore?: boolean;
	/** Called for each segment without differences. */
	onPassed?: (segment: SegmentBackupInfo) => Promise<void>;
};

/** What all segments of one check share. */
export type SegmentCheck = ContentCheck & {
	fields: ReadonlyMap<string, FieldForm>;
	owners: OwnerSeen[];
};
