import type {ExecutionContext} from 'ava';

/**
 * Compares rows by primary key, as `allRows` gives them; a failure shows how many differ, and the
 * first ones.
 */
export function assertSameRows(
	t: ExecutionContext,
	found: ReadonlyMap<string, string>,
	expected: ReadonlyMap<string, string>,
	message?: string,
): void {
	const keys = new Set([...found.keys(), ...expected.keys()]);
	const different = [...keys].filter(key => found.get(key) !== expected.get(key));
	t.deepEqual(
		different.slice(0, 3).map(key => ({key, found: found.get(key), expected: expected.get(key)})),
		[],
		`${message ?? 'rows'}: ${different.length} of ${keys.size} differ`,
	);
	t.true(found.size > 0, message);
}
