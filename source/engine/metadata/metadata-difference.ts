/** Something that the metadata of a backup says in one place and not in another. */
export type MetadataDifference = {
	/** Relative to the backup: the one that is not what it was, or may not be. */
	file: string;
	/** `db.name`; absent: it is about the whole backup. */
	collection?: string;
	/** Such as `partition p1, partition_name`. */
	what: string;
	/** For people. */
	expected: string;
	found: string;
};
