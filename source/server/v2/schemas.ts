import {z} from 'zod';
import {backupNamePattern} from '../../model/backup-name.js';
import {titles} from '../problem.js';

/*
 * Everything that /api/v2 takes and gives. int64 are strings, times RFC 3339 in UTC, sizes bytes.
 */

const time = z.iso.datetime();
const int64 = z.string().regex(/^-?\d{1,19}$/);
const count = z.number().int().nonnegative();
const bytes = z.number().nonnegative();
/** `db.collection` */
const collection = z.string();

export const errorShape = z
	.object({
		code: z.string().meta({description: 'Stable: for use in programs.'}),
		detail: z.string(),
		hint: z.string().optional(),
		retriable: z.boolean(),
	})
	.meta({id: 'Error'});

export const problem = z
	.object({
		type: z.literal('about:blank'),
		title: z.string(),
		status: z.number().int(),
		code: z.string().meta({description: 'Stable: for use in programs.'}),
		detail: z.string(),
		hint: z.string().optional(),
		retriable: z.boolean(),
	})
	.meta({id: 'Problem', description: 'RFC 9457.'});

type ProblemAnswer = {
	description: string;
	content: {'application/problem+json': {schema: typeof problem}};
};

/**
 * Answers that a route may give besides its own, those of the guard, and whatever else goes wrong.
 */
export function problems<const Status extends number>(
	...statuses: Status[]
): Record<Status | 401 | 403 | 'default', ProblemAnswer> {
	return Object.fromEntries(
		([401, 403, ...statuses, 'default'] as const).map(status => [
			status,
			{
				description: status === 'default' ? 'Another error' : (titles[status] ?? ''),
				content: {'application/problem+json': {schema: problem}},
			},
		]),
	) as Record<Status | 401 | 403 | 'default', ProblemAnswer>;
}

/** An answer that is no JSON. */
export function textAnswer<const Type extends string>(
	type: Type,
	description: string,
): {description: string; content: Record<Type, {schema: z.ZodString}>} {
	return {
		description,
		content: {[type]: {schema: z.string()}} as Record<Type, {schema: z.ZodString}>,
	};
}

const warning = z.object({code: z.string(), message: z.string()}).meta({id: 'Warning'});

export const backupSummary = z
	.object({
		name: z.string(),
		id: z.string().optional(),
		state: z.enum(['complete', 'partial', 'unfinished', 'unreadable']),
		createdAt: time.optional(),
		cluster: z.string().optional(),
		milvusVersion: z.string().optional(),
		madeBy: z.enum(['milvault', 'milvus-backup']),
		collections: count.optional(),
		rows: int64.optional(),
		bytes: bytes.optional(),
		verified: z
			.object({
				at: time,
				level: z.enum(['quick', 'full']),
				outcome: z.enum(['complete', 'failed']),
				restored: z
					.object({at: time, outcome: z.enum(['complete', 'failed'])})
					.optional()
					.meta({description: 'When it was last restored in a drill, and how that ended.'}),
			})
			.optional(),
		error: errorShape.optional(),
	})
	.meta({id: 'Backup'});

export const backupDetails = backupSummary
	.extend({
		databases: z.array(z.string()),
		contents: z.array(
			z.object({
				collection,
				db: z.string(),
				name: z.string(),
				description: z.string(),
				rows: int64,
				bytes,
				loadState: z.enum(['NotLoad', 'Loading', 'Loaded']),
				aliases: z.array(z.string()),
				isDynamic: z.boolean(),
				fields: z.array(
					z.object({
						name: z.string(),
						type: z.string(),
						isPrimaryKey: z.boolean(),
						description: z.string(),
					}),
				),
				partitions: z.array(z.object({name: z.string(), rows: int64, bytes, segments: count})),
				indexes: z.array(
					z.object({
						field: z.string(),
						name: z.string(),
						type: z.string(),
						metric: z.string().optional(),
					}),
				),
				properties: z.record(z.string(), z.string()),
				cutAt: time.optional(),
			}),
		),
		failed: z.array(z.object({collection, error: errorShape})),
		warnings: z.array(warning),
	})
	.meta({id: 'BackupDetails'});

/** Of a job, in a path. */
export const jobId = z.object({
	id: z.string().min(1).max(255).meta({description: 'Job id or alias.'}),
});

export const jobState = z.enum([
	'running',
	'interrupted',
	'complete',
	'partial',
	'failed',
	'cancelled',
]);

const phase = z.enum([
	'waiting',
	'flush',
	'list',
	'copy',
	'create',
	'import',
	'index',
	'load',
	'check',
	'finish',
]);

const outcome = z.enum(['complete', 'failed', 'skipped', 'cancelled']);

export const job = z
	.object({
		id: z.uuid(),
		alias: z.string().optional(),
		kind: z.enum(['backup', 'restore', 'verify', 'delete', 'prune', 'copy']),
		name: z.string().meta({description: 'Name of the backup; a list if there are several.'}),
		cluster: z.string(),
		repository: z.string(),
		state: jobState.meta({
			description: 'interrupted: its process stopped before the job ended; it can be continued.',
		}),
		canContinue: z.boolean(),
		phase,
		progress: z.object({
			percent: z.number().int().min(0).max(100),
			rows: int64,
			rowsDone: int64,
			objects: count,
			objectsDone: count,
			bytes,
			bytesDone: bytes,
			bytesPerSecond: z.number().nonnegative().optional(),
			etaSeconds: z.number().nonnegative().optional(),
			isGentle: z.boolean().meta({
				description: 'Flushes and copies leave room for searches: few at once, with rests.',
			}),
			retries: count,
		}),
		collections: z.array(
			z.object({
				collection,
				target: z.string().optional(),
				phase,
				percent: z.number().int().min(0).max(100),
				outcome: outcome.optional(),
				rows: int64,
				error: errorShape.optional(),
			}),
		),
		startedAt: time,
		endedAt: time.optional(),
		result: z
			.looseObject({
				kind: z.enum(['backup', 'restore', 'verify', 'delete', 'prune', 'copy']),
				outcome: z.enum(['complete', 'partial', 'failed', 'cancelled']),
			})
			.optional()
			.meta({description: 'The result, once the job has ended by itself.'}),
		error: errorShape.optional(),
	})
	.meta({id: 'Job'});

export const jobSummary = job
	.omit({phase: true, progress: true, collections: true, result: true})
	.meta({id: 'JobSummary'});

/** A plan is the engine's own; model/plans.ts says it all. */
export const backupPlan = z
	.looseObject({
		kind: z.literal('backup'),
		name: z.string(),
		from: z.string(),
		to: z.string(),
		collections: z.array(z.looseObject({collection, rows: int64})),
	})
	.meta({id: 'BackupPlan'});

export const restorePlan = z
	.looseObject({
		kind: z.literal('restore'),
		name: z.string(),
		from: z.string(),
		collections: z.array(
			z.looseObject({
				source: collection,
				target: collection,
				action: z.enum(['create', 'append', 'skip', 'replace']),
				rows: int64,
			}),
		),
	})
	.meta({id: 'RestorePlan'});

export const deletePlan = z
	.looseObject({name: z.string(), objects: count, bytes})
	.meta({id: 'DeletePlan'});

const filter = z.string().max(100_000).optional().meta({
	description:
		'Comma separated: `coll` (in database default), `db.coll`, `db.*`, `db.`, `*`. Default: everything.',
});

const dryRun = z.boolean().default(false).meta({
	description: 'Returns the plan (200) and changes nothing.',
});

export const createBody = z
	.strictObject({
		name: z.string().min(1).max(255).optional().meta({
			// Documented, not validated: the refusal of a name proposes one that is allowed.
			pattern: backupNamePattern,
			maxLength: 128,
			description:
				'Default: backup_YYYY_MM_DD_HHMMSS; with onlyFailed, the name of a partial backup.',
		}),
		filter,
		strategy: z.enum(['auto', 'flush', 'skip_flush', 'meta_only']).default('auto'),
		rbac: z.boolean().default(false),
		onlyFailed: z.boolean().default(false),
		dryRun,
	})
	.meta({id: 'CreateBackup'});

const onConflict = z.enum(['fail', 'rename', 'skip', 'append', 'replace']);

export const restoreBody = z
	.strictObject({
		backup: z.string().min(1).max(255),
		filter,
		suffix: z.string().max(255).optional(),
		renames: z.record(z.string(), z.string()).optional().meta({
			description:
				'From name to name: `a: b`, `db.a: db2.b`, `db.*: db2.*`; not together with suffix.',
		}),
		onConflict: onConflict.default('fail'),
		resolutions: z.record(z.string(), onConflict).optional().meta({
			description:
				'Instead of onConflict for single collections, by `db.collection` in the backup.',
		}),
		overrides: z
			.record(
				z.string(),
				z.strictObject({
					shards: z.number().int().min(1).max(1024).optional(),
					description: z.string().max(65_535).optional(),
				}),
			)
			.optional()
			.meta({
				description:
					'Values that replace the original ones of single collections, by `db.collection` in the backup; `*`: the chosen collection.',
			}),
		confirm: z.array(z.string()).default([]).meta({
			description:
				'The target names of all collections that will be replaced: if one is missing, nothing is replaced.',
		}),
		index: z.boolean().default(true),
		load: z.boolean().default(true),
		metaOnly: z.boolean().default(false),
		rbac: z.boolean().default(false),
		withoutTtl: z.boolean().default(false).meta({
			description:
				'Restores collections without collection.ttl.seconds: restored rows keep their original times, and expired ones would disappear.',
		}),
		moveAliases: z.boolean().default(false),
		importsOnly: z.boolean().default(false).meta({
			description:
				'Imports small partitions as well, instead of inserting their rows (Milvus 2.2 and 2.3, where each import job takes two seconds).',
		}),
		trust: z.boolean().default(false).meta({
			description:
				'Binlogs without a recorded checksum (backups by milvus-backup) are passed to Milvus without being decoded first: a damaged one can crash Milvus.',
		}),
		dryRun,
	})
	.meta({id: 'RestoreBackup'});

export const verifyBody = z
	.strictObject({
		backups: z.array(z.string().min(1).max(255)).min(1).max(1000),
		level: z.enum(['quick', 'full']).default('quick'),
	})
	.meta({id: 'VerifyBackups'});

export const controlBody = z
	.strictObject({
		isPaused: z.boolean().default(false),
		bytesPerSecond: z.number().nonnegative().default(0),
		requestsPerSecond: z.number().nonnegative().default(0),
	})
	.meta({id: 'Control', description: '0: no limit.'});

export const check = z
	.object({
		outcome: z.enum(['complete', 'partial', 'failed', 'cancelled']),
		cluster: z.string(),
		repository: z.string(),
		checks: z.array(
			z.object({
				id: z.string(),
				state: z.enum(['ok', 'warning', 'failed', 'skipped']),
				seen: z.string(),
				fix: z.string().optional(),
				error: errorShape.optional(),
			}),
		),
	})
	.meta({id: 'Check'});

export const clean = z
	.object({removed: z.array(z.string()), warnings: z.array(warning)})
	.meta({id: 'Cleaned'});
