/**
 * A backup's name with `{date}` and `{time}` replaced by the present date and time in UTC:
 * `nightly_{date}` is `nightly_2026_11_22`, `{time}` is `103000`. Anything else in braces stays,
 * and is refused by the rules for names.
 */
export function expandName(pattern: string, now: Date): string {
	const [date = '', time = ''] = now.toISOString().split('T');
	return pattern
		.replaceAll('{date}', date.replaceAll('-', '_'))
		.replaceAll('{time}', time.slice(0, 8).replaceAll(':', ''));
}
