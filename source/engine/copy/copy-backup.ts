import type {LimitFunction} from 'p-limit';
import type {Amount, CopiedAmounts, PlannedCopy} from '../../model/copies.js';
import {exitCodeOf} from '../../model/exit-codes.js';
import {MilvaultError, toMilvaultError} from '../../model/milvault-error.js';
import {underLock, type HeldLock} from '../locks/under-lock.js';
import {checkMetadata} from '../metadata/check-metadata.js';
import {backupKey, backupPrefix, deletingKey} from '../repository/backup-keys.js';
import {removeUnfinished} from '../repository/remove-backup.js';
import type {RunContext} from '../run/run-context.js';
import {startPhase} from '../run/start-phase.js';
import {warnOfStreaming} from '../run/warn-of-streaming.js';
import type {Place} from '../session.js';
import {assertClaimed, claimTarget} from './claim-target.js';
import {commitCopy} from './commit-copy.js';
import {listSource, objectsOfCopy} from './copy-objects-of.js';
import {compareWithTarget} from './compare-with-target.js';
import {expectedContents} from './expected-contents.js';
import {lookAtTarget, type CopyTarget} from './look-at-target.js';
import {openSource, type CopySource} from './open-source.js';
import {sendObjects, type PlacedObject} from './send-objects.js';

export type CopyPlaces = {from: Place; to: Place; copyLimit: LimitFunction};

/**
 * Copies one backup, under a shared lock on it and an exclusive one on its name in the target.
 *
 * 1. The source is the one of the plan, and its metadata agrees with itself.
 * 2. The target has nothing of the name, a begun copy of it, or the same backup, of which objects may
 *    be missing or damaged.
 * 3. The name is claimed; the objects are sent; one listing shows that all are there.
 * 4. The metadata is written, what makes the backup visible last.
 *
 * Left behind after an interruption: a backup that says `unfinished`, and of which backup it is a
 * copy; any later copy of the same backup continues it.
 *
 * @throws backup-changed, metadata-differs, name-taken, locked, claim-lost, object-changed,
 *   object-missing, copy-differs, and what storage throws
 */
export async function copyBackup(
	places: CopyPlaces,
	planned: PlannedCopy,
	context: RunContext,
): Promise<CopiedAmounts> {
	const {from, to} = places;
	const {jobId, warn, signal, onEvent, journal} = context;
	const {name, as} = planned;
	const locking = {jobId, kind: 'copy', warn} as const;
	return underLock(from, name, {...locking, mode: 'shared', signal}, async read =>
		underLock(to, as, {...locking, mode: 'exclusive', signal: read.signal}, async held =>
			copyLocked(places, planned, held, {jobId, warn, onEvent, journal, signal: held.signal}),
		),
	);
}

async function copyLocked(
	places: CopyPlaces,
	planned: PlannedCopy,
	held: HeldLock,
	context: RunContext,
): Promise<CopiedAmounts> {
	const {from, to} = places;
	const {name, as, backupId} = planned;
	const {signal, jobId, warn} = context;
	startPhase(context, name, 'list');
	const source = await openSource(from, name, as, signal);
	if (source.opened.id !== backupId) {
		throw new MilvaultError('backup-changed', {name, place: `${from.label}/${name}`});
	}

	const target = await lookAtTarget(to, source, {isHeld: true, signal});
	const done = copiedBefore(planned, target, context) ?? wholeCopy(source, target);
	if (done) {
		return done;
	}

	await assertSound(source, {warn, signal});
	await claimTarget(to, source, target, {jobId, signal});
	try {
		return await fill(places, {source, target, held}, context);
	} catch (error) {
		if (target.found !== 'there' && !isContinuedLater(toMilvaultError(error), context)) {
			await removeUnfinished(to, as, {jobId, warn, signal});
		}

		throw error;
	}
}

/** Is what was copied of use to a later run? A damaged source fails in the same way again. */
function isContinuedLater({code}: MilvaultError, {journal}: RunContext): boolean {
	return (
		code === 'claim-lost' ||
		(journal !== undefined && code !== 'disk-full' && exitCodeOf(code) !== 8)
	);
}

/** What an earlier run of the job has copied, when it is still there. */
function copiedBefore(
	{name, backupId}: PlannedCopy,
	{found, isMetadataBroken}: CopyTarget,
	{journal}: RunContext,
): CopiedAmounts | undefined {
	const before = journal?.entries.findLast(
		entry => entry.type === 'copied' && entry.name === name && entry.backupId === backupId,
	);
	return before?.type === 'copied' && found === 'there' && !isMetadataBroken
		? before.copied
		: undefined;
}

/** Undefined when something is missing, or has to be read. */
function wholeCopy(source: CopySource, target: CopyTarget): CopiedAmounts | undefined {
	const objects =
		target.found === 'there' && !target.isMetadataBroken
			? objectsOfCopy(source, target.copied)
			: undefined;
	if (!objects?.every(object => compareWithTarget(object, target) === 'same')) {
		return undefined;
	}

	const none = {objects: 0, bytes: 0};
	return {all: amountOf(objects), sent: none, checkedByContent: 0, checkedBySize: 0};
}

async function fill(
	{from, to, copyLimit}: CopyPlaces,
	{source, target, held}: {source: CopySource; target: CopyTarget; held: HeldLock},
	context: RunContext,
): Promise<CopiedAmounts> {
	const {name, as} = source;
	const {jobId, onEvent, signal, warn} = context;
	const listing = await listSource(source, signal);
	const {objects, foreign} = listing;
	if (foreign.length > 0) {
		const details = {collection: name, files: foreign.slice(0, 3), count: foreign.length};
		warn({code: 'foreign-files', details});
	}

	const contents = await expectedContents(source, listing, signal);
	startPhase(context, name, 'copy');
	const amount = amountOf(objects);
	onEvent({type: 'copy-planned', collection: name, ...amount});
	const placed = await sendObjects(objects, {
		source,
		to,
		target,
		contents,
		copyLimit,
		onStreamed: warnOfStreaming(from, to, context),
		onPlaced({sizeBytes}) {
			onEvent({type: 'object-copied', collection: name, bytes: sizeBytes});
		},
		signal,
	});
	startPhase(context, name, 'check');
	await checkPlaced(to, as, placed, {name, signal});
	startPhase(context, name, 'finish');
	const isNew = target.found !== 'there';
	const sent = placed.filter(({isSent}) => isSent);
	const isWritten = isNew || target.isMetadataBroken || sent.length > 0;
	if (isNew) {
		await assertClaimed(to, source, {jobId, signal});
	}

	const {assertHeld} = held;
	const metadata = isWritten
		? await commitCopy(to, source, {objects: placed, isNew, assertHeld, signal})
		: {objects: 0, bytes: 0};
	const binlogs = placed.filter(({key}) => source.expected.has(key));
	const checkedByContent = binlogs.filter(({proof}) => proof === 'recorded').length;
	return {
		all: addAmounts(amount, metadata),
		sent: addAmounts(amountOf(sent), metadata),
		checkedByContent,
		checkedBySize: binlogs.length - checkedByContent,
	};
}

/**
 * A damaged backup is not made twice. A foreign one may lack files that only confirm the others.
 *
 * @throws metadata-differs
 */
async function assertSound(
	{place, name, opened}: CopySource,
	{warn, signal}: Pick<RunContext, 'warn' | 'signal'>,
): Promise<void> {
	const {differences, unread} = await checkMetadata(place, opened, {isEveryFile: true, signal});
	const all = opened.record ? [...unread, ...differences] : differences;
	const [first] = all;
	if (first) {
		const {file, collection, expected, found} = first;
		const what = [collection, first.what].filter(Boolean).join(': ');
		const details = {name, file, what, expected, found, differences: all.length};
		throw new MilvaultError('metadata-differs', details);
	}

	for (const {file, found} of unread) {
		warn({code: 'metadata-not-compared', details: {name, file, reason: found}});
	}
}

/** One listing: each object is there, with its size and with what the store reported of it. */
async function checkPlaced(
	to: Place,
	as: string,
	placed: readonly PlacedObject[],
	{name, signal}: {name: string; signal: AbortSignal | undefined},
): Promise<void> {
	const prefix = backupPrefix(to, as);
	const missing = new Map(placed.map(one => [one.key, one]));
	for await (const object of to.storage.list(prefix, {signal})) {
		const key = object.key.slice(prefix.length);
		const expected = missing.get(key);
		if (key === deletingKey) {
			throw new MilvaultError('claim-lost', {name: as, place: to.label});
		}

		if (!expected) {
			continue;
		}

		const {sizeBytes, checksum} = expected;
		const found = checksum === '' ? checksum : (object.checksum ?? checksum);
		if (object.sizeBytes !== sizeBytes || found !== checksum) {
			throw new MilvaultError('copy-differs', {
				collection: name,
				key: object.key,
				expected: `${sizeBytes} bytes, ${checksum}`,
				found: `${object.sizeBytes} bytes, ${found}`,
			});
		}

		missing.delete(key);
	}

	for (const [key] of missing) {
		throw new MilvaultError('object-missing', {key: backupKey(to, as, key), place: to.label});
	}
}

function amountOf(objects: ReadonlyArray<{sizeBytes: number}>): Amount {
	return {
		objects: objects.length,
		bytes: objects.reduce((sum, {sizeBytes}) => sum + sizeBytes, 0),
	};
}

function addAmounts(a: Amount, b: Amount): Amount {
	return {objects: a.objects + b.objects, bytes: a.bytes + b.bytes};
}
