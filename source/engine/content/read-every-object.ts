import type {SegmentBackupInfo} from '../../format/messages.js';
import type {ObjectInfo} from '../../storage/storage.js';
import type {OnEvent, Warning} from '../../model/job-events.js';
import {maxBinlogBytes, readObject} from '../../storage/read-object.js';
import {checkContents} from './check-contents.js';
import type {ContentDifference} from './segment-check.js';
import {keysOfSegment, type BackupCollection} from '../repository/collection-view.js';
import {contentJudge, type ContentJudge} from './content-judge.js';
import {bytesMatch} from './content-matches.js';
import type {RecordedSum} from '../repository/recorded-sum.js';
import {warnOfUnknown} from './check-objects.js';
import type {Place} from '../session.js';
import {backupKey} from '../repository/backup-keys.js';
import type {VerifiedBefore} from '../repository/verified-before.js';

type Reading = {
	repository: Place;
	backupName: string;
	view: BackupCollection;
	sums: ReadonlyMap<string, RecordedSum>;
	/** Keys relative to the backup, sizes in bytes. */
	expected: ReadonlyMap<string, number>;
	/** What the listing showed, by key relative to the backup. */
	listed: ReadonlyMap<string, ObjectInfo>;
	before: VerifiedBefore;
	/** Known to be missing or of another size: reported already. */
	isLeftOut: (key: string) => boolean;
	report: (difference: ContentDifference) => void;
	warn: (warning: Warning) => void;
	onEvent?: OnEvent;
	signal?: AbortSignal;
};

/**
 * Reads every object of a collection once: compares its content with the recorded checksum, and the
 * decoded content (content/check-contents.ts) with the metadata. Unchanged objects that an earlier
 * run of the same verification has read are not read again.
 */
export async function readEveryObject(reading: Reading): Promise<void> {
	const {repository, backupName, view, sums, expected, before} = reading;
	const {report, onEvent} = reading;
	const judge = contentJudge(difference => {
		const key = backupKey(repository, backupName, difference.key);
		report({...difference, key});
	});
	const {collection} = view;
	onEvent?.({
		type: 'check-planned',
		collection,
		objects: expected.size,
		bytes: [...expected.values()].reduce((sum, size) => sum + size, 0),
	});
	const prints = new Map<SegmentBackupInfo, string | undefined>();
	const printOf = (segment: SegmentBackupInfo): string | undefined => {
		if (!prints.has(segment)) {
			prints.set(segment, before.fingerprint(view, segment, reading));
		}

		return prints.get(segment);
	};

	await checkContents({
		view,
		segments: [...view.partitions.flatMap(partition => partition.segments), ...view.l0Segments],
		expected,
		read: async key => readWhole(reading, key, judge),
		nameOf: key => backupKey(reading.repository, reading.backupName, key),
		report,
		isPassed(segment) {
			const print = printOf(segment);
			if (print === undefined || !before.has(print)) {
				return false;
			}

			for (const key of keysOfSegment(view, segment)) {
				judge.passed(sums.get(key));
				const bytes = expected.get(key) ?? 0;
				onEvent?.({type: 'object-checked', collection, bytes});
			}

			return true;
		},
		async onPassed(segment) {
			const print = printOf(segment);
			const keys = [...keysOfSegment(view, segment)];
			if (print !== undefined && !keys.some(key => judge.isDoubted(key))) {
				await before.add(print);
			}
		},
	});
	warnOfUnknown(judge.end(), reading);
}

async function readWhole(
	{repository, backupName, view, sums, listed, isLeftOut, onEvent, signal}: Reading,
	key: string,
	judge: ContentJudge,
): Promise<Uint8Array | undefined> {
	signal?.throwIfAborted();
	if (isLeftOut(key)) {
		return undefined;
	}

	const full = backupKey(repository, backupName, key);
	const bytes = await readObject(repository.storage, full, {
		maxBytes: maxBinlogBytes,
		signal,
	});
	onEvent?.({
		type: 'object-checked',
		collection: view.collection,
		bytes: bytes.length,
	});
	const recorded = sums.get(key);
	if (!recorded) {
		return bytes;
	}

	const reported = listed.get(key)?.checksum;
	if (reported === recorded.checksum) {
		judge.identify(recorded);
	}

	const seen = {key, recorded, listed: reported};
	return judge.compare(seen, bytesMatch(bytes, recorded)) ? bytes : undefined;
}
