/** Keeps a backup from being deleted. */
export type Pin = {
	reason?: string;
	/** RFC 3339 UTC; absent: without end. */
	until?: string;
	/** Since when; absent in one that this version cannot read. */
	at?: string;
};
