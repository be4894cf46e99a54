import type {CollectionKey, ErrorSummary, Outcome, Warning} from './job-events.js';

export type VerifyLevel = 'quick' | 'full';

/** One thing in a backup that is not as it was recorded. */
export type VerifyDifference = {
	/** Empty: of the backup as a whole. */
	collection: CollectionKey;
	code:
		/** A metadata file has changed, or contradicts another one. */
		| 'metadata-differs'
		/**
		 * Objects that no metadata names: their rows are not restored.
		 */
		| 'not-named'
		| 'object-missing'
		| 'object-changed'
		/**
		 * It is not a binlog, ends too early, cannot be decoded, or has another type than its field.
		 */
		| 'binlog-unreadable'
		/** Its header names another collection, partition, segment or field than its path. */
		| 'binlog-misplaced'
		/** A segment lacks binlogs of a field, or has binlogs of a field that is not in the schema. */
		| 'fields-differ'
		/** A field's binlogs hold another number of rows than the metadata says. */
		| 'rows-differ';
	/**
	 * The object, the directory, the segment and field, or the file of the metadata and what in it.
	 */
	key: string;
	expected: string;
	found: string;
};

export type VerifyResult = {
	kind: 'verify';
	level: VerifyLevel;
	/** complete: all backups are as they were recorded. */
	outcome: Outcome;
	backups: ReadonlyArray<{
		name: string;
		outcome: 'complete' | 'failed';
		collections: number;
		objects: number;
		bytes: number;
		/** The first twenty. */
		differences: readonly VerifyDifference[];
		differenceCount: number;
		/** Why it could not be verified at all. */
		error?: ErrorSummary;
	}>;
	warnings: readonly Warning[];
};
