import {writeMilvaultMeta, type MilvaultMeta} from '../../format/milvault-meta.js';
import {metaKeys} from '../../format/paths.js';
import {MilvaultError} from '../../model/milvault-error.js';
import {toolVersion} from '../../utils/tool-version.js';
import {backupKey} from '../repository/backup-keys.js';
import {claimName} from '../repository/claim-name.js';
import {readText} from '../repository/read-backup.js';
import type {Place} from '../session.js';
import type {CopyTarget} from './look-at-target.js';
import type {CopySource} from './open-source.js';

/**
 * Reserves the name in the target: the claim of a backup that is being made, which says besides of
 * which one it is a copy. One that an interrupted copy of the same backup has left becomes this
 * job's: its lock is ours.
 *
 * @throws name-taken
 */
export async function claimTarget(
	to: Place,
	source: CopySource,
	{found, claimedBy}: CopyTarget,
	{jobId, signal}: {jobId: string; signal: AbortSignal | undefined},
): Promise<void> {
	const {as} = source;
	const body = writeMilvaultMeta(claimOf(source, jobId));
	if (found === 'nothing') {
		await claimName(to, as, body, signal);
	} else if (claimedBy !== undefined && claimedBy !== jobId) {
		await to.storage.put(backupKey(to, as, metaKeys.milvault), body, {signal});
	}
}

/**
 * For the moment before the metadata is written: the name is still this job's.
 *
 * @throws claim-lost
 */
export async function assertClaimed(
	to: Place,
	{as, record}: CopySource,
	{jobId, signal}: {jobId: string; signal: AbortSignal | undefined},
): Promise<void> {
	const text = await readText(to, as, metaKeys.milvault, signal);
	// The record took the claim's place: no other job writes this one.
	const isOurs =
		text !== undefined && (text === record?.text || text.includes(`"jobId":"${jobId}"`));
	if (!isOurs) {
		throw new MilvaultError('claim-lost', {name: as, place: to.label});
	}
}

function claimOf({as, opened, record}: CopySource, jobId: string): MilvaultMeta {
	const {info} = opened;
	const own: Omit<MilvaultMeta, 'state' | 'jobId' | 'name'> = record?.meta ?? {
		formatVersion: 1,
		tool: {name: 'milvault', version: toolVersion},
		cluster: '',
		milvusVersion: info.milvus_version ?? '',
		startedAt: new Date().toISOString(),
		strategy: 'auto',
		filter: '',
		rows: '0',
		bytes: 0,
		objects: 0,
		collections: [],
		failed: [],
		warnings: [],
	};
	const {metadata: _metadata, ...rest} = own;
	return {
		...rest,
		previous: undefined,
		name: as,
		jobId,
		state: 'unfinished',
		copyOf: opened.id,
	};
}
