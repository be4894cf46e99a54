import type {SegmentBackupInfo} from '../../format/messages.js';
import type {ObjectInfo} from '../../storage/storage.js';
import type {OnEvent, Warning} from '../../model/job-events.js';
import {mostBinlogBytes, readObject} from '../../storage/read-object.js';
import {
	checkContents,
	type ContentDifference,
} from '../content/check-contents.js';
import {
	keysOfSegment,
	type BackupCollection,
} from '../restore/backup-collection-view.js';
import {bytesMatch} from '../restore/content-matches.js';
import type {Place} from '../session.js';
import {backupKey} from '../shared/backup-keys.js';
import type {VerifiedBefore} from './verified-before.js';

type Reading = {
	repository: Place;
	backupName: string;
	view: BackupCollection;
	sums: ReadonlyMap<string, string>;
	/** Keys relative to the backup, sizes in bytes. */
	expected: ReadonlyMap<string, number>;
	/** What the listing showed, by key relative to the backup. */
	listed: ReadonlyMap<string, ObjectInfo>;
	before: VerifiedBefore;
	/** Known to be missing or of another size: told already. */
	isLeftOut: (key: string) => boolean;
	report: (difference: ContentDifference) => void;
	warn: (warning: Warning) => void;
	onEvent?: OnEvent;
	signal?: AbortSignal;
};

/**
 * Reads every object of a collection once: its content against the recorded checksum, and what is in it (content/check-contents.ts)
 * against the metadata. What an earlier run of the same verification has read, and what is the same now, is not read again.
 */
export async function readEveryObject(reading: Reading): Promise<void> {
	const {view, sums, expected, before, report, warn, onEvent} = reading;
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
		segments: [
			...view.partitions.flatMap(partition => partition.segments),
			...view.l0Segments,
		],
		expected,
		read: async key => readWhole(reading, key),
		nameOf: key => backupKey(reading.repository, reading.backupName, key),
		report,
		isPassed(segment) {
			const print = printOf(segment);
			if (print === undefined || !before.has(print)) {
				return false;
			}

			for (const key of keysOfSegment(view, segment)) {
				const bytes = expected.get(key) ?? 0;
				onEvent?.({type: 'object-checked', collection, bytes});
			}

			return true;
		},
		async onPassed(segment) {
			const print = printOf(segment);
			if (print !== undefined) {
				await before.add(print);
			}
		},
	});
	const bySizeOnly = [...sums.values()].filter(
		sum => !/^(crc32:[\da-f]{8}|[\da-f]{32})$/.test(sum),
	).length;
	if (bySizeOnly > 0) {
		warn({
			code: 'checked-by-size-only',
			details: {collection, objects: bySizeOnly},
		});
	}
}

async function readWhole(
	{
		repository,
		backupName,
		view,
		sums,
		isLeftOut,
		report,
		onEvent,
		signal,
	}: Reading,
	key: string,
): Promise<Uint8Array | undefined> {
	signal?.throwIfAborted();
	if (isLeftOut(key)) {
		return undefined;
	}

	const full = backupKey(repository, backupName, key);
	const bytes = await readObject(repository.storage, full, {
		mostBytes: mostBinlogBytes,
		signal,
	});
	onEvent?.({
		type: 'object-checked',
		collection: view.collection,
		bytes: bytes.length,
	});
	const sum = sums.get(key) ?? '';
	const content = bytesMatch(bytes, sum);
	if (content && !content.isSame) {
		report({
			code: 'object-changed',
			key: full,
			expected: sum,
			found: content.found,
		});
		return undefined;
	}

	return bytes;
}
