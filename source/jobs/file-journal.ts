import {open, readFile, truncate} from 'node:fs/promises';
import type {Journal, JournalEntry} from '../engine/journal/journal.js';
import {fromJournalLine, toJournalLine} from '../engine/journal/plain.js';
import {MilvaultError} from '../model/milvault-error.js';
import {fragment} from '../model/fragments.js';

/**
 * A journal in a file, one entry a line, each on disk before the work continues. A last line that
 * was cut off by a crash was never relied on: it is removed.
 *
 * @throws metadata-unreadable for a file that is damaged before its end
 */
export async function openFileJournal(file: string): Promise<Journal & {close(): Promise<void>}> {
	const entries = await readEntries(file);
	const handle = await open(file, 'a', 0o600);
	let last: Promise<unknown> = Promise.resolve();
	return {
		entries,
		async append(entry) {
			const line = `${toJournalLine(entry)}\n`;
			const written = last
				.catch(() => undefined)
				.then(async () => {
					await handle.appendFile(line);
					await handle.datasync();
				});
			last = written;
			await written;
		},
		async close() {
			await last.catch(() => undefined);
			await handle.close();
		},
	};
}

/** The entries of a job so far; none for a job that has not started. */
export async function readEntries(file: string): Promise<JournalEntry[]> {
	let body: string;
	try {
		body = await readFile(file, 'utf8');
	} catch (error) {
		if ((error as NodeJS.ErrnoException).code === 'ENOENT') {
			return [];
		}

		throw error;
	}

	const end = body.lastIndexOf('\n') + 1;
	if (end < body.length) {
		await truncate(file, Buffer.byteLength(body.slice(0, end)));
	}

	return body
		.slice(0, end)
		.split('\n')
		.filter(Boolean)
		.map((line, index) => {
			try {
				return fromJournalLine(line) as JournalEntry;
			} catch (error) {
				throw new MilvaultError(
					'metadata-unreadable',
					{file, reason: fragment('line-no-json', {line: index + 1})},
					{cause: error},
				);
			}
		});
}
