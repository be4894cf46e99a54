import {randomBytes} from 'node:crypto';
import type {MilvusClient} from '@zilliz/milvus2-sdk-node';
import type {ExecutionContext} from 'ava';
import {createBackup} from '../../../source/engine/create-backup.js';
import {planBackup} from '../../../source/engine/plan-backup.js';
import type {StorageSettings} from '../../../source/settings/settings.js';
import {dropDatabase} from '../milvus/drop-database.js';
import {sessionFor} from './engine-session.js';
import {restoreInto} from './restore-into.js';
import {allRows} from '../milvus/rows.js';
import {assertSameRows} from '../milvus/same-rows.js';
import type {MilvusServer} from '../servers/milvus.js';
import {smallRows} from '../milvus/small-collections.js';
import {watchTemporaryCopies} from '../backups/temporary-copies.js';

export type ThereAndBack = {
	/** Of the restore. */
	jobId: string;
	/** Codes of the results' warnings. */
	warnings: {backup: string[]; restore: string[]};
	/** Where the restore's plan says that Milvus reads from. */
	readsFrom: {place: string; isTemporary: boolean};
	/** Temporary copies while Milvus imported. */
	copiesDuring: number;
};

/**
 * Backs a database of the small collections up to a repository, restores it from there into another
 * database, and compares every row; nothing of the temporary copies may be left.
 */
export async function thereAndBack(
	t: ExecutionContext,
	options: {
		server: MilvusServer;
		client: MilvusClient;
		repository: StorageSettings;
		db: string;
		/** Default: both. */
		collections?: ReadonlyArray<'items' | 'plain'>;
	},
): Promise<ThereAndBack> {
	const {server, client, repository, db} = options;
	const {collections = ['items', 'plain']} = options;
	const target = `${db}_${randomBytes(3).toString('hex')}`;
	t.teardown(async () => dropDatabase(client, target));
	const session = await sessionFor(t, {server, repository});
	const name = 'there_and_back';
	const plan = await planBackup(session, {
		name,
		filter: collections.map(collection => `${db}.${collection}`).join(),
		strategy: 'auto',
		withRbac: false,
	});
	const backup = await createBackup(session, plan);
	t.is(backup.outcome, 'complete', JSON.stringify(backup));
	t.deepEqual(backup.warnings.slice(0, plan.warnings.length), plan.warnings);

	const copies = watchTemporaryCopies(server);
	const restore = await restoreInto(session, name, target, {
		from: db,
		onEvent: copies.onEvent,
	});
	t.is(restore.result.outcome, 'complete', JSON.stringify(restore.result));
	for (const collection of collections) {
		const rows = await allRows(client, db, collection);
		t.is(rows.size, smallRows[collection]);
		assertSameRows(t, await allRows(client, target, collection), rows, collection);
	}

	t.deepEqual(await copies.now(), []);
	return {
		jobId: restore.result.jobId,
		warnings: {
			backup: backup.warnings.map(({code}) => code),
			restore: restore.result.warnings.map(({code}) => code),
		},
		readsFrom: restore.plan.readsFrom,
		copiesDuring: await copies.during(),
	};
}
