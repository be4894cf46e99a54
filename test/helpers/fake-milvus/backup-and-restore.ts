import {readFile} from 'node:fs/promises';
import {join} from 'node:path';
import {createBackup} from '../../../source/engine/create-backup.js';
import {planBackup} from '../../../source/engine/plan-backup.js';
import {planRestore} from '../../../source/engine/plan-restore.js';
import {restoreBackup} from '../../../source/engine/restore-backup.js';
import type {BackupInfo} from '../../../source/format/messages.js';
import {readBackupInfo} from '../../../source/format/read-backup-meta.js';
import type {
	BackupRequest,
	BackupResult,
	RestorePlan,
	RestoreRequest,
	RestoreResult,
} from '../../../source/model/plans.js';
import {moveDeletesToL0, shopDeletes} from './change-segments.js';
import type {FakeSession} from './fake-session.js';
import {putFixture} from './put-fixture.js';
import {findCollection, type FakeCollection, type FakeState} from './state.js';

/** Everything, into the backup `b`. */
export async function backup(
	{session, repository}: FakeSession,
	changes: Partial<BackupRequest> = {},
): Promise<{info: BackupInfo; result: BackupResult}> {
	const plan = await planBackup(session, {
		name: 'b',
		strategy: 'auto',
		withRbac: false,
		...changes,
	});
	const result = await createBackup(session, plan);
	const info = await readBackupInfo({
		name: 'b',
		read: async file => readFile(join(repository, 'b', file), 'utf8'),
	});
	return {info, result};
}

/** The backup `b`, under names that end in `_again`. */
export async function restore(
	{session}: FakeSession,
	changes: Partial<RestoreRequest> = {},
): Promise<{plan: RestorePlan; result: RestoreResult}> {
	const plan = await planRestore(session, {
		name: 'b',
		suffix: '_again',
		onConflict: 'fail',
		withIndex: true,
		withLoad: true,
		metaOnly: false,
		withRbac: false,
		...changes,
	});
	return {plan, result: await restoreBackup(session, plan)};
}

/**
 * 400 rows in eight segments and two partitions, five deleted: three by books' own L0 segment, two
 * by one for every partition.
 */
export async function putShopWithL0(state: FakeState): Promise<FakeCollection> {
	const shop = await putFixture(state, {
		backup: 'shop_peer',
		collection: 'shop_items',
	});
	const books = shop.partitions.find(({name}) => name === 'books');
	await moveDeletesToL0(state, shop, {
		from: shopDeletes.books,
		partitionId: books?.id ?? '',
	});
	await moveDeletesToL0(state, shop, {
		from: shopDeletes.music,
		partitionId: '-1',
	});
	return shop;
}

/** The import jobs that a simulated Milvus was given, in order. */
export function importsOf(state: FakeState) {
	return [...state.jobs.values()].map(({partition, files, options}) => ({
		partition,
		groups: files.length,
		isL0: options['l0_import'] === 'true',
		options,
		files,
	}));
}

/** What `restore` made of a collection of the default database. */
export function restored(state: FakeState, name: string): FakeCollection {
	const found = findCollection(state, 'default', `${name}_again`);
	if (!found) {
		throw new Error(`${name} was not restored`);
	}

	return found;
}
