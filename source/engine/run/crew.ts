import type {OnEvent} from '../../model/job-events.js';

/** One of the two places of a job; every process finds it in its own configuration. */
export type Side = 'cluster' | 'repository';

/** Keys are whole keys of their storage. */
export type ObjectToCopy = {sourceKey: string; key: string; sizeBytes: number};

/** As a copy's target reports it. */
export type CopiedObject = {
	key: string;
	sizeBytes: number;
	checksum?: string;
	contentSum?: string;
};

/**
 * An object of a job's place and what it contains, which shows another process that it sees the
 * same place.
 */
export type Proof = {key: string; contains: string};

/** Objects to copy from one place of a job to the other. */
export type CopyWork = {
	from: Side;
	to: Side;
	objects: readonly ObjectToCopy[];
	/** Copies of earlier runs may be there: look before copying. */
	isRepeated: boolean;
	/** Of the target. */
	proof: Proof;
};

/** A field as format/binlog/field-form.ts has it. */
export type BinlogForm = {
	/** schemapb.DataType */
	dataType: number;
	/** Of vectors. */
	dim?: number;
	/** Nulls are allowed. */
	isNullable?: boolean;
	/** A segment may be without it: one that was added later. */
	mayBeMissing?: boolean;
};

/** What the binlogs of a collection are checked by; JSON keeps all of it. */
export type BinlogRules = {
	fields: ReadonlyArray<readonly [id: string, form: BinlogForm]>;
	/** Undefined where the schema has none. */
	primaryKey?: BinlogForm;
	/**
	 * Rows after this timestamp (uint64 as text) are counted; empty: none is after it; undefined: they
	 * are not counted.
	 */
	cutTs?: string;
};

/** A binlog of the repository, by its whole key. */
export type ObjectToCheck = {
	key: string;
	/** As the metadata says. */
	sizeBytes: number;
	kind: 'insert' | 'delete';
	/** As it was recorded (repository/recorded-sum.ts); undefined: nothing was. */
	recorded?: {checksum: string; contentSum?: string; mayBeMd5: boolean};
};

/** What is in a binlog, as far as it was asked for; JSON keeps all of it. */
export type CheckedObject = {
	key: string;
	/** As read. */
	sizeBytes: number;
	/** Its checksum beside the recorded one; undefined where they cannot be compared. */
	content?: {isSame: boolean; found: string};
	/** Undefined when it was not decoded: its checksum shows that it was changed, or see below. */
	log?: {
		/** Of a delta log: its entries. */
		rows: number;
		/** Undefined where its header does not say. */
		owner?: {collectionId: string; partitionId: string; segmentId: string; fieldId: string};
		/** Those whose values are in it; undefined where it does not say. */
		fieldIds?: string[];
		/** Rows after the cut; undefined: it has no times, or they are not counted. */
		after?: number | 'unknown';
	};
	/** Why it could not be decoded. */
	unreadable?: string;
};

/** Binlogs of one collection to read and check. */
export type CheckWork = {
	rules: BinlogRules;
	objects: readonly ObjectToCheck[];
	/** Of the repository. */
	proof: Proof;
};

/** What every work of a crew gets. */
export type CrewRun = {signal: AbortSignal | undefined; onEvent: OnEvent};

/**
 * Other processes, on any machines, that copy and check for a job. The job plans, judges, records
 * and commits itself.
 */
export type Crew = {
	/**
	 * Returns when all objects are copied. After a failure or a cancel it throws only when no process
	 * works on any of them any more, so that the caller can remove or replace them.
	 *
	 * @param onCopied called once for each object
	 */
	copy(
		work: CopyWork,
		options: CrewRun & {onCopied: (object: CopiedObject) => void},
	): Promise<CopiedObject[]>;
	/**
	 * Returns when all objects were read and checked. After a failure or a cancel it throws at once:
	 * what a process still reads changes nothing.
	 *
	 * @param onChecked called once for each object
	 */
	check(
		work: CheckWork,
		options: CrewRun & {onChecked: (object: CheckedObject) => void},
	): Promise<void>;
};
