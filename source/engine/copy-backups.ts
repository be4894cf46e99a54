import {randomUUID} from 'node:crypto';
import pLimit from 'p-limit';
import type {CopiedBackup, CopyPlan, CopyResult, PlannedCopy} from '../model/copies.js';
import type {OnEvent} from '../model/job-events.js';
import {MilvaultError, toMilvaultError} from '../model/milvault-error.js';
import {copyBackup, type CopyPlaces} from './copy/copy-backup.js';
import {lookAtTarget} from './copy/look-at-target.js';
import {openSource} from './copy/open-source.js';
import {underLock} from './locks/under-lock.js';
import {isThere} from './plan-copy.js';
import {holdsClaim} from './repository/claim-name.js';
import {isOfTheRepository} from './repository/is-of-the-repository.js';
import {removeBackup} from './repository/remove-backup.js';
import {collectWarnings} from './run/collect-warnings.js';
import {isFatal} from './run/is-fatal.js';
import {outcomeOf} from './run/outcome-of.js';
import {runAsJob} from './run/run-as-job.js';
import type {RunContext} from './run/run-context.js';
import type {RunOptions} from './run/run-options.js';
import {useHooks} from './run/use-hooks.js';
import type {Session} from './session.js';

/**
 * Copies the backups of a plan to the session's target, one after another, each as in
 * copy/copy-backup.ts. One that fails does not stop the others; a store that is gone ends the job.
 *
 * Progress is by backups: the events name them where those of other jobs name collections.
 *
 * Left behind after an interruption: at most one unfinished copy, which the same job, or any later
 * copy of the same backup, continues; nothing that is there is sent again.
 *
 * @throws job-elsewhere, cancelled, and what ends the whole job
 */
export async function copyBackups(
	session: Session,
	plan: CopyPlan,
	options: RunOptions = {},
): Promise<CopyResult> {
	const {journal, signal, jobId = randomUUID()} = options;
	const from = await session.repositoryPlace();
	const to = await session.targetPlace();
	assertSamePlaces(plan, {from: from.label, to: to.label}, jobId);
	const {warnings, warn} = collectWarnings(plan.warnings, options);
	const onEvent: OnEvent = event => options.onEvent?.(event);
	const context: RunContext = {jobId, signal, onEvent, journal, warn};
	const {copyConcurrency} = session.settings.limits;
	const places = {from, to, copyLimit: pLimit(copyConcurrency)};
	const release = useHooks(session, options);
	const isStarted = journal?.entries.some(({type}) => type === 'started') ?? false;
	let isAnyBegun = isStarted;
	try {
		const {outcome, backups} = await runAsJob(context, {
			started: isStarted ? undefined : {type: 'started', startedAt: new Date().toISOString()},
			event: {
				type: 'job-started',
				kind: 'copy',
				jobId,
				name: plan.backups.map(({name}) => name).join(', '),
				collections: plan.backups.map(({name, as, rows}) => ({
					collection: name,
					rows,
					...(as !== name && {target: as}),
				})),
			},
			async work() {
				const backups: CopiedBackup[] = [];
				for (const planned of plan.backups) {
					signal?.throwIfAborted();
					isAnyBegun = true;
					backups.push(await copyOrReport(places, planned, context));
				}

				const refused = plan.refused.map(({error, ...one}) => ({
					...one,
					...nothing,
					outcome: 'failed' as const,
					error,
				}));
				return {outcome: outcomeOf([...backups, ...refused]), backups: [...backups, ...refused]};
			},
			failure: {hasWork: () => isAnyBegun},
		});
		const {from: source, to: target} = plan;
		return {kind: 'copy', jobId, outcome, from: source, to: target, backups, warnings};
	} finally {
		release();
	}
}

const none = {objects: 0, bytes: 0};
const nothing = {all: none, sent: none, checkedByContent: 0, checkedBySize: 0};

async function copyOrReport(
	places: CopyPlaces,
	planned: PlannedCopy,
	context: RunContext,
): Promise<CopiedBackup> {
	const {name, as, rows, all, backupId} = planned;
	const {onEvent} = context;
	try {
		const copied = isThere(planned)
			? {...nothing, all}
			: await copyBackup(places, planned, context);
		await context.journal?.append({type: 'copied', name, backupId, copied});
		onEvent({
			type: 'collection-ended',
			collection: name,
			outcome: 'complete',
			rows,
			bytes: copied.all.bytes,
		});
		return {name, as, outcome: 'complete', ...copied};
	} catch (thrown) {
		const error = toMilvaultError(thrown);
		if (isFatal(error)) {
			throw error;
		}

		onEvent({type: 'collection-ended', collection: name, outcome: 'failed', rows, bytes: 0, error});
		const {code, details} = error;
		return {name, as, outcome: 'failed', ...nothing, error: {code, details}};
	}
}

/**
 * Removes what an interrupted copy has left: the copy that it had begun, as long as no other job has
 * taken it over. Complete copies stay.
 *
 * @returns what was removed
 * @throws locked, job-elsewhere, and what storage throws
 */
export async function cleanCopies(
	session: Session,
	plan: CopyPlan,
	{jobId, signal}: {jobId: string; signal?: AbortSignal},
): Promise<string[]> {
	const from = await session.repositoryPlace();
	const to = await session.targetPlace();
	assertSamePlaces(plan, {from: from.label, to: to.label}, jobId);
	const removed: string[] = [];
	for (const {name, as} of plan.backups) {
		const locking = {jobId, kind: 'copy', mode: 'exclusive', warn() {}, signal} as const;
		await underLock(to, as, locking, async held => {
			// Between the last two files the record of the backup stands where the claim was.
			const isBegun =
				(await holdsClaim(to, as, jobId, held.signal)) ||
				(await isAlmostWhole(session, {name, as}, held.signal));
			if (isBegun) {
				await removeBackup(to, as, held);
				removed.push(`${to.label}/${as}`);
			}
		});
	}

	return removed;
}

async function isAlmostWhole(
	session: Session,
	{name, as}: {name: string; as: string},
	signal: AbortSignal,
): Promise<boolean> {
	try {
		const source = await openSource(await session.repositoryPlace(), name, as, signal);
		const target = await lookAtTarget(await session.targetPlace(), source, {isHeld: true, signal});
		return target.found === 'begun' && target.claimedBy === undefined;
	} catch (error) {
		// Gone, or another backup: nothing of this job.
		if (isOfTheRepository(toMilvaultError(error))) {
			throw error;
		}

		return false;
	}
}

function assertSamePlaces(
	plan: CopyPlan,
	{from, to}: {from: string; to: string},
	id: string,
): void {
	for (const [expected, found] of [
		[plan.from, from],
		[plan.to, to],
	] as const) {
		if (expected !== found) {
			throw new MilvaultError('job-elsewhere', {id, what: 'repository', expected, found});
		}
	}
}
