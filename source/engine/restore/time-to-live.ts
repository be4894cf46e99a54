import type {LimitFunction} from 'p-limit';
import {binlogHeaderBytes, readBinlogHeader} from '../../format/binlog/read-binlog-header.js';
import {readInt64Column} from '../../format/binlog/read-int64-column.js';
import type {Binlog, SegmentBackupInfo} from '../../format/messages.js';
import {describeCollection} from '../../milvus/collections.js';
import type {Milvus} from '../../milvus/milvus.js';
import {parseCollectionKey} from '../../model/collection-key.js';
import type {KeyValue} from '../../model/collection.js';
import {hasCode, MilvaultError} from '../../model/milvault-error.js';
import type {PlannedRestore, TimeToLive} from '../../model/plans.js';
import {secondsOf, ttlProperty} from '../../model/time-to-live.js';
import {tsoOfMs} from '../../model/timestamps.js';
import {fragment} from '../../model/fragments.js';
import {mapBounded} from '../run/map-bounded.js';
import type {Place} from '../session.js';
import type {BackupCollection} from '../repository/collection-view.js';
import {cutTsOf, insertKeyOf, logsOf, readLog} from '../import/deleted-rows.js';
import type {BackupReading} from '../repository/backup-reading.js';

const dayMs = 86_400_000;
const timestampField = '1';

/**
 * The same collection without its time to live: rows keep the times at which they were first
 * written.
 */
export function withoutTimeToLive(view: BackupCollection): BackupCollection {
	const {info} = view;
	const without = (properties: readonly KeyValue[] = []): KeyValue[] =>
		properties.filter(({key}) => key !== ttlProperty);
	return {
		...view,
		properties: without(view.properties),
		leftOutProperties: new Set([ttlProperty]),
		info: {
			...info,
			properties: without(info.properties),
			schema: {...info.schema, properties: without(info.schema.properties)},
		},
	};
}

/**
 * The effect of a collection's time to live on restored rows, which keep their old times. An append
 * uses the target's own time to live.
 *
 * @param nowMs milliseconds since 1970
 * @returns undefined for a collection without one
 */
export async function timeToLiveOf(
	{action, target, rows}: PlannedRestore,
	view: BackupCollection,
	options: {
		milvus: Milvus;
		repository: Place;
		backupName: string;
		copyLimit: LimitFunction;
		withoutTtl: boolean;
		nowMs: number;
	},
): Promise<TimeToLive | undefined> {
	if (action === 'skip') {
		return undefined;
	}

	const {milvus, repository, backupName, copyLimit, withoutTtl, nowMs} = options;
	const isAppended = action === 'append';
	const seconds = secondsOf(isAppended ? await propertiesOf(milvus, target) : view.properties);
	if (seconds === undefined) {
		return undefined;
	}

	if (withoutTtl && !isAppended) {
		return {seconds, isLeftOut: true};
	}

	if (BigInt(rows) === 0n) {
		return {seconds, expired: '0', soon: '0'};
	}

	const goneMs = nowMs - seconds * 1000;
	try {
		const counts = await countWrittenBefore({view, repository, backupName, copyLimit}, [
			goneMs,
			goneMs + dayMs,
		]);
		const [expired = 0n, all = 0n] = counts;
		return {seconds, expired: String(expired), soon: String(all - expired)};
	} catch (error) {
		// Storage version 2 keeps times among other fields; what is missing or damaged is found before
		// anything is imported.
		if (hasCode(error, 'metadata-unreadable') || hasCode(error, 'object-missing')) {
			return {seconds};
		}

		throw error;
	}
}

async function propertiesOf(milvus: Milvus, target: string): Promise<KeyValue[]> {
	const {db, name} = parseCollectionKey(target);
	const there = await describeCollection(milvus, db, name);
	return [...(there?.schema.properties ?? []), ...(there?.properties ?? [])];
}

/**
 * Rows up to the cut whose times are before each of these, the latest last; deletes are not
 * subtracted.
 */
async function countWrittenBefore(
	reading: BackupReading,
	limitsMs: readonly number[],
): Promise<bigint[]> {
	const limits = limitsMs.map(ms => (ms <= 0 ? 0n : BigInt(tsoOfMs(String(Math.floor(ms))))));
	const counts = await mapBounded(
		reading.view.partitions.flatMap(({segments}) => segments.filter(segment => !segment.is_l0)),
		reading.copyLimit.concurrency,
		async segment => countOfSegment(reading, segment, limits),
	);
	return limits.map((_, index) =>
		counts.reduce((sum, count) => sum + BigInt(count[index] ?? 0), 0n),
	);
}

/** @throws metadata-unreadable where no file has the times */
async function countOfSegment(
	reading: BackupReading,
	segment: SegmentBackupInfo,
	limits: readonly bigint[],
): Promise<number[]> {
	const cutTs = cutTsOf(reading.view);
	const counts = limits.map(() => 0);
	for (const [fieldId, log] of timeLogsOf(segment)) {
		const key = insertKeyOf(reading, segment, fieldId, log);
		if (!(await mayHold(reading, segment, key, log, limits.at(-1) ?? 0n))) {
			continue;
		}

		const times = readInt64Column(await readLog(reading, key), key, timestampField);
		if (!times) {
			throw withoutTimes(segment);
		}

		for (const time of times) {
			for (const [index, limit] of limits.entries()) {
				counts[index]! += time < limit && time <= cutTs ? 1 : 0;
			}
		}
	}

	return counts;
}

/** From storage version 2 on the first column group holds the times. */
function timeLogsOf(segment: SegmentBackupInfo): Array<[string, Binlog]> {
	const groups = (segment.binlogs ?? [])
		.map(({fieldID = '0'}) => fieldID)
		.toSorted((a, b) => (BigInt(a) < BigInt(b) ? -1 : 1));
	const fieldId = isGrouped(segment) ? (groups[0] ?? '0') : timestampField;
	const logs = logsOf(segment, fieldId);
	if (logs.length === 0 && BigInt(segment.num_of_rows ?? 0) > 0n) {
		throw withoutTimes(segment);
	}

	return logs.map(log => [fieldId, log]);
}

/** The header of a log shows whether its rows must be read at all; column groups have none. */
async function mayHold(
	reading: BackupReading,
	segment: SegmentBackupInfo,
	key: string,
	log: Binlog,
	before: bigint,
): Promise<boolean> {
	if (isGrouped(segment)) {
		return true;
	}

	const size = Number(log.log_size ?? 0);
	const head = await readLog(reading, key, {
		start: 0,
		end: Math.min(size || binlogHeaderBytes, binlogHeaderBytes) - 1,
	});
	return BigInt(readBinlogHeader(head, key).startTs) < before;
}

function isGrouped(segment: SegmentBackupInfo): boolean {
	return Number(segment.storage_version ?? 0) >= 2;
}

function withoutTimes(segment: SegmentBackupInfo): MilvaultError {
	return new MilvaultError('metadata-unreadable', {
		file: `segment ${segment.segment_id}`,
		reason: fragment('no-times-in-files'),
	});
}
