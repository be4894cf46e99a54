import {mayBeDynamic} from '../../format/binlog/field-form.js';
import type {Binlog, SegmentBackupInfo} from '../../format/messages.js';
import {deltaLogKey, insertLogKey} from '../../format/paths.js';
import {fragment} from '../../model/fragments.js';
import type {CheckedObject, ObjectToCheck} from '../run/crew.js';
import type {SegmentCheck} from './segment-check.js';
import type {OwnerSeen} from './segment-check.js';

/**
 * Compares what is in a segment's binlogs with the metadata; the owners in their headers are added
 * to `owners`.
 */
export async function checkSegment(check: SegmentCheck, segment: SegmentBackupInfo): Promise<void> {
	await checkInsertLogs(check, segment);
	for (const {binlogs} of segment.deltalogs ?? []) {
		for (const log of binlogs ?? []) {
			const place = placeOf(check, segment);
			const key = deltaLogKey({...place, groupId: groupOf(segment), logId: log.log_id});
			await logOf(check, {key, kind: 'delete', place});
		}
	}
}

async function checkInsertLogs(check: SegmentCheck, segment: SegmentBackupInfo): Promise<void> {
	const {report} = check;
	const expected = rowsOf(segment);
	let after = 0;
	let hasTimes = false;
	const fieldIds = new Set<string>();
	let isKnown = true;
	let hasLogs = false;
	for (const {fieldID: groupId = '0', binlogs} of segment.binlogs ?? []) {
		let rows: number | undefined = 0;
		for (const log of inOrder(binlogs)) {
			hasLogs = true;
			const place = {...placeOf(check, segment), fieldId: groupId};
			const key = insertLogKey({...place, groupId: groupOf(segment), logId: log.log_id});
			const found = await logOf(check, {key, kind: 'insert', place});
			hasTimes ||= found?.after !== undefined;
			after += found && found.after !== 'unknown' ? (found.after ?? 0) : Number.NaN;
			isKnown &&= found?.fieldIds !== undefined;
			for (const id of found?.fieldIds ?? []) {
				fieldIds.add(id);
			}

			rows = found === undefined || rows === undefined ? undefined : rows + found.rows;
		}

		if (rows !== undefined && rows !== expected && !segment.is_l0) {
			report({
				code: 'rows-differ',
				key: `segment ${segment.segment_id}, field ${groupId}`,
				expected: fragment('rows', {rows: `${segment.num_of_rows ?? 0}`}),
				found: fragment('rows', {rows}),
			});
		}
	}

	if (hasTimes && !Number.isNaN(after)) {
		compareAfterCut(check, segment, after);
	}

	if (hasLogs && isKnown && !segment.is_l0) {
		compareFields(check, segment, fieldIds);
	}
}

/**
 * Rows that a restore will not count and Import leaves out: they depend on the cut.
 */
function compareAfterCut(
	{view: {record}, report}: SegmentCheck,
	{segment_id: id}: SegmentBackupInfo,
	found: number,
): void {
	const expected = record?.rowsAfterCut?.[id] ?? 0;
	if (found !== expected) {
		report({
			code: 'rows-differ',
			key: `segment ${id}, after the cut`,
			expected: fragment('rows', {rows: expected}),
			found: fragment('rows', {rows: found}),
		});
	}
}

/**
 * Every field of the schema has binlogs, and no other: an import leaves out, or refuses, other
 * fields.
 */
function compareFields(
	{fields, view, report}: SegmentCheck,
	segment: SegmentBackupInfo,
	found: ReadonlySet<string>,
): void {
	const missing = [...fields].flatMap(([id, {mayBeMissing}]) =>
		found.has(id) || mayBeMissing ? [] : [id],
	);
	const unknown = [...found].filter(id => !fields.has(id));
	const mayBeUnknown = mayBeDynamic(view.info.schema) ? 1 : 0;
	if (missing.length > 0 || unknown.length > mayBeUnknown) {
		report({
			code: 'fields-differ',
			key: `segment ${segment.segment_id}`,
			expected: `fields ${idsText(fields.keys())}`,
			found: `fields ${idsText(found)}`,
		});
	}
}

function idsText(ids: Iterable<string>): string {
	return [...ids].toSorted((a, b) => Number(a) - Number(b)).join(', ');
}

/** Undefined when it could not be read or decoded, which is reported. */
async function logOf(
	{inspect, nameOf, owners, report}: SegmentCheck,
	{key, kind, place}: {key: string; kind: ObjectToCheck['kind']; place: OwnerSeen['place']},
): Promise<CheckedObject['log']> {
	const found = await inspect(key, kind);
	if (found?.unreadable !== undefined) {
		report({
			code: 'binlog-unreadable',
			key: nameOf(key),
			expected: 'a binlog',
			found: found.unreadable,
		});
	}

	if (found?.log?.owner) {
		owners.push({key, place, owner: found.log.owner});
	}

	return found?.log;
}

function placeOf(
	{view}: SegmentCheck,
	segment: SegmentBackupInfo,
): {collectionId: string; partitionId: string; segmentId: string} {
	return {
		collectionId: view.info.collection_id,
		partitionId: segment.partition_id,
		segmentId: segment.segment_id,
	};
}

function groupOf(segment: SegmentBackupInfo): string {
	return segment.group_id ?? '0';
}

/** NaN, which no count is, for a number that is none. */
function rowsOf(segment: SegmentBackupInfo): number {
	return Number(segment.num_of_rows ?? 0);
}

/** As they were written: metadata has them in any order. */
function inOrder(binlogs: readonly Binlog[] | undefined): Binlog[] {
	return (binlogs ?? []).toSorted((a, b) => (BigInt(a.log_id) < BigInt(b.log_id) ? -1 : 1));
}
