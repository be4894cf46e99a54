import {z} from 'zod';

/**
 * Where a copy of a backup says what the store that it lies in reports of each of its objects,
 * relative to the backup. Recorded sums are those of the place where the backup was made: ETags of
 * another store, or checksums of a directory, are not what a listing here shows.
 */
export const copiedKey = 'meta/milvault/copied.jsonl';

const head = z.object({
	formatVersion: z.literal(1),
	/** SHA-256 of the metadata of the backup that was copied, hexadecimal. */
	copyOf: z.string(),
});
const line = z.tuple([z.string(), z.number().int().nonnegative(), z.string()]);

/** By key relative to the backup; `checksum` as the store reports it, never empty. */
export type CopiedObjects = ReadonlyMap<string, {sizeBytes: number; checksum: string}>;

/** A line that says what it is of, then one for each object. */
export function writeCopied(copyOf: string, objects: CopiedObjects): string {
	const lines = [...objects].map(([key, {sizeBytes, checksum}]) =>
		JSON.stringify([key, sizeBytes, checksum]),
	);
	return [JSON.stringify({formatVersion: 1, copyOf}), ...lines, ''].join('\n');
}

/**
 * Undefined for what this version cannot read, or what is of another backup: then each object is
 * compared in another way.
 */
export function parseCopied(text: string, copyOf: string): CopiedObjects | undefined {
	try {
		const [first = '', ...lines] = text.split('\n');
		if (head.parse(JSON.parse(first)).copyOf !== copyOf) {
			return undefined;
		}

		return new Map(
			lines
				.filter(Boolean)
				.map(each => line.parse(JSON.parse(each)))
				.map(([key, sizeBytes, checksum]) => [key, {sizeBytes, checksum}]),
		);
	} catch {
		return undefined;
	}
}
