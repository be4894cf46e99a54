import type {SegmentBackupInfo} from '../../format/messages.js';
import type {ObjectInfo} from '../../storage/storage.js';
import type {OnEvent, Warning} from '../../model/job-events.js';
import {maxBinlogBytes, readObject} from '../../storage/read-object.js';
import {checkContents} from './check-contents.js';
import type {ContentDifference, Inspect} from './segment-check.js';
import {keysOfSegment, type BackupCollection} from '../repository/collection-view.js';
import {contentJudge, type ContentJudge} from './content-judge.js';
import type {RecordedSum} from '../repository/recorded-sum.js';
import {warnOfUnknown} from './check-objects.js';
import {rulesOf} from './inspect-binlog.js';
import {inspectByCrew} from './inspect-by-crew.js';
import {inspectHere} from './inspect-here.js';
import type {CheckedObject, Crew, ObjectToCheck, Proof} from '../run/crew.js';
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
	onEvent: OnEvent;
	signal: AbortSignal | undefined;
	/** Whose workers read; default: this process reads. */
	crew?: Crew;
	/** Of the repository; undefined where nothing can be written into it. */
	proof: Proof | undefined;
};

/**
 * Reads every object of a collection once: compares its content with the recorded checksum, and the
 * decoded content (content/check-contents.ts) with the metadata. Unchanged objects that an earlier
 * run of the same verification has read are not read again.
 *
 * With a crew its workers read and decode; what that means is decided here all the same.
 */
export async function readEveryObject(reading: Reading): Promise<void> {
	const {repository, backupName, view, sums, expected, before, onEvent} = reading;
	const judge = contentJudge(difference => {
		const key = backupKey(repository, backupName, difference.key);
		reading.report({...difference, key});
	});
	const {collection} = view;
	onEvent({
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

	const isPassed = (segment: SegmentBackupInfo): boolean => {
		const print = before.isAny() ? printOf(segment) : undefined;
		if (print === undefined || !before.has(print)) {
			return false;
		}

		for (const key of keysOfSegment(view, segment)) {
			judge.passed(sums.get(key));
			const bytes = expected.get(key) ?? 0;
			onEvent({type: 'object-checked', collection, bytes});
		}

		return true;
	};

	const all = [...view.partitions.flatMap(partition => partition.segments), ...view.l0Segments];
	const segments = all.filter(segment => !isPassed(segment));
	await withInspect(reading, segments, async (inspect, segmentsAtOnce) =>
		checkContents({
			view,
			segments,
			segmentsAtOnce,
			hasOwnBefore: segments.length < all.length,
			async inspect(key, kind) {
				if (reading.isLeftOut(key)) {
					return undefined;
				}

				const found = await inspect(key, kind);
				return found && isUsable(reading, judge, {...found, key}) ? found : undefined;
			},
			nameOf: key => backupKey(repository, backupName, key),
			report: reading.report,
			async onPassed(segment) {
				const print = printOf(segment);
				const keys = [...keysOfSegment(view, segment)];
				if (print !== undefined && !keys.some(key => judge.isDoubted(key))) {
					await before.add(print);
				}
			},
		}),
	);
	warnOfUnknown(judge.end(), reading);
}

/** Does a work with what reads the binlogs of these segments: this process, or its workers. */
async function withInspect(
	reading: Reading,
	segments: readonly SegmentBackupInfo[],
	work: (inspect: Inspect, segmentsAtOnce?: number) => Promise<void>,
): Promise<void> {
	const {repository, backupName, view, sums, expected, crew, proof, onEvent, signal} = reading;
	const {collection} = view;
	const rules = rulesOf(view);
	const here = inspectHere({
		rules,
		expected,
		sums,
		async read(key) {
			signal?.throwIfAborted();
			const bytes = await readObject(repository.storage, backupKey(repository, backupName, key), {
				maxBytes: maxBinlogBytes,
				signal,
			});
			onEvent({type: 'object-checked', collection, bytes: bytes.length});
			return bytes;
		},
	});
	// Without a lock nothing shows a worker that its repository is this one.
	const {objects, repeated} = crew && proof ? objectsToCheck(reading, segments) : nothing;
	if (!crew || !proof || objects.length === 0) {
		await work(here);
		return;
	}

	await inspectByCrew(
		crew,
		{rules, objects, proof},
		{
			repeated,
			signal,
			onEvent,
			onChecked({sizeBytes: bytes}) {
				onEvent({type: 'object-checked', collection, bytes});
			},
		},
		async ask =>
			work(
				async (key, kind) => (await ask(backupKey(repository, backupName, key))) ?? here(key, kind),
				segments.length,
			),
	);
}

const nothing = {objects: [], repeated: new Set<string>()};

/** By whole keys, each once; what is left out is not read by anybody. */
function objectsToCheck(
	{repository, backupName, view, expected, sums, isLeftOut}: Reading,
	segments: readonly SegmentBackupInfo[],
): {objects: ObjectToCheck[]; repeated: Set<string>} {
	const objects = new Map<string, ObjectToCheck>();
	const repeated = new Set<string>();
	for (const relative of segments.flatMap(segment => keysOfSegment(view, segment))) {
		const key = backupKey(repository, backupName, relative);
		const recorded = sums.get(relative);
		if (objects.has(key)) {
			repeated.add(key);
		} else if (!isLeftOut(relative)) {
			objects.set(key, {
				key,
				sizeBytes: expected.get(relative) ?? 0,
				kind: relative.startsWith('binlogs/delta_log/') ? 'delete' : 'insert',
				...(recorded && {recorded}),
			});
		}
	}

	return {objects: [...objects.values()], repeated};
}

/** Compares an object with what was recorded: false for what was changed, and reported. */
function isUsable(
	{sums, listed}: Reading,
	judge: ContentJudge,
	{key, content}: CheckedObject,
): boolean {
	const recorded = sums.get(key);
	if (!recorded) {
		return true;
	}

	const reported = listed.get(key)?.checksum;
	if (reported === recorded.checksum) {
		judge.identify(recorded);
	}

	return judge.compare({key, recorded, listed: reported}, content);
}
