import {type SourcedValues} from '../sourced-values.js';
import {translate, type Translation} from '../foreign-values.js';
import {collectErrors} from '../collect-errors.js';
import {readWritten, type Reading} from '../read-written.js';
import type {RawValue} from '../tree.js';

/** Keys of a foreign file, dotted, and ours. */
export type KeyMap = ReadonlyArray<readonly [key: string, path: string, translation?: Translation]>;

/**
 * The values of a foreign file that have a meaning here; all others are ignored. Letter case of
 * keys does not matter; of equal keys the last counts.
 *
 * @param prefix what stands in front of the keys in the file, for people
 * @param keepsEmpty keys whose empty text means something
 * @throws config-bad-value, config-lacking, config-placeholder, config-yaml
 */
export function mapLeaves(
	leaves: readonly RawValue[],
	keys: KeyMap,
	reading: Reading,
	{prefix = '', keepsEmpty = new Set()}: {prefix?: string; keepsEmpty?: ReadonlySet<string>} = {},
): SourcedValues {
	const given = new Map(leaves.map(leaf => [leaf.path.join('.').toLowerCase(), leaf]));
	const entries: SourcedValues = new Map();
	for (const [key, path, translation = 'same'] of keys) {
		const leaf = given.get(key.toLowerCase());
		if (leaf?.shape === 'text' || leaf?.shape === 'empty') {
			const shown = prefix + key;
			const origin = leaf.origins.at(-1) ?? '';
			const entry = collectErrors(reading.problems, () => {
				const read = readWritten(
					{
						text: leaf.shape === 'text' ? leaf.text : undefined,
						origin,
						written: leaf.written,
						key: shown,
						path,
					},
					reading,
				);
				return (
					read &&
					(read.text !== '' || keepsEmpty.has(key)) &&
					translate({...read, origin: `${origin} (${shown})`}, translation)
				);
			});
			if (entry && (entry.text !== '' || keepsEmpty.has(key))) {
				entries.set(path, entry);
			}
		}
	}

	return entries;
}

/** The leaves below a path, as if it were the root; letter case does not matter. */
export function leavesBelow(leaves: readonly RawValue[], ...path: readonly string[]): RawValue[] {
	return leaves.flatMap(leaf =>
		leaf.path.length > path.length &&
		path.every((part, index) => leaf.path[index]?.toLowerCase() === part.toLowerCase())
			? [
					{
						...leaf,
						path: leaf.path.slice(path.length),
						origins: leaf.origins.slice(path.length),
					},
				]
			: [],
	);
}

/** The leaf at a path; letter case does not matter. */
export function leafAt(
	leaves: readonly RawValue[],
	...path: readonly string[]
): RawValue | undefined {
	const wanted = path.join('\0').toLowerCase();
	return leaves.findLast(leaf => leaf.path.join('\0').toLowerCase() === wanted);
}

/** The text at a path; empty and absent are the same. */
export function textAt(
	leaves: readonly RawValue[],
	...path: readonly string[]
): string | undefined {
	const leaf = leafAt(leaves, ...path);
	return leaf?.shape === 'text' && leaf.text !== '' ? leaf.text : undefined;
}

/** The names one step below a path, in order. */
export function namesBelow(leaves: readonly RawValue[], ...path: readonly string[]): string[] {
	return [...new Set(leavesBelow(leaves, ...path).flatMap(leaf => leaf.path[0] ?? []))];
}
