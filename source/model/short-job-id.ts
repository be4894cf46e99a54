/**
 * The first characters of a job's id: for people, and in the names of working collections.
 */
export function shortJobId(id: string): string {
	return id.slice(0, 8);
}
