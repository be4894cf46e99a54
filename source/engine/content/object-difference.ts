/** `expected` and `found` for people: sizes or checksums. */
export type ObjectDifference = {
	code: 'object-missing' | 'object-changed';
	/** In the repository. */
	key: string;
	expected: string;
	found: string;
};
