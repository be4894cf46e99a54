import type {BackupSummary} from '../model/plans.js';
import type {ScheduleState} from '../model/schedule.js';
import {listBackups} from './list-backups.js';
import {listSchedules} from './list-schedules.js';
import {dueRun} from './schedules/due-run.js';
import type {Session} from './session.js';

/** What metrics say of a repository. */
export type ObservedRepository = {
	backups: readonly BackupSummary[];
	schedules: ReadonlyArray<
		Pick<ScheduleState, 'schedule' | 'last' | 'skips' | 'next'> & {
			/** Since its latest time, if that passed without a run; else 0. */
			overdueMs: number;
		}
	>;
};

/**
 * Lists backups and schedules; a schedule that cannot be read is left out.
 *
 * @throws what keeps the repository from answering
 */
export async function observeRepository(
	session: Session,
	{now = new Date(), signal}: {now?: Date; signal?: AbortSignal} = {},
): Promise<ObservedRepository> {
	const [backups, schedules] = await Promise.all([
		listBackups(session, {signal}),
		listSchedules(session, {now, signal}),
	]);
	return {
		backups,
		schedules: schedules.flatMap(state => {
			if ('error' in state) {
				return [];
			}

			const due = dueRun(state.schedule, state, now);
			return [{...state, overdueMs: due.is === 'due' ? due.lateMs : 0}];
		}),
	};
}
