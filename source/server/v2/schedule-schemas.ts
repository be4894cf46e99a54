import {z} from 'zod';
import {errorShape} from './schemas.js';

const time = z.iso.datetime();
/** The last one as `copy:offsite`, to the repository of that name. */
const step = z.union([
	z.enum(['prune', 'verify', 'verify:full']),
	z.templateLiteral(['copy:', z.string()]),
]);
const outcomes = ['complete', 'partial', 'failed', 'cancelled'] as const;

const create = z
	.strictObject({
		name: z.string().max(128).optional().meta({
			description: 'With {date} and {time} (UTC). Default: the name of the schedule and both.',
		}),
		filter: z.string().max(100_000).optional(),
		strategy: z.enum(['auto', 'flush', 'skip_flush', 'meta_only']).optional(),
		rbac: z.boolean().optional(),
		bytesPerSecond: z.number().nonnegative().optional(),
		requestsPerSecond: z.number().nonnegative().optional(),
		gentle: z.enum(['auto', 'on', 'off']).optional(),
	})
	.meta({id: 'ScheduledCreate'});

export const scheduleName = z.object({name: z.string().min(1).max(255)});

export const scheduleBody = z
	.strictObject({
		cron: z
			.string()
			.max(1000)
			.meta({
				description: 'Minute, hour, day of the month, month, day of the week.',
				examples: ['0 2 * * *'],
			}),
		timeZone: z.string().max(100).default('UTC').meta({description: 'Of the cron expression.'}),
		jitter: z
			.string()
			.max(20)
			.optional()
			.meta({description: 'Start at random up to so much later: 90s, 5m, 1h.'}),
		create: create.default({}),
		after: z.array(step).max(10).default([]).meta({
			description: 'Steps after a complete backup, in this order.',
		}),
	})
	.meta({id: 'PutSchedule'});

export const scheduleRun = z
	.object({
		slot: time.optional().meta({description: 'For which time; absent: somebody asked for it.'}),
		lastSlot: time.optional().meta({description: 'The latest time that has had its run.'}),
		startedAt: time,
		endedAt: time.optional().meta({description: 'Absent: it runs, or was interrupted.'}),
		lateMs: z.number().optional(),
		missed: z.number().optional().meta({
			description: 'Times before it that had no run; this one is for all of them.',
		}),
		backup: z.string(),
		jobId: z.string().optional(),
		outcome: z.enum(outcomes).optional(),
		steps: z.array(
			z.object({
				step: z.literal('create').or(step),
				outcome: z.enum([...outcomes, 'skipped']),
				jobId: z.string().optional(),
				error: errorShape.optional(),
			}),
		),
		host: z.string(),
	})
	.meta({id: 'ScheduleRun'});

export const scheduleState = z
	.object({
		name: z.string(),
		cron: z.string(),
		timeZone: z.string(),
		jitter: z.string().optional(),
		cluster: z.string(),
		create,
		after: z.array(step),
		next: z.array(time).meta({description: 'The next five times, without jitter.'}),
		isRunning: z.boolean(),
		last: scheduleRun.optional(),
		skipped: z.object({count: z.number().int(), slot: time}).optional().meta({
			description: 'Runs that were left out because one went on, and the last of their times.',
		}),
	})
	.meta({id: 'Schedule'});

/** One whose record cannot be read. */
export const unreadableSchedule = z
	.object({name: z.string(), error: errorShape})
	.meta({id: 'UnreadableSchedule'});
