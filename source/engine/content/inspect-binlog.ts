import {checkDeleteLog, checkInsertLog} from '../../format/binlog/check-binlog.js';
import {fieldForms} from '../../format/binlog/field-form.js';
import {readInt64Column} from '../../format/binlog/read-int64-column.js';
import {hasCode} from '../../model/milvault-error.js';
import {tsoOfMs} from '../../model/timestamps.js';
import type {BackupCollection} from '../repository/collection-view.js';
import type {BinlogRules, CheckedObject, ObjectToCheck} from '../run/crew.js';
import {isProvenChange} from './content-judge.js';
import {bytesMatch} from './content-matches.js';

/** What a schema and a record say of the binlogs of a collection. */
export function rulesOf({info: {schema}, record}: BackupCollection): BinlogRules {
	const forms = fieldForms(schema);
	const key = schema.fields.find(field => field.is_primary_key);
	const primaryKey = key && forms.get(key.fieldID);
	return {
		fields: [...forms],
		...(primaryKey && {primaryKey}),
		...(record?.rowsAfterCut && {cutTs: record.cut ? `${tsoOfMs(record.cut.endTsMs)}` : ''}),
	};
}

/**
 * Compares the bytes of a binlog with its recorded checksum, and decodes it: all pages of every
 * column, deletes entry by entry. The job does this, or a worker for it; what it means is decided by
 * the job.
 */
export async function inspectBinlog(
	bytes: Uint8Array,
	object: Pick<ObjectToCheck, 'key' | 'kind' | 'recorded'>,
	rules: BinlogRules,
): Promise<CheckedObject> {
	const {key, recorded} = object;
	const content = recorded && bytesMatch(bytes, recorded);
	const checked = {key, sizeBytes: bytes.length, ...(content && {content})};
	if (recorded && isProvenChange(recorded, content)) {
		return checked;
	}

	try {
		return {...checked, log: await decode(bytes, object, rules)};
	} catch (error) {
		if (!hasCode(error, 'metadata-unreadable')) {
			throw error;
		}

		return {...checked, unreadable: error.details.reason};
	}
}

async function decode(
	bytes: Uint8Array,
	{key, kind}: Pick<ObjectToCheck, 'key' | 'kind'>,
	{fields, primaryKey, cutTs}: BinlogRules,
): Promise<CheckedObject['log']> {
	if (kind === 'delete') {
		const {entries, owner} = await checkDeleteLog(bytes, key, primaryKey);
		return {rows: entries, ...(owner && {owner: plainOwner(owner)})};
	}

	const {rows, owner, fieldIds} = await checkInsertLog(bytes, key, new Map(fields));
	const after =
		cutTs !== undefined && fieldIds?.includes(timestampField)
			? rowsAfter(cutTs, bytes, key)
			: undefined;
	return {
		rows,
		...(owner && {owner: plainOwner(owner)}),
		...(fieldIds && {fieldIds}),
		...(after !== undefined && {after}),
	};
}

const timestampField = '1';

/** Rows later than the cut; undefined: the log has no times. */
function rowsAfter(cutTs: string, bytes: Uint8Array, key: string): number | 'unknown' | undefined {
	const cut = cutTs === '' ? undefined : BigInt(cutTs);
	try {
		const times = readInt64Column(bytes, key, timestampField);
		// Without a cut all rows are within it.
		return times?.reduce((rows, time) => rows + (cut !== undefined && time > cut ? 1 : 0), 0);
	} catch (error) {
		if (hasCode(error, 'metadata-unreadable')) {
			return 'unknown';
		}

		throw error;
	}
}

/** A header has more, which no check needs. */
function plainOwner({
	collectionId,
	partitionId,
	segmentId,
	fieldId,
}: NonNullable<NonNullable<CheckedObject['log']>['owner']>) {
	return {collectionId, partitionId, segmentId, fieldId};
}
