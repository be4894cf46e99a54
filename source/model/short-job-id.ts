/**
 * The beginning of a job's id: what people read and type, and what names of working copies hold.
 */
export function shortJobId(id: string): string {
	return id.slice(0, 8);
}
