/** Values longer than this say nothing in a line. */
const longest = 80;

export type ValueDifference = {path: string; expected: string; found: string};

/**
 * The first place in which two decoded messages, or parts of them, say something else; absent is
 * the same as zero, as it is for milvus-backup.
 */
export function firstDifference(
	expected: unknown,
	found: unknown,
	path = '',
): ValueDifference | undefined {
	if (isZero(expected) && isZero(found)) {
		return undefined;
	}

	if (isObject(expected) && isObject(found)) {
		const keys = new Set([...Object.keys(expected), ...Object.keys(found)]);
		for (const key of keys) {
			const at = path === '' ? key : `${path}.${key}`;
			const difference = firstDifference(expected[key], found[key], at);
			if (difference) {
				return difference;
			}
		}

		return undefined;
	}

	if (Array.isArray(expected) && Array.isArray(found)) {
		const length = Math.max(expected.length, found.length);
		for (let index = 0; index < length; index++) {
			const at = `${path}[${index}]`;
			const difference = firstDifference(expected[index], found[index], at);
			if (difference) {
				return difference;
			}
		}

		return undefined;
	}

	return expected === found ? undefined : {path, expected: shown(expected), found: shown(found)};
}

function isZero(value: unknown): boolean {
	return (
		value === undefined ||
		value === '' ||
		value === 0 ||
		value === '0' ||
		value === false ||
		(Array.isArray(value) && value.length === 0) ||
		(isObject(value) && Object.values(value).every(one => isZero(one)))
	);
}

function isObject(value: unknown): value is Record<string, unknown> {
	return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function shown(value: unknown): string {
	if (isZero(value)) {
		return 'none';
	}

	const text = typeof value === 'string' ? value : JSON.stringify(value);
	return text.length > longest ? `${text.slice(0, longest)}…` : text;
}
