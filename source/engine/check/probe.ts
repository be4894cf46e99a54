import {randomBytes} from 'node:crypto';
import {createCollection, describeCollection, dropCollection} from '../../milvus/collections.js';
import type {Milvus} from '../../milvus/milvus.js';
import {dataTypes} from '../../model/data-types.js';
import {MilvaultError} from '../../model/milvault-error.js';
import type {RestorePlan, RestoreResult} from '../../model/plans.js';
import {fragment} from '../../model/fragments.js';
import {removeBackup} from '../repository/remove-backup.js';
import {ok, type Found} from './found.js';
import {createBackup} from '../create-backup.js';
import {planBackup} from '../plan-backup.js';
import {planRestore} from '../plan-restore.js';
import {restoreBackup} from '../restore-backup.js';
import type {Session} from '../session.js';

const db = 'default';

/**
 * Proves that Milvus can read where a restore puts data: backs up and restores a collection of one
 * row, counts the row, and removes everything. The names show their purpose.
 *
 * @throws milvus-cannot-read with the place that Milvus was asked to read, and what a backup and a
 *   restore throw
 */
export async function probe(session: Session, signal: AbortSignal | undefined): Promise<Found> {
	const id = randomBytes(4).toString('hex');
	const name = `milvault_probe_${id}`;
	const source = `probe_milvault_${id}`;
	const target = `probe_back_milvault_${id}`;
	const milvus = await session.milvus();
	try {
		await makeOneRow(milvus, source, signal);
		const plan = await planBackup(session, {
			name,
			filter: source,
			strategy: 'auto',
			withRbac: false,
		});
		await createBackup(session, plan, {signal});
		const restore = await planRestore(session, {
			name,
			renames: [`${source}:${target}`],
			onConflict: 'fail',
			withIndex: false,
			withLoad: false,
			metaOnly: false,
			withRbac: false,
		});
		assertRead(restore, await restoreBackup(session, restore, {signal}));
		return ok({
			code: 'milvus-read-row',
			details: {place: restore.readsFrom.place},
		});
	} finally {
		await removeProbe(session, {name, collections: [source, target]});
	}
}

function assertRead(plan: RestorePlan, result: RestoreResult): void {
	const [collection] = result.collections;
	if (collection?.outcome === 'complete' && collection.rows === '1') {
		return;
	}

	const error = collection?.error;
	if (
		error?.code === 'import-failed' ||
		error?.code === 'import-incomplete' ||
		error === undefined
	) {
		const details = error?.details as {reason?: string} | undefined;
		throw new MilvaultError('milvus-cannot-read', {
			place: plan.readsFrom.place,
			reason: details?.reason ?? fragment('rows-imported', {rows: collection?.rows ?? 0}),
		});
	}

	throw new MilvaultError(error.code, error.details as never);
}

async function makeOneRow(
	milvus: Milvus,
	name: string,
	signal: AbortSignal | undefined,
): Promise<void> {
	await createCollection(milvus, {
		db,
		schema: {
			name,
			description: 'a probe of milvault check, to be dropped',
			fields: [
				{fieldID: '100', name: 'id', is_primary_key: true, data_type: dataTypes.Int64},
				{
					fieldID: '101',
					name: 'v',
					data_type: dataTypes.FloatVector,
					type_params: [{key: 'dim', value: '2'}],
				},
			],
		},
		shardsNum: 1,
		numPartitions: 0,
		consistencyLevel: 0,
		properties: [],
	});
	await milvus.call(
		'Insert',
		{
			collection_name: name,
			num_rows: 1,
			hash_keys: [1],
			fields_data: [
				{
					type: 5,
					field_name: 'id',
					scalars: {long_data: {data: ['1']}},
				},
				{
					type: 101,
					field_name: 'v',
					vectors: {dim: '2', float_vector: {data: [0.25, 0.5]}},
				},
			],
		},
		{db, signal},
	);
}

/**
 * Also after a failure or a cancel: what cannot be removed stays, under a name that shows its
 * purpose.
 */
async function removeProbe(
	session: Session,
	{name, collections}: {name: string; collections: readonly string[]},
): Promise<void> {
	const milvus = await session.milvus();
	for (const collection of collections) {
		try {
			if (await describeCollection(milvus, db, collection)) {
				await dropCollection(milvus, db, collection);
			}
		} catch {
			// See above.
		}
	}

	try {
		await removeBackup(await session.repositoryPlace(), name);
	} catch {
		// See above.
	}
}
