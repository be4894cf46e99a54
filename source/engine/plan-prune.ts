import {MilvaultError} from '../model/milvault-error.js';
import type {Warning} from '../model/job-events.js';
import type {BackupSummary} from '../model/plans.js';
import type {PrunePlan, RetentionBackup, RetentionPolicy} from '../model/retention.js';
import {assertPolicy} from '../model/retention-values.js';
import {listBackups, lookAtBackup} from './list-backups.js';
import {lockHolders} from './locks/is-stale.js';
import {lockKindOf} from './locks/lock-file.js';
import {lastWriteOf} from './repository/last-write.js';
import {isBackup} from './repository/read-backup.js';
import {pinOf, readPins} from './repository/pins.js';
import {applyPolicy} from './retention/apply-policy.js';
import {mapBounded} from './run/map-bounded.js';
import type {Place, Session} from './session.js';

/**
 * Which backups of the repository a policy keeps, which it lets go, and why. Nothing is changed.
 *
 * @param options.continuable ids of jobs that can be continued; other backups that are unfinished
 *   stay for 24 hours after the last write into them
 * @param options.now default: the present
 * @throws retention-bad-value, retention-empty, and what keeps the repository from answering
 */
export async function planPrune(
	session: Session,
	policy: RetentionPolicy,
	options: {
		continuable?: ReadonlySet<string>;
		now?: Date;
		signal?: AbortSignal;
	} = {},
): Promise<PrunePlan> {
	assertPolicy(policy);
	const {continuable = new Set<string>(), now = new Date(), signal} = options;
	const repository = await session.repositoryPlace();
	const warnings: Warning[] = [];
	const listed = await listBackups(session, {signal, onWarning: one => warnings.push(one)});
	const holders = await lockHolders(repository, signal);
	const backups = await mapBounded(listed, 32, async (backup): Promise<RetentionBackup> => {
		const lock = holders.get(backup.name);
		return {
			...backup,
			...(lock && {lock: {kind: lockKindOf(lock), host: lock.host}}),
			...(backup.state === 'unfinished' && (await lastWriteOf(repository, backup.name, signal))),
			...(backup.id !== undefined && continuable.has(backup.id) && {continuableBy: backup.id}),
		};
	});
	const decisions = applyPolicy(backups, policy, now);
	return {
		kind: 'prune',
		policy,
		at: now.toISOString(),
		place: repository.label,
		backups: backups.map((backup, index) => {
			const {isKept, reasons, group} = decisions[index]!;
			return {...backup, isKept, reasons, ...(group !== undefined && {group})};
		}),
		pins: await idlePins(repository, listed, {now, signal}),
		warnings,
	};
}

/** Pins that hold nothing: they have ended, or what they held is gone. */
async function idlePins(
	repository: Place,
	backups: readonly BackupSummary[],
	{now, signal}: {now: Date; signal: AbortSignal | undefined},
): Promise<string[]> {
	const byName = new Map(backups.map(backup => [backup.name, backup]));
	const idle: string[] = [];
	for (const [name, pin] of await readPins(repository, signal)) {
		const backup = byName.get(name);
		// One that is not listed may be there and not be readable.
		const isGone = backup ? false : !(await isBackup(repository, name).catch(() => true));
		if (isGone || (backup && !pinOf(backup, pin, now).pin)) {
			idle.push(name);
		}
	}

	return idle.toSorted();
}

/** What a plan lets go, in the order in which it goes: first what is no whole backup, oldest first. */
export function goingOf({backups}: PrunePlan): PrunePlan['backups'] {
	const isWhole = ({state}: BackupSummary): number => (state === 'complete' ? 1 : 0);
	return backups
		.filter(({isKept}) => !isKept)
		.toSorted(
			(a, b) =>
				isWhole(a) - isWhole(b) ||
				(a.createdAt ?? '').localeCompare(b.createdAt ?? '') ||
				(a.name < b.name ? -1 : 1),
		);
}

/**
 * What keeps a backup now that was to go: it was pinned, made again, or written into since.
 *
 * @throws backup-pinned, backup-changed
 */
export async function assertStillGoing(
	repository: Place,
	planned: RetentionBackup,
	signal?: AbortSignal,
): Promise<void> {
	const {name} = planned;
	const backup = await lookAtBackup(repository, name, signal);
	const found: RetentionBackup = {
		...(backup ?? planned),
		...(backup?.state === 'unfinished' && (await lastWriteOf(repository, name, signal))),
	};
	if (found.pin) {
		throw new MilvaultError('backup-pinned', {name, ...found.pin});
	}

	const isSame = found.isHalfDeleted
		? // Of what is left, this run or an earlier one has removed the rest.
			planned.id === undefined || found.id === undefined || planned.id === found.id
		: (['id', 'state', 'createdAt', 'writtenAt', 'bytes'] as const).every(
				key => planned[key] === found[key],
			) && planned.error?.code === found.error?.code;
	if (!isSame) {
		throw new MilvaultError('backup-changed', {name, place: `${repository.label}/${name}`});
	}
}
