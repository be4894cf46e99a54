export type DrillRequest = {
	/** Keys of each collection whose rows are compared, at least 1. */
	sample: number;
	/** The same seed compares the same rows. */
	seed: string;
};

/** What a drill compared, and found the same. */
export type DrilledCollection = {
	/** Keys whose rows, or whose absence, were compared. */
	rows: number;
	/** One by each vector index. */
	searches: number;
	/** Fields and indexes that could not be compared; absent: none. */
	notCompared?: readonly string[];
	/** The keys could not be read from the backup, so that no row was compared: it is partial. */
	isUnread?: true;
};
