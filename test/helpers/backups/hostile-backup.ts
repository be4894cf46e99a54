import {readFile, rename, writeFile} from 'node:fs/promises';
import {join} from 'node:path';

/** What a terminal obeys, or a reader is deceived by, when it is printed as it is. */
export const hostile = [
	'\u001B]0;owned\u0007',
	'\u001B[2J\u001B[H',
	'\u001B[31m',
	'\u009B2J',
	'\u0085',
	'\r\n✔ everything is well',
	'\u202Egnp.exe\u2066',
	'a\u200Bb\u200Dc\uFEFF\u00AD',
	'\u2028',
	'\u{E0041}',
	'\b\u007F',
].join('');

/** Anything of that kind, but for line breaks. */
export const uncontrolled = /(?!\n)[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u;

/**
 * Every text in the metadata of a backup by milvus-backup, which names and describes something,
 * gets `hostile` into its middle.
 */
export async function makeHostile(directory: string): Promise<void> {
	// In all files alike: a disagreement is damage, and reported as such.
	for (const level of ['backup', 'collection', 'partition', 'segment', 'full']) {
		const file = join(directory, `meta/${level}_meta.json`);
		const meta = (await readFile(file, 'utf8')).replaceAll(
			/"(collection_name|db_name|description|name|partition_name|field_name|index_name|index_type|milvus_version)":"((?:[^"\\]|\\.)*)"/g,
			(_, key: string, value: string) =>
				`"${key}":${JSON.stringify(`${value.slice(0, 3)}${hostile}${value.slice(3)}`)}`,
		);
		await writeFile(file, meta);
	}
}

/** The backup’s own directory gets such a name too; returns it. */
export async function renameHostile(directory: string): Promise<string> {
	const renamed = `${directory}${hostile.replaceAll('/', '')}`;
	await rename(directory, renamed);
	return renamed;
}
