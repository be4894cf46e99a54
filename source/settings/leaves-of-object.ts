import type {RawValue} from './tree.js';

/**
 * The leaves of plain data, such as a definition that a caller made; undefined counts as not there.
 */
export function leavesOfObject(
	value: unknown,
	origin: string,
	path: readonly string[] = [],
): RawValue[] {
	const leaf = (shape: RawValue['shape'], text = ''): RawValue[] => [
		{path, shape, text, origins: path.map(() => origin)},
	];
	if (value === undefined) {
		return [];
	}

	if (value === null) {
		return leaf('empty');
	}

	if (Array.isArray(value)) {
		return leaf('list');
	}

	if (typeof value !== 'object') {
		return leaf('text', String(value as unknown));
	}

	const leaves = Object.entries(value).flatMap(([key, child]) =>
		leavesOfObject(child, origin, [...path, key]),
	);
	return leaves.length > 0 || path.length === 0 ? leaves : leaf('map');
}
