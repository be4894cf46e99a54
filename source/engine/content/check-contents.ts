import {fieldForms} from '../../format/binlog/field-form.js';
import type {SegmentBackupInfo} from '../../format/messages.js';
import {mapBounded} from '../run/map-bounded.js';
import {checkOwners, isInPlace} from './check-owners.js';
import type {OwnerSeen, ContentCheck, SegmentCheck} from './segment-check.js';
import {checkSegment} from './check-segment.js';

/** Decoding keeps one core busy; more than one at a time lets the others read meanwhile. */
const segmentsAtOnce = 4;
/**
 * Checks a collection's binlogs: whether an import can read them, and whether they match the
 * metadata.
 *
 * 1. Each is decoded (inspect-binlog.ts): all pages of every column, deletes entry by entry.
 * 2. Its data type is compared with the schema.
 * 3. A segment has binlogs of every field that it must have, each with the rows that the metadata
 *    says.
 * 4. Collection, partition, segment and field in its own header are compared with the path where it
 *    lies.
 */
export async function checkContents(check: ContentCheck): Promise<void> {
	const shared: SegmentCheck = {
		...check,
		fields: fieldForms(check.view.info.schema),
		owners: [],
	};
	await mapBounded(check.segments, check.segmentsAtOnce ?? segmentsAtOnce, async segment => {
		const {owners, isWell} = await checkOne(shared, segment);
		shared.owners.push(...owners);
		if (isWell) {
			await check.onPassed?.(segment);
		}
	});
	checkOwners(shared);
}

async function checkOne(
	shared: SegmentCheck,
	segment: SegmentBackupInfo,
): Promise<{owners: readonly OwnerSeen[]; isWell: boolean}> {
	const owners: OwnerSeen[] = [];
	let isWell = true;
	await checkSegment(
		{
			...shared,
			owners,
			async inspect(key, kind) {
				const found = await shared.inspect(key, kind);
				isWell &&= found !== undefined;
				return found;
			},
			report(difference) {
				isWell = false;
				shared.report(difference);
			},
		},
		segment,
	);
	return {owners, isWell: isWell && owners.every(one => isInPlace(one))};
}
