import type {ErrorSummary, Outcome} from './job-events.js';
import type {BackupStrategy} from './plans.js';

/** What may come after a backup: of the repository, or of the backup that was made. */
export const scheduleSteps = ['prune', 'verify', 'verify:full'] as const;

/** `copy:offsite`: to the repository of that name. */
export type ScheduleStep = 'prune' | 'verify' | 'verify:full' | `copy:${string}`;

/** To which repository a step copies; undefined: it does not. */
export function copyTarget(step: string): string | undefined {
	return step.startsWith('copy:') && step.length > 'copy:'.length
		? step.slice('copy:'.length)
		: undefined;
}

export function isScheduleStep(step: unknown): step is ScheduleStep {
	return (
		typeof step === 'string' &&
		(copyTarget(step) !== undefined || scheduleSteps.some(one => one === step))
	);
}

/** A backup that is made again and again; the same on every machine that knows its repository. */
export type Schedule = {
	/** Lower case letters, digits and `-`; at most 40. */
	name: string;
	/** Five fields. */
	cron: string;
	/** IANA name of the zone in which `cron` is read, as Europe/Berlin; default UTC. */
	timeZone: string;
	/** Runs start at random up to so much later, as `5m`; absent: at once. */
	jitter?: string;
	/** Of the cluster, in the configuration. */
	cluster: string;
	/** The flags of `create`; never secrets. */
	create: ScheduledCreate;
	/** In this order, each only if what came before is complete. */
	after: readonly ScheduleStep[];
	/** RFC 3339 UTC; runs before it were never due. */
	since: string;
};

export type ScheduledCreate = {
	/** With `{date}` and `{time}` (UTC); default: the schedule's name, `{date}` and `{time}`. */
	name?: string;
	filter?: string;
	strategy?: BackupStrategy;
	withRbac?: boolean;
	bytesPerSecond?: number;
	requestsPerSecond?: number;
	gentle?: 'auto' | 'on' | 'off';
};

/** A step of a run: the backup itself, or what comes after it. */
export type ScheduleRunStep = {
	step: 'create' | ScheduleStep;
	/** skipped: what came before was not complete. */
	outcome: Outcome | 'skipped';
	jobId?: string;
	error?: ErrorSummary;
};

/** The last run, as the repository records it. */
export type ScheduleRun = {
	/** For which time of the schedule; absent: somebody asked for it. RFC 3339 UTC. */
	slot?: string;
	/** The latest time of the schedule that has had its run: `slot`, or that of a run before. */
	lastSlot?: string;
	startedAt: string;
	/** Absent: it runs, or was interrupted. */
	endedAt?: string;
	/** How much later than its slot it started, jitter included. */
	lateMs?: number;
	/** Earlier times that passed without a run; this one is for all of them. */
	missed?: number;
	/** The name of the backup. */
	backup: string;
	/** Of the job that makes the backup. */
	jobId?: string;
	/** Of the backup; partial, too, where the backup is complete and a step after it is not. */
	outcome?: Outcome;
	steps: readonly ScheduleRunStep[];
	host: string;
};

/** Runs that were not started because one still ran. */
export type ScheduleSkips = {
	count: number;
	/** The latest time of the schedule that was skipped. RFC 3339 UTC. */
	slot: string;
};

/** A schedule, and what is known of its runs. */
export type ScheduleState = {
	schedule: Schedule;
	last?: ScheduleRun;
	skips?: ScheduleSkips;
	/** The next five times, without jitter. RFC 3339 UTC. */
	next: readonly string[];
	/** A run goes on now, here or elsewhere. */
	isRunning: boolean;
};

/** A schedule whose record is damaged, or of a newer version. */
export type UnreadableSchedule = {name: string; error: ErrorSummary};
