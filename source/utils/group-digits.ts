/**
 * `-1,234,567`: an int64 (string or bigint) or a whole number, in groups of three.
 *
 * Not by toLocaleString: V8 takes 6 ms for the first use of Intl.
 */
export function groupDigits(count: bigint | number | string): string {
	return String(BigInt(count)).replaceAll(/\B(?=(?:\d{3})+$)/g, ',');
}
