/** The name of the practice cluster among the others. */
export const practiceCluster = 'practice';

export type DrillOptions = {
	/** Name of a cluster; default: the practice cluster. */
	into?: string;
	/** Rows of each collection. */
	sample?: number;
	/** As `--filter`. */
	collections?: string;
};
