import {buffer} from 'node:stream/consumers';
import {readDeleteLog} from '../../format/binlog/read-delete-log.js';
import {deltaLogKey} from '../../format/paths.js';
import {backupKey} from '../shared/backup-keys.js';
import type {Place} from '../session.js';
import type {BackupCollection} from './backup-collection-view.js';
import type {ImportJob} from './import-jobs.js';

/** How many rows an import job must report, both ends included. */
export type ExpectedRows = {least: bigint; most: bigint};

/**
 * Without deletes a job must import exactly the rows up to the cut; with deletes, at most so many fewer as there are delete
 * entries. Backups by milvus-backup do not record the entries: their few delta logs are read.
 */
export async function expectedRows(
	job: ImportJob,
	options: {
		view: BackupCollection;
		repository: Place;
		backupName: string;
		signal?: AbortSignal;
	},
): Promise<ExpectedRows> {
	const {record} = options.view;
	let most = 0n;
	let deletes = 0n;
	for (const segment of job.segments) {
		const after = record?.rowsAfterCut?.[segment.segment_id] ?? 0;
		most += BigInt(segment.num_of_rows ?? 0) - BigInt(after);
		deletes += record
			? BigInt(record.deletes?.[segment.segment_id] ?? 0)
			: await countDeletes(segment, options);
	}

	const least = most > deletes ? most - deletes : 0n;
	return {least, most};
}

async function countDeletes(
	segment: ImportJob['segments'][number],
	{
		view,
		repository,
		backupName,
		signal,
	}: {
		view: BackupCollection;
		repository: Place;
		backupName: string;
		signal?: AbortSignal;
	},
): Promise<bigint> {
	let deletes = 0n;
	for (const {binlogs} of segment.deltalogs ?? []) {
		for (const log of binlogs ?? []) {
			const key = backupKey(
				repository,
				backupName,
				deltaLogKey({
					collectionId: view.info.collection_id,
					partitionId: segment.partition_id,
					segmentId: segment.segment_id,
					groupId: segment.group_id ?? '0',
					logId: log.log_id,
				}),
			);
			const bytes = await buffer(await repository.storage.get(key, {signal}));
			deletes += BigInt((await readDeleteLog(bytes, key)).length);
		}
	}

	return deletes;
}
