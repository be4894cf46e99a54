/**
 * Milvus's hybrid timestamps (TSO): the upper bits are milliseconds since 1970, the lower 18 a counter. The physical
 * part moves in steps of about 50 ms (rootCoord's updateTimestampStep), so many operations share one millisecond.
 */
const logicalBits = 18n;

/** Milliseconds since 1970, as a decimal string. */
export function physicalMs(tso: string): string {
	return (BigInt(tso) >> logicalBits).toString();
}

/** The first timestamp of a millisecond. */
export function tsoOfMs(ms: string): string {
	return (BigInt(ms) << logicalBits).toString();
}

/** RFC 3339, UTC. */
export function tsoToDate(tso: string): string {
	return new Date(Number(physicalMs(tso))).toISOString();
}

/** True when `later`'s millisecond is after `earlier`'s. */
export function isMillisecondAfter(later: string, earlier: string): boolean {
	return BigInt(physicalMs(later)) > BigInt(physicalMs(earlier));
}
