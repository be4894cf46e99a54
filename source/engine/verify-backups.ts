import {randomUUID} from 'node:crypto';
import pLimit from 'p-limit';
import {hasCode, MilvaultError, toMilvaultError} from '../model/milvault-error.js';
import type {OnEvent} from '../model/job-events.js';
import type {VerifyDifference, VerifyLevel, VerifyResult} from '../model/verify-result.js';
import {fragment} from '../model/fragments.js';
import {underLock, type HeldLock} from './locks/under-lock.js';
import {backupCollections, type BackupCollection} from './repository/collection-view.js';
import {readSums} from './repository/read-sums.js';
import {compareObjects} from './content/check-objects.js';
import {backupKey} from './repository/backup-keys.js';
import {collectWarnings} from './run/collect-warnings.js';
import {isFatal} from './run/is-fatal.js';
import {outcomeOf} from './run/outcome-of.js';
import {reportEnd} from './run/run-as-job.js';
import type {RunContext} from './run/run-context.js';
import {readBackup} from './repository/read-backup.js';
import {summaryOf} from './repository/backup-summary.js';
import {mark, removeMarks} from './repository/summary-cache.js';
import {useHooks} from './run/use-hooks.js';
import {metadataDifferences} from './metadata/metadata-differences.js';
import {noteVerified} from './repository/note-verified.js';
import {verifiedBefore, type VerifiedBefore} from './repository/verified-before.js';
import type {ObjectInfo} from '../storage/storage.js';
import {readEveryObject} from './content/read-every-object.js';
import type {Session} from './session.js';
import type {RunOptions} from './run/run-options.js';

type VerifiedBackup = VerifyResult['backups'][number];

const maxDifferences = 20;

/**
 * Verifies backups one after another; a damaged one does not stop the others.
 *
 * - quick: the metadata is what was written, as far as that was recorded, and its files agree;
 *   every object that it names is there with its size and its recorded checksum (one listing; local
 *   files are read), and nothing beside it that an import would read; every segment with rows names
 *   binlogs;
 * - full: besides, every object is read, compared with its recorded checksum, and parsed as the
 *   binlog that it is, deletes one by one; the rows of each field are those of the metadata.
 *
 * The end is written beside the backup (meta/milvault/verified.json), where `list` finds it: also
 * that its metadata cannot be read any more, lest an older good end stands.
 *
 * With a crew its workers read the objects of a full verification.
 *
 * A full verification that is interrupted continues where it stopped: of what its journal says was
 * read and well, only the listing is looked at.
 *
 * @throws cancelled, and what keeps the repository from answering
 */
export async function verifyBackups(
	session: Session,
	names: readonly string[],
	options: RunOptions & {level: VerifyLevel},
): Promise<VerifyResult> {
	const release = useHooks(session, options);
	try {
		return await verifyEach(session, names, options);
	} finally {
		release();
	}
}

async function verifyEach(
	session: Session,
	names: readonly string[],
	options: RunOptions & {level: VerifyLevel},
): Promise<VerifyResult> {
	const {level, jobId = randomUUID(), signal, journal} = options;
	const onEvent: OnEvent = event => options.onEvent?.(event);
	const repository = await session.repositoryPlace();
	await repository.storage.ensureReachable({signal});
	const {warnings, warn} = collectWarnings([], options);
	const before = verifiedBefore(journal);
	const verifyOrReport = async (name: string): Promise<VerifiedBackup> => {
		try {
			return await verifyOne(
				session,
				name,
				{level, before},
				{jobId, signal, onEvent, journal, warn, crew: options.crew},
			);
		} catch (thrown) {
			const error = toMilvaultError(thrown);
			if (error.code === 'cancelled' || isFatal(error)) {
				throw error;
			}

			const {code, details} = error;
			return {...nothing(name), error: {code, details}};
		}
	};

	const {outcome, backups} = await reportEnd(
		{journal, onEvent},
		async () => {
			const backups: VerifiedBackup[] = [];
			for (const name of new Set(names)) {
				backups.push(await verifyOrReport(name));
			}

			return {outcome: outcomeOf(backups), backups};
		},
		{hasWork: () => before.isAny()},
	);
	return {kind: 'verify', level, outcome, backups, warnings};
}

function nothing(name: string): VerifiedBackup {
	return {
		name,
		outcome: 'failed',
		collections: 0,
		objects: 0,
		bytes: 0,
		differences: [],
		differenceCount: 0,
	};
}

type Verifying = {
	level: VerifyLevel;
	before: VerifiedBefore;
	/** Of the repository, for workers. */
	proof?: HeldLock['proof'];
};

async function verifyOne(
	session: Session,
	name: string,
	verifying: Verifying,
	{jobId, signal, onEvent, journal, warn, crew}: RunContext,
): Promise<VerifiedBackup> {
	const repository = await session.repositoryPlace();
	const kind = 'verify';
	const locking = {jobId, kind, mode: 'shared', warn, signal} as const;
	return underLock(repository, name, locking, async held =>
		verifyLocked(
			session,
			name,
			{...verifying, proof: held.proof},
			{jobId, signal: held.signal, onEvent, journal, warn, crew},
		),
	);
}

async function verifyLocked(
	session: Session,
	name: string,
	verifying: Verifying,
	context: RunContext,
): Promise<VerifiedBackup> {
	const {level} = verifying;
	const {signal, onEvent, warn, jobId} = context;
	const repository = await session.repositoryPlace();
	const verified = nothing(name);
	try {
		const backup = await readBackup(repository, name, signal);
		const views = backupCollections(backup);
		if (!backup.record) {
			warn({code: 'content-not-verifiable', details: {name}});
		}

		onEvent({
			type: 'job-started',
			kind: 'verify',
			jobId,
			name,
			collections: views.map(({collection, rows}) => ({
				collection,
				rows: rows.toString(),
			})),
		});
		verified.collections = views.length;
		const differences = await metadataDifferences(repository, backup, signal);
		verified.differenceCount = differences.length;
		for (const view of views) {
			signal?.throwIfAborted();
			const found = await verifyCollection(session, name, view, verifying, context);
			verified.objects += found.objects;
			verified.bytes += found.bytes;
			verified.differenceCount += found.differenceCount;
			differences.push(...found.differences);
		}

		const outcome = verified.differenceCount === 0 ? 'complete' : 'failed';
		const done: VerifiedBackup = {
			...verified,
			outcome,
			differences: differences.slice(0, maxDifferences),
		};
		const noted = await noteVerified(repository, name, recorded(done, level), {warn, signal});
		const {info, record} = backup;
		const summary = summaryOf({name, info, record, isCommitted: true});
		await mark(repository, {...summary, ...noted}, {signal});
		return done;
	} catch (error) {
		if (hasCode(error, 'metadata-unreadable') || hasCode(error, 'metadata-unsafe')) {
			await removeMarks(repository, name, signal).catch(() => undefined);
			const differenceCount = verified.differenceCount + 1;
			const ended = recorded({...verified, differenceCount}, level);
			await noteVerified(repository, name, ended, {warn, signal});
		}

		throw error;
	}
}

function recorded(
	{outcome, differenceCount}: Pick<VerifiedBackup, 'outcome' | 'differenceCount'>,
	level: VerifyLevel,
): Parameters<typeof noteVerified>[2] {
	return {level, outcome, differences: differenceCount};
}

async function verifyCollection(
	session: Session,
	name: string,
	view: BackupCollection,
	{level, before, proof}: Verifying,
	{signal, onEvent, warn, crew}: RunContext,
): Promise<Pick<VerifiedBackup, 'objects' | 'bytes' | 'differenceCount' | 'differences'>> {
	const repository = await session.repositoryPlace();
	const {collection} = view;
	onEvent({type: 'phase-started', collection, phase: 'check'});
	const differences: VerifyDifference[] = [];
	let differenceCount = 0;
	const report = (difference: Omit<VerifyDifference, 'collection'>): void => {
		differenceCount++;
		if (differences.length < maxDifferences) {
			differences.push({collection, ...difference});
		}
	};

	const reading = {
		repository,
		backupName: name,
		view,
		copyLimit: pLimit(session.settings.limits.copyConcurrency),
		warn,
		signal,
	};
	reportHollowSegments(view, report);
	const sums = await readSums(reading);
	const isFull = level === 'full';
	const missing = new Set<string>();
	const listed = new Map<string, ObjectInfo>();
	const expected = await compareObjects(
		{
			...reading,
			sums,
			isContentCheckedLater: isFull,
			...(isFull && {
				onListed(key, object) {
					listed.set(key, object);
				},
			}),
			onUnnamed({directory, objects, bytes}) {
				report({
					code: 'not-named',
					key: directory,
					expected: fragment('named-in-metadata'),
					found: fragment('objects-bytes', {objects, bytes}),
				});
			},
		},
		difference => {
			missing.add(difference.key);
			report(difference);
		},
	);
	if (isFull) {
		await readEveryObject({
			...reading,
			sums,
			expected,
			listed,
			before,
			isLeftOut: key => missing.has(backupKey(repository, name, key)),
			report,
			onEvent,
			crew,
			proof,
		});
	}

	const bytes = [...expected.values()].reduce((sum, size) => sum + size, 0);
	const outcome = differenceCount === 0 ? 'complete' : 'failed';
	onEvent({
		type: 'collection-ended',
		collection,
		outcome,
		rows: view.rows.toString(),
		bytes,
		...(outcome === 'failed' && {
			error: new MilvaultError('backup-differs', {
				name,
				collection,
				differences: differenceCount,
			}),
		}),
	});
	return {objects: expected.size, bytes, differenceCount, differences};
}

/** Rows whose binlogs the metadata does not name are lost, and no other check would find that. */
function reportHollowSegments(
	view: BackupCollection,
	report: (difference: Omit<VerifyDifference, 'collection'>) => void,
): void {
	for (const segment of view.partitions.flatMap(({segments}) => segments)) {
		const rows = Number(segment.num_of_rows ?? 0);
		const names = (segment.binlogs ?? []).some(({binlogs}) => (binlogs ?? []).length > 0);
		if (rows > 0 && !names && !segment.is_l0) {
			report({
				code: 'rows-differ',
				key: `segment ${segment.segment_id}`,
				expected: fragment('rows', {rows}),
				found: fragment('no-binlogs'),
			});
		}
	}
}
