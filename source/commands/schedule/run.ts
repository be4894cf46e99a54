import {runSchedule, type ScheduleJobs} from '../../engine/run-schedule.js';
import type {Session} from '../../engine/session.js';
import {getSchedule} from '../../engine/list-schedules.js';
import {findJob} from '../../jobs/find-job.js';
import {stateDirectory} from '../../jobs/job-files.js';
import {readRecord, readResult, readWork} from '../../jobs/job-record.js';
import {stepWork} from '../../jobs/step-work.js';
import {isContinuable, type JobResult, type JobWork} from '../../model/jobs.js';
import type {ScheduleRun} from '../../model/schedule.js';
import {jitterMs} from '../../model/schedule-values.js';
import {exitCodeOf} from '../../model/exit-codes.js';
import {stepLines} from '../../render/schedule-lines.js';
import {warningLines} from '../../render/warnings.js';
import {everything, repositoryOnly} from '../../settings/resolve-secrets.js';
import {formatShortDuration} from '../../text/format-duration.js';
import {formatTime} from '../../text/format-time.js';
import {lowerPriority} from '../../utils/lower-priority.js';
import {wait} from '../../utils/wait.js';
import {runWatchedJob} from '../live/run-watched-job.js';
import {done, type CommandEnd, type Context} from '../shared/context.js';
import {tellJobResult} from '../shared/tell-job-result.js';
import {withSession} from '../shared/with-session.js';

/** `milvault schedule run`: what systemd, cron and Kubernetes call, and people. */
export async function scheduleRun(
	given: Context,
	{
		operands: {name},
		ifDue = false,
		withJitter = false,
	}: {operands: {name: string}; ifDue?: boolean; withJitter?: boolean},
): Promise<CommandEnd> {
	const {output, signal} = given;
	const {schedule} = await withSession(given, repositoryOnly, async session =>
		getSchedule(session, name, {signal}),
	);
	if (withJitter) {
		await wait(Math.random() * jitterMs(schedule), signal);
	}

	const {create} = schedule;
	if (create.gentle !== 'off') {
		lowerPriority();
	}

	const context = {...given, globals: {...given.globals, cluster: schedule.cluster}};
	return withSession(
		context,
		everything,
		async session => {
			const ends: CommandEnd[] = [];
			const end = await runSchedule(session, name, {
				jobs: jobsOf(context, session, ends),
				isIfDue: ifDue,
				mask: text => output.mask(text),
				signal,
				onStart(run, isContinued) {
					output.emit({type: 'schedule-run', schedule: name, run, isContinued});
					tellStart(context, name, run, isContinued);
				},
			});
			if (end.is === 'not-due') {
				// Nothing is said: cron would send a mail of it.
				return done({isDue: false, ...(end.next !== undefined && {next: end.next})});
			}

			const {run} = end;
			output.note(...stepLines(run, output.messages));
			const failed = run.steps.find(({outcome}) => outcome !== 'complete');
			const told = ends.find(({exitCode}) => exitCode !== 0);
			return {
				outcome: run.outcome ?? 'cancelled',
				exitCode:
					failed === undefined
						? 0
						: signal.aborted
							? 130
							: (told?.exitCode ?? (failed.error ? exitCodeOf(failed.error.code) : 1)),
				result: {schedule: name, run},
			};
		},
		{bwlimit: create.bytesPerSecond, maxRequests: create.requestsPerSecond, gentle: create.gentle},
	);
}

/** In this process, with their progress. */
function jobsOf(context: Context, session: Session, ends: CommandEnd[]): ScheduleJobs {
	const {output, signal, environment} = context;
	const stateDir = stateDirectory(environment);
	const doJob = async (
		work: JobWork,
		jobId: string,
		given = context,
		placed = session,
	): Promise<JobResult> => {
		const result = await runWatchedJob(given, placed, work, jobId);
		ends.push(tellJobResult(given, work, result));
		return result;
	};

	return {
		async perform(step, jobId) {
			const planAndDo = async (given: Context, placed: Session): Promise<JobResult> => {
				const work = await stepWork(placed, step, {
					stateDir,
					mask: text => output.mask(text),
					isSeen: context.streams.stdin.isTTY,
					signal,
				});
				if ('plan' in work) {
					output.emit({type: 'plan', plan: work.plan});
					output.note(...warningLines(work.plan.warnings, output));
				}

				return doJob(work, jobId, given, placed);
			};

			if (step.kind !== 'copy') {
				return planAndDo(context, session);
			}

			const placed = {...context, globals: {...context.globals, target: step.to}};
			return withSession(placed, repositoryOnly, async own => planAndDo(placed, own));
		},
		async resume(jobId) {
			const record = await readRecord(stateDir, jobId).catch(() => undefined);
			if (!record) {
				return undefined;
			}

			const job = await findJob(stateDir, jobId);
			return isContinuable(job)
				? doJob(await readWork(stateDir, jobId), jobId)
				: readResult(stateDir, jobId);
		},
	};
}

function tellStart(
	{output}: Context,
	name: string,
	{slot, lateMs, missed}: ScheduleRun,
	isContinued: boolean,
): void {
	const texts = output.messages.commands.schedule;
	output.note(
		isContinued
			? texts.continued(name)
			: texts.begins(
					name,
					slot === undefined ? undefined : formatTime(slot),
					lateMs === undefined ? undefined : formatShortDuration(lateMs),
				),
		...(missed ? [texts.caughtUp(String(missed))] : []),
	);
}
