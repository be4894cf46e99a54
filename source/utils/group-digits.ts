/**
 * `-1,234,567`: an int64 (string or bigint) or a whole number, in groups of three.
 *
 * Not by toLocaleString: the first use of Intl takes as long as much of a short command.
 */
export function groupDigits(count: bigint | number | string): string {
	return String(BigInt(count)).replaceAll(/\B(?=(?:\d{3})+$)/g, ',');
}
