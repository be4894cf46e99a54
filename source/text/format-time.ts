/** `2026-11-25 10:30 UTC` of an RFC 3339 time in any zone; what is no time stays as it is. */
export function formatTime(time: string): string {
	const ms = Date.parse(time);
	return Number.isNaN(ms)
		? time
		: `${new Date(ms).toISOString().slice(0, 16).replace('T', ' ')} UTC`;
}
