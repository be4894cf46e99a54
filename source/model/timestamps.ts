/**
 * Milvus's hybrid timestamps (TSO): the upper bits are milliseconds since 1970, the lower 18 a
 * counter. The physical part moves in steps of about 50 ms (rootCoord's updateTimestampStep), so
 * many operations share one millisecond.
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

/** RFC 3339, UTC; undefined for what is no time. */
export function tsoToDate(tso: string): string | undefined {
	return msToDate(physicalMs(tso));
}

/**
 * RFC 3339, UTC, of milliseconds since 1970: the one way to make a time of a number of a foreign
 * file, which may be anything.
 *
 * @returns undefined for what is no time: beyond 100 million days, the most that JavaScript
 *   (ECMA-262, time values) and any calendar knows
 */
export function msToDate(ms: string | number): string | undefined {
	const date = new Date(Number(ms));
	return Number.isNaN(date.getTime()) ? undefined : date.toISOString();
}

/** True when `later`'s millisecond is after `earlier`'s. */
export function isMillisecondAfter(later: string, earlier: string): boolean {
	return BigInt(physicalMs(later)) > BigInt(physicalMs(earlier));
}
