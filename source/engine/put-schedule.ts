import {MilvaultError} from '../model/milvault-error.js';
import {assertPolicy} from '../model/retention-values.js';
import {copyTarget, type Schedule} from '../model/schedule.js';
import {assertScheduleName} from '../model/schedule-values.js';
import {nearestNames} from '../utils/nearest-names.js';
import {checkedSchedule} from './schedules/check-schedule.js';
import {timeText} from './schedules/due-run.js';
import {
	deleteSchedule,
	readSchedule,
	scheduleNames,
	writeSchedule,
} from './schedules/schedule-store.js';
import type {Place, Session} from './session.js';

/**
 * Records a schedule in the repository, so that every machine that knows it sees the same. What was
 * due before it was recorded is not caught up.
 *
 * @param options.replace also one that is there; what is known of its runs stays
 * @returns the schedule as it was recorded
 * @throws schedule-bad-value, schedule-taken, retention-empty for `prune` without a policy of the
 *   repository, bad-backup-name, filter-syntax
 */
export async function putSchedule(
	session: Session,
	given: Omit<Schedule, 'since'>,
	{
		replace = false,
		now = new Date(),
		signal,
	}: {replace?: boolean; now?: Date; signal?: AbortSignal} = {},
): Promise<Schedule> {
	const schedule = checkedSchedule({...given, since: timeText(now)}, now);
	const {name} = schedule;
	if (schedule.after.includes('prune')) {
		const {retention} = session.repository;
		if (!retention) {
			throw new MilvaultError('retention-empty', {given: []});
		}

		assertPolicy(retention);
	}

	for (const step of schedule.after) {
		assertTarget(session, copyTarget(step));
	}

	const repository = await session.repositoryPlace();
	await repository.storage.ensureReachable({signal, mayBeNew: true});
	if (!replace && (await readSchedule(repository, name, signal))) {
		throw new MilvaultError('schedule-taken', {name, place: repository.label});
	}

	await writeSchedule(repository, schedule);
	return schedule;
}

/** @throws unknown-repository; schedule-bad-value for the schedule's own repository */
function assertTarget({settings, repository}: Session, target: string | undefined): void {
	if (target === undefined) {
		return;
	}

	const known = Object.keys(settings.repositories);
	if (!known.includes(target)) {
		throw new MilvaultError('unknown-repository', {name: target, known, origin: 'flag --after'});
	}

	if (target === repository.name) {
		throw new MilvaultError('schedule-bad-value', {
			key: 'after',
			value: `copy:${target}`,
			allowed: known.filter(name => name !== target).map(name => `copy:${name}`),
		});
	}
}

/** Its backups stay. @throws schedule-missing */
export async function removeSchedule(
	session: Session,
	name: string,
	{signal}: {signal?: AbortSignal} = {},
): Promise<void> {
	assertScheduleName(name);
	const repository = await session.repositoryPlace();
	await repository.storage.ensureReachable({signal});
	// One that cannot be read can be removed.
	if (!(await scheduleNames(repository, signal)).includes(name)) {
		throw await scheduleMissing(repository, name, signal);
	}

	await deleteSchedule(repository, name, signal);
}

export async function scheduleMissing(
	repository: Place,
	name: string,
	signal?: AbortSignal,
): Promise<MilvaultError> {
	return new MilvaultError('schedule-missing', {
		name,
		place: repository.label,
		near: nearestNames(name, await scheduleNames(repository, signal)),
	});
}
