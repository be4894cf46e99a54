import {
	milvaultFormatVersion,
	type CollectionRecord,
	type MilvaultMeta,
} from '../../format/milvault-meta.js';
import type {Warning} from '../../model/job-events.js';
import type {BackupPlan, CollectionResult} from '../../model/plans.js';
import {toolVersion} from '../../utils/tool-version.js';
import type {CollectionBackup} from '../journal/snapshot.js';

/** The claim of a name: our record of a backup that does not exist yet. */
export function newRecord(plan: BackupPlan, jobId: string, startedAt: string): MilvaultMeta {
	return {
		formatVersion: milvaultFormatVersion,
		tool: {name: 'milvault', version: toolVersion},
		jobId,
		state: 'unfinished',
		name: plan.name,
		cluster: plan.cluster,
		milvusVersion: plan.milvusVersion,
		startedAt,
		strategy: plan.strategy,
		filter: plan.filter,
		rows: '0',
		bytes: 0,
		objects: 0,
		collections: [],
		failed: [],
		warnings: [],
	};
}

/** Completes it with what was backed up. */
export function finishRecord(
	record: MilvaultMeta,
	backedUp: readonly CollectionBackup[],
	results: readonly CollectionResult[],
	warnings: readonly Warning[],
): void {
	record.endedAt = new Date().toISOString();
	record.rows = sumOfRows(backedUp);
	record.bytes = backedUp.reduce((total, {bytes}) => total + bytes, 0);
	record.objects = backedUp.reduce((total, {objects}) => total + objects, 0);
	record.collections = backedUp.map((backup): CollectionRecord => backup.record);
	record.failed = results.flatMap(({collection, error}) => (error ? [{collection, error}] : []));
	record.state = record.failed.length === 0 ? 'complete' : 'partial';
	record.warnings = [...warnings];
}

export function sumOfRows(backedUp: readonly CollectionBackup[]): string {
	return backedUp.reduce((total, {rows}) => total + BigInt(rows), 0n).toString();
}
