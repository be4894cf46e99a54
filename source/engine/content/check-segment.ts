import {
	checkDeleteLog,
	checkInsertLog,
	type BinlogOwner,
} from '../../format/binlog/check-binlog.js';
import {readInt64Column} from '../../format/binlog/read-int64-column.js';
import {mayBeDynamic} from '../../format/binlog/field-form.js';
import type {CollectionRecord} from '../../format/milvault-meta.js';
import type {Binlog, SegmentBackupInfo} from '../../format/messages.js';
import {deltaLogKey, insertLogKey} from '../../format/paths.js';
import {hasCode} from '../../model/milvault-error.js';
import {tsoOfMs} from '../../model/timestamps.js';
import {fragment} from '../../model/fragments.js';
import type {SegmentCheck} from './segment-check.js';
import type {OwnerSeen} from './segment-check.js';

/**
 * Decodes a segment's binlogs and compares them with the metadata; the owners in their headers are
 * added to `owners`.
 */
export async function checkSegment(check: SegmentCheck, segment: SegmentBackupInfo): Promise<void> {
	await checkInsertLogs(check, segment);
	const {view} = check;
	const key = view.info.schema.fields.find(field => field.is_primary_key);
	for (const {binlogs} of segment.deltalogs ?? []) {
		for (const log of binlogs ?? []) {
			const place = placeOf(check, segment);
			await decode(
				check,
				{
					key: deltaLogKey({
						...place,
						groupId: groupOf(segment),
						logId: log.log_id,
					}),
					place,
				},
				async (bytes, file) => checkDeleteLog(bytes, file, key && check.fields.get(key.fieldID)),
			);
		}
	}
}

async function checkInsertLogs(check: SegmentCheck, segment: SegmentBackupInfo): Promise<void> {
	const {fields, report} = check;
	const expected = rowsOf(segment);
	let after = 0;
	let hasTimes = false;
	const found = new Set<string>();
	let isKnown = true;
	let hasLogs = false;
	for (const {fieldID: groupId = '0', binlogs} of segment.binlogs ?? []) {
		let rows: number | undefined = 0;
		for (const log of inOrder(binlogs)) {
			hasLogs = true;
			const place = {...placeOf(check, segment), fieldId: groupId};
			const checked = await decode(
				check,
				{
					key: insertLogKey({
						...place,
						groupId: groupOf(segment),
						logId: log.log_id,
					}),
					place,
				},
				async (bytes, file) => {
					const log = await checkInsertLog(bytes, file, fields);
					const hasTime = log.fieldIds?.includes(timestampField) ?? false;
					const {record} = check.view;
					return {
						...log,
						after: hasTime ? rowsAfterCut(record, bytes, file) : undefined,
					};
				},
			);
			hasTimes ||= checked?.after !== undefined;
			after += checked ? (checked.after ?? 0) : Number.NaN;
			isKnown &&= checked?.fieldIds !== undefined;
			for (const id of checked?.fieldIds ?? []) {
				found.add(id);
			}

			rows = checked === undefined || rows === undefined ? undefined : rows + checked.rows;
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
		compareFields(check, segment, found);
	}
}

const timestampField = '1';

/**
 * Rows of an insert log that are later than the cut; undefined: not in the log, or not recorded;
 * NaN: unknown.
 */
function rowsAfterCut(
	record: CollectionRecord | undefined,
	bytes: Uint8Array,
	file: string,
): number | undefined {
	if (!record?.rowsAfterCut) {
		return undefined;
	}

	const cutTs = record.cut && BigInt(tsoOfMs(record.cut.endTsMs));
	try {
		const times = readInt64Column(bytes, file, timestampField);
		// Without a cut all rows are within it.
		return times?.reduce((rows, time) => rows + (cutTs !== undefined && time > cutTs ? 1 : 0), 0);
	} catch (error) {
		if (hasCode(error, 'metadata-unreadable')) {
			return Number.NaN;
		}

		throw error;
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

type Checked = {owner: BinlogOwner | undefined};

/** Undefined when it could not be read or decoded, which is reported. */
async function decode<Result extends Checked>(
	check: SegmentCheck,
	{key, place}: {key: string; place: OwnerSeen['place']},
	checkBytes: (bytes: Uint8Array, file: string) => Promise<Result>,
): Promise<Result | undefined> {
	const {expected, gate, read, nameOf, owners, report} = check;
	return gate(expected.get(key) ?? 0, async () => {
		const bytes = await read(key);
		if (!bytes) {
			return undefined;
		}

		try {
			const checked = await checkBytes(bytes, nameOf(key));
			if (checked.owner) {
				owners.push({key, place, owner: checked.owner});
			}

			return checked;
		} catch (error) {
			if (!hasCode(error, 'metadata-unreadable')) {
				throw error;
			}

			report({
				code: 'binlog-unreadable',
				key: nameOf(key),
				expected: 'a binlog',
				found: error.details.reason,
			});
			return undefined;
		}
	});
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
