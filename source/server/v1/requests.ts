import {z} from 'zod';
import {backupNamePattern} from '../../model/backup-name.js';

/*
 * What milvus-backup's REST interface takes, by its protobuf definitions of 0.5.16. A key that it
 * does not know is refused: it would have been ignored without a word.
 */

const names = z.array(z.string()).nullish();
const flag = z.boolean().nullish();
const text = z.string().nullish();
const number = z.number().nullish();

/** `{db: [collections]}`, or that as JSON in a string; no collections: all of the database. */
const dbCollections = z
	.union([z.string(), z.record(z.string(), z.array(z.string()).nullable()), z.array(z.never())])
	.nullish();

/** `{db: {colls: [collections]}}`; none, or `*`: all of the database. */
const filter = z.record(z.string(), z.strictObject({colls: names}).nullable()).nullish();

export const createRequest = z
	.strictObject({
		requestId: text,
		// Documented, not validated: the refusal of a name proposes one that is allowed.
		backup_name: text.meta({
			description: `${backupNamePattern}, at most 128 characters`,
		}),
		async: flag,
		filter,
		strategy: text,
		rbac: flag,
		with_index_extra: flag,
		gc_pause_enable: flag,
		gc_pause_seconds: number,
		gc_pause_address: text,
		backup_root_path: text,
		format: text,
		collection_names: names,
		db_collections: dbCollections,
		force: flag,
		meta_only: flag,
	})
	.meta({id: 'CreateBackupRequest'});

export const restoreRequest = z
	.strictObject({
		requestId: text,
		backup_name: text,
		id: text,
		async: flag,
		collection_names: names,
		collection_suffix: text,
		collection_renames: z.record(z.string(), z.string()).nullish(),
		db_collections: dbCollections,
		db_collections_after_rename: dbCollections,
		bucket_name: text,
		path: text,
		metaOnly: flag,
		restoreIndex: flag,
		useAutoIndex: flag,
		dropExistCollection: flag,
		dropExistIndex: flag,
		skipCreateCollection: flag,
		rbac: flag,
		maxShardNum: number,
		skipParams: z
			.strictObject({
				collectionProperties: names,
				fieldIndexParams: names,
				fieldTypeParams: names,
				indexParams: names,
			})
			.nullish(),
		useV2Restore: flag,
		skipImportDiskQuotaCheck: flag,
		truncateBinlogByTs: flag,
		restorePlan: z
			.strictObject({
				mapping: z
					.array(
						z.strictObject({
							source: z.string(),
							target: z.string(),
							withProp: flag,
							colls: z
								.array(
									z.strictObject({
										source: z.string(),
										target: z.string(),
										override: z
											.strictObject({
												shardNum: z
													.number()
													.int()
													.min(0)
													.max(2 ** 31 - 1)
													.nullish(),
												description: text,
											})
											.nullish(),
									}),
								)
								.nullish(),
						}),
					)
					.nullish(),
				filter,
			})
			.nullish(),
		ezkMapping: z.record(z.string(), z.string()).nullish(),
	})
	.meta({id: 'RestoreBackupRequest'});

export type CreateRequest = z.infer<typeof createRequest>;
export type V1RestoreRequest = z.infer<typeof restoreRequest>;
