import {MilvaultError} from '../model/milvault-error.js';
import {maxSumsLineCharacters} from '../model/read-limits.js';
import {fragment} from '../model/fragments.js';

/**
 * One object of a backup: key relative to the backup, size in bytes, checksum as the storage has it
 * (`''`: unknown).
 */
export type ObjectSum = {
	key: string;
	sizeBytes: number;
	checksum: string;
	/**
	 * Where `checksum` is none of the content: `crc64nvme:<16 hex>` or `crc32:<8 hex>`, where the
	 * store had one.
	 */
	contentSum?: string;
};

/** Where the sums of a collection's objects lie, relative to the backup. */
export function sumsKey(collectionId: string): string {
	const key = `meta/milvault/${collectionId}.jsonl`;
	if (!/^\d{1,20}$/.test(collectionId)) {
		throw new MilvaultError('metadata-unsafe', {file: key, key});
	}

	return key;
}

/** Is it a key of such a file? */
export function isSumsKey(key: string): boolean {
	return /^meta\/milvault\/\d+\.jsonl$/.test(key);
}

/**
 * A line of the sums file, with its newline: `["<key>",<size>,"<checksum>"]`, or with the content's
 * as a fourth.
 */
export function formatSum(sum: ObjectSum): string {
	const {key, sizeBytes, checksum, contentSum} = sum;
	return `${JSON.stringify([
		key,
		sizeBytes,
		checksum,
		...(contentSum === undefined ? [] : [contentSum]),
	])}\n`;
}

/**
 * Reads a sums file as it comes, in constant memory; other columns in a line are ignored.
 *
 * @param file - Named in errors
 * @throws metadata-unreadable, metadata-unsafe (a key that is not under the backup's `binlogs/`),
 *   and what the stream throws
 */
export async function* parseSums(
	chunks: AsyncIterable<Uint8Array | string>,
	file: string,
): AsyncGenerator<ObjectSum> {
	let lineNumber = 0;
	for await (const line of lines(chunks, file)) {
		lineNumber++;
		if (line !== '') {
			yield parseLine(line, lineNumber, file);
		}
	}
}

async function* lines(
	chunks: AsyncIterable<Uint8Array | string>,
	file: string,
): AsyncGenerator<string> {
	const decoder = new TextDecoder();
	let rest = '';
	for await (const chunk of chunks) {
		const text = typeof chunk === 'string' ? chunk : decoder.decode(chunk, {stream: true});
		const [first = '', ...others] = text.split('\n');
		rest += first;
		if (rest.length > maxSumsLineCharacters) {
			throw new MilvaultError('metadata-unreadable', {
				file,
				reason: fragment('line-too-long', {max: maxSumsLineCharacters}),
			});
		}

		for (const other of others) {
			yield rest;
			rest = other;
		}
	}

	yield rest + decoder.decode();
}

function parseLine(line: string, lineNumber: number, file: string): ObjectSum {
	let json: unknown;
	try {
		json = JSON.parse(line);
	} catch (error) {
		throw new MilvaultError(
			'metadata-unreadable',
			{file, reason: fragment('line-no-json', {line: lineNumber})},
			{cause: error},
		);
	}

	const [key, sizeBytes, checksum, contentSum] = Array.isArray(json) ? (json as unknown[]) : [];
	if (
		typeof key !== 'string' ||
		typeof sizeBytes !== 'number' ||
		!Number.isSafeInteger(sizeBytes) ||
		sizeBytes < 0 ||
		typeof checksum !== 'string'
	) {
		throw new MilvaultError('metadata-unreadable', {
			file,
			reason: fragment('line-no-sum', {line: lineNumber}),
		});
	}

	if (!/^binlogs(\/[\w-]+)+$/.test(key)) {
		throw new MilvaultError('metadata-unsafe', {file, key});
	}

	return {
		key,
		sizeBytes,
		checksum,
		...(typeof contentSum === 'string' && {contentSum}),
	};
}
