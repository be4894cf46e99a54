/**
 * `0:42`, `12:05`, `1:10:05`: minutes and seconds, hours from the first one on; fractions of a
 * second are left out.
 */
export function formatDuration(durationMs: number): string {
	const seconds = Math.max(0, Math.floor(durationMs / 1000));
	const [hours, minutes, rest] = [
		Math.floor(seconds / 3600),
		Math.floor(seconds / 60) % 60,
		twoDigits(seconds % 60),
	];
	return hours === 0 ? `${minutes}:${rest}` : `${hours}:${twoDigits(minutes)}:${rest}`;
}

/** For what is short: `12 ms`, `1.5 s`, `42 s`; from a minute on as formatDuration. */
export function formatShortDuration(durationMs: number): string {
	const ms = Math.max(0, Math.round(durationMs));
	if (ms < 1000) {
		return `${ms} ms`;
	}

	const tenths = Math.round(ms / 100) / 10;
	if (tenths < 10) {
		return `${tenths.toFixed(1)} s`;
	}

	const seconds = Math.round(ms / 1000);
	return seconds < 60 ? `${seconds} s` : formatDuration(seconds * 1000);
}

function twoDigits(number: number): string {
	return String(number).padStart(2, '0');
}
