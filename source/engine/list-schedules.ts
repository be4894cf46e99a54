import {toMilvaultError} from '../model/milvault-error.js';
import type {ScheduleState, UnreadableSchedule} from '../model/schedule.js';
import {assertScheduleName} from '../model/schedule-values.js';
import {scheduleMissing} from './put-schedule.js';
import {mapBounded} from './run/map-bounded.js';
import {nextRuns} from './schedules/next-runs.js';
import {timeText} from './schedules/due-run.js';
import {
	isRunningNow,
	readLastRun,
	readSchedule,
	readSkips,
	scheduleNames,
} from './schedules/schedule-store.js';
import type {Place, Session} from './session.js';

/** Every schedule of the repository, by name; one that cannot be read comes with the reason. */
export async function listSchedules(
	session: Session,
	{now = new Date(), signal}: {now?: Date; signal?: AbortSignal} = {},
): Promise<Array<ScheduleState | UnreadableSchedule>> {
	const repository = await session.repositoryPlace();
	await repository.storage.ensureReachable({signal, mayBeNew: true});
	const names = await scheduleNames(repository, signal);
	const states = await mapBounded(names, 16, async name => {
		try {
			return await stateOf(repository, name, {now, signal});
		} catch (error) {
			const {code, details} = toMilvaultError(error);
			if (code === 'metadata-unreadable' || code === 'newer-format') {
				return {name, error: {code, details}};
			}

			throw error;
		}
	});
	return states.filter(state => state !== undefined);
}

/** @throws schedule-missing, metadata-unreadable, newer-format */
export async function getSchedule(
	session: Session,
	name: string,
	{now = new Date(), signal}: {now?: Date; signal?: AbortSignal} = {},
): Promise<ScheduleState> {
	assertScheduleName(name);
	const repository = await session.repositoryPlace();
	await repository.storage.ensureReachable({signal});
	const state = await stateOf(repository, name, {now, signal});
	if (!state) {
		throw await scheduleMissing(repository, name, signal);
	}

	return state;
}

/** Undefined where there is none. */
async function stateOf(
	repository: Place,
	name: string,
	{now, signal}: {now: Date; signal: AbortSignal | undefined},
): Promise<ScheduleState | undefined> {
	const schedule = await readSchedule(repository, name, signal);
	if (!schedule) {
		return undefined;
	}

	const last = await readLastRun(repository, name, signal);
	const skips = await readSkips(repository, name, signal);
	return {
		schedule,
		...(last && {last}),
		...(skips && {skips}),
		next: nextRuns(schedule, now, 5).map(run => timeText(run)),
		isRunning: await isRunningNow(repository, name, signal),
	};
}
