import type {Amount, CopyPlan, CopyRequest, LeftOut, PlannedCopy} from '../model/copies.js';
import {assertBackupName} from '../model/backup-name.js';
import type {Warning} from '../model/job-events.js';
import {MilvaultError, toMilvaultError} from '../model/milvault-error.js';
import {compareWithTarget} from './copy/compare-with-target.js';
import {listSource, objectsOfCopy, type CopyObject} from './copy/copy-objects-of.js';
import {lookAtTarget, type CopyTarget} from './copy/look-at-target.js';
import {metaOrder, openSource, sizeInTarget, type CopySource} from './copy/open-source.js';
import {metaKeys} from '../format/paths.js';
import {listBackups} from './list-backups.js';
import {isOfTheRepository} from './repository/is-of-the-repository.js';
import {mapBounded} from './run/map-bounded.js';
import type {Place, Session} from './session.js';

/** Backups that are looked at together. */
const atOnce = 4;

/**
 * What a copy from the session's repository to its target would send, for each backup: what it
 * consists of, what is there already, what is missing. Nothing is changed.
 *
 * Where an earlier copy is whole, one listing of the target shows it; in a directory the job reads
 * the files.
 *
 * @throws for a request with names: backup-missing, backup-unfinished, name-taken,
 *   copy-onto-itself, and what reading metadata throws; bad-backup-name; what keeps a repository
 *   from answering
 */
export async function planCopy(
	session: Session,
	request: CopyRequest,
	{signal}: {signal?: AbortSignal} = {},
): Promise<CopyPlan> {
	const {names, nameAs} = request;
	if (nameAs !== undefined) {
		assertBackupName(nameAs);
		if (names?.length !== 1) {
			throw new TypeError('nameAs is for one backup.');
		}
	}

	const from = await session.repositoryPlace();
	const to = await session.targetPlace();
	await to.storage.ensureReachable({mayBeNew: true, signal});
	const warnings: Warning[] = [];
	const {wanted, leftOut} = await choose(session, request, {warnings, signal});
	const refused: Array<CopyPlan['refused'][number]> = [];
	const planned = await mapBounded(wanted, atOnce, async (name): Promise<PlannedCopy | LeftOut> => {
		const as = nameAs ?? name;
		try {
			return await planOne(from, to, {name, as, onlyMissing: request.onlyMissing, signal});
		} catch (thrown) {
			const error = toMilvaultError(thrown);
			const isNamed = names !== undefined;
			if (isNamed || error.code === 'cancelled' || isOfTheRepository(error)) {
				throw error;
			}

			const {code, details} = error;
			refused.push({name, as, error: {code, details}});
			return {name, reason: 'unfinished'};
		}
	});
	const isRefused = new Set(refused.map(({name}) => name));
	return {
		kind: 'copy',
		from: from.label,
		to: to.label,
		backups: planned.filter(one => 'as' in one),
		leftOut: [
			...leftOut,
			...planned.filter(one => 'reason' in one).filter(({name}) => !isRefused.has(name)),
		],
		refused: refused.toSorted((a, b) => (a.name < b.name ? -1 : 1)),
		warnings,
	};
}

/** Oldest first: a copy that ends early has what a later one would need. */
async function choose(
	session: Session,
	{names, createdAfter}: CopyRequest,
	{warnings, signal}: {warnings: Warning[]; signal: AbortSignal | undefined},
): Promise<{wanted: string[]; leftOut: LeftOut[]}> {
	if (names) {
		return {wanted: [...new Set(names)], leftOut: []};
	}

	const listed = await listBackups(session, {signal, onWarning: one => warnings.push(one)});
	const since = createdAfter === undefined ? undefined : Date.parse(createdAfter);
	const wanted: string[] = [];
	const leftOut: LeftOut[] = [];
	for (const {name, state, createdAt} of listed.toReversed()) {
		if (state === 'unfinished') {
			leftOut.push({name, reason: 'unfinished'});
		} else if (since === undefined || state === 'unreadable') {
			wanted.push(name);
		} else if (createdAt === undefined) {
			leftOut.push({name, reason: 'no-time'});
		} else if (Date.parse(createdAt) >= since) {
			wanted.push(name);
		}
	}

	return {wanted, leftOut};
}

async function planOne(
	from: Place,
	to: Place,
	{
		name,
		as,
		onlyMissing = false,
		signal,
	}: {name: string; as: string; onlyMissing?: boolean; signal: AbortSignal | undefined},
): Promise<PlannedCopy | LeftOut> {
	assertElsewhere(from, to, {name, as});
	const source = await openSource(from, name, as, signal);
	const target = await lookAtTarget(to, source, {signal});
	if (onlyMissing && target.found === 'there') {
		return {name, reason: 'there'};
	}

	const objects =
		objectsOfCopy(source, target.copied) ?? (await listSource(source, signal)).objects;
	return {
		name,
		as,
		backupId: source.opened.id,
		state: source.opened.record?.state === 'partial' ? 'partial' : 'complete',
		rows: source.views.reduce((sum, {rows}) => sum + rows, 0n).toString(),
		found: target.found,
		...amountsOf(source, target, objects),
	};
}

/** A name at the same place is what it was; under another one it is a second backup there. */
function assertElsewhere(from: Place, to: Place, {name, as}: {name: string; as: string}): void {
	if (name === as && from.label === to.label && to.storage.canCopyFrom(from.storage)) {
		throw new MilvaultError('copy-onto-itself', {name, place: to.label});
	}
}

function amountsOf(
	source: CopySource,
	target: CopyTarget,
	objects: readonly CopyObject[],
): Pick<PlannedCopy, 'all' | 'toSend' | 'toCheck'> {
	const all: Amount = {objects: 0, bytes: 0};
	const toSend: Amount = {objects: 0, bytes: 0};
	const toCheck: Amount = {objects: 0, bytes: 0};
	const add = (amount: Amount, sizeBytes: number): void => {
		amount.objects++;
		amount.bytes += sizeBytes;
	};

	for (const object of objects) {
		const {sizeBytes, listed} = object;
		add(all, sizeBytes);
		const found = compareWithTarget(object, target, listed);
		if (found === 'unknown') {
			add(toCheck, sizeBytes);
		} else if (found !== 'same') {
			add(toSend, sizeBytes);
		}
	}

	const isSent = target.found !== 'there' || target.isMetadataBroken || toSend.objects > 0;
	for (const file of [...metaOrder, metaKeys.milvault]) {
		const size = sizeInTarget(source, file);
		if (size !== undefined) {
			add(all, size);
			if (isSent) {
				add(toSend, size);
			}
		}
	}

	return {all, toSend, toCheck};
}

/** Is there nothing to send of it, and nothing to read? */
export function isThere({found, toSend, toCheck}: PlannedCopy): boolean {
	return found === 'there' && toSend.objects + toCheck.objects === 0;
}
