import {randomUUID} from 'node:crypto';
import {MilvaultError, toMilvaultError} from '../model/milvault-error.js';
import type {PrunePlan, PruneResult} from '../model/retention.js';
import {removeLocked} from './delete-backups.js';
import {assertStillGoing, goingOf, planPrune} from './plan-prune.js';
import {removeStaleLocks} from './locks/hold-lock.js';
import {keptAfterDeletion} from './repository/kept-versions.js';
import {removePins} from './repository/pins.js';
import {isBackup} from './repository/read-backup.js';
import {isFatal} from './run/is-fatal.js';
import {outcomeOf} from './run/outcome-of.js';
import type {RunOptions} from './run/run-options.js';
import type {Session} from './session.js';

/**
 * Deletes what a plan lets go, one after another; nothing else.
 *
 * 1. The policy is applied again: what it keeps by now stays, be it that the newest backup is gone.
 * 2. Each is deleted as by `deleteBackups`, under its lock, when it is still what it was in the plan
 *    and is not pinned. What is locked, pinned or another one now stays, and is `skipped`.
 * 3. Pins that hold nothing go, and locks of runs that are gone.
 *
 * Left behind after an interruption: at most one backup that is half deleted, and says so; the same
 * job, or any other prune, deletes the rest of it.
 */
export async function pruneBackups(
	session: Session,
	plan: PrunePlan,
	{signal, journal, jobId = randomUUID(), onEvent}: RunOptions = {},
): Promise<PruneResult> {
	const repository = await session.repositoryPlace();
	const going = goingOf(plan);
	const {label: found} = repository;
	if (found !== plan.place) {
		const what = 'repository';
		throw new MilvaultError('job-elsewhere', {id: jobId, what, expected: plan.place, found});
	}

	const now = await planPrune(session, plan.policy, {signal});
	const stays = new Set(now.backups.filter(({isKept}) => isKept).map(({name}) => name));
	const backups: Array<PruneResult['backups'][number]> = [];
	let isStopped = false;
	for (const planned of going) {
		const {name} = planned;
		try {
			signal?.throwIfAborted();
			if (!(await isBackup(repository, name))) {
				const before = journal?.entries.findLast(
					entry => entry.type === 'pruned' && entry.name === name,
				);
				const {objects = 0, foreignFiles = 0} = before?.type === 'pruned' ? before : {};
				backups.push({name, outcome: 'complete', objects, foreignFiles});
				continue;
			}

			const removed = await removeLocked(repository, name, {
				signal,
				jobId,
				async look(held) {
					await assertStillGoing(repository, planned, held);
					if (stays.has(name)) {
						throw new MilvaultError('backup-kept', {name});
					}

					await journal?.append({type: 'pruning', name});
				},
			});
			await journal?.append({type: 'pruned', name, ...removed});
			backups.push({name, outcome: 'complete', ...removed});
		} catch (thrown) {
			const error = toMilvaultError(thrown);
			const {code, details} = error;
			// The next one would fail too.
			isStopped = isFatal(error);
			if (code === 'cancelled') {
				break;
			}

			const isSkipped = ['locked', 'backup-pinned', 'backup-changed', 'backup-kept'].includes(code);
			backups.push({
				name,
				outcome: isSkipped ? 'skipped' : 'failed',
				objects: 0,
				foreignFiles: 0,
				error: {code, details},
			});
			if (isStopped) {
				break;
			}
		}
	}

	const isCancelled = signal?.aborted ?? false;
	if (!isStopped) {
		await removePins(repository, now.pins, signal);
		await removeStaleLocks(repository, signal);
	}

	const outcome = isCancelled ? 'cancelled' : outcomeOf(backups);
	const isAnyGone = backups.some(backup => backup.outcome === 'complete');
	const keptVersions =
		isAnyGone && !isCancelled ? await keptAfterDeletion(repository, signal) : undefined;
	onEvent?.({
		type: 'job-ended',
		outcome,
		...(isStopped && journal && {canContinue: true}),
	});
	return {
		kind: 'prune',
		outcome,
		backups,
		kept: now.backups.length - backups.filter(one => one.outcome === 'complete').length,
		...(keptVersions && {keptVersions}),
	};
}
