import {randomBytes} from 'node:crypto';
import test from 'ava';
import {createBackup} from '../../source/engine/create-backup.js';
import {planBackup} from '../../source/engine/plan-backup.js';
import {verifyBackups} from '../../source/engine/verify-backups.js';
import {cacheDir} from '../helpers/runner/cache-dir.js';
import {dropDatabase} from '../helpers/milvus/drop-database.js';
import {sessionFor} from '../helpers/program/engine-session.js';
import {restoreInto} from '../helpers/program/restore-into.js';
import {allRows, openSdk} from '../helpers/milvus/rows.js';
import {settingsOf} from '../helpers/backups/s3-storage.js';
import {assertSameRows} from '../helpers/milvus/same-rows.js';
import {installMinio} from '../helpers/servers/install-minio.js';
import {startMinio} from '../helpers/servers/minio.js';
import {servers} from '../helpers/servers/servers.js';
import {makeSmallCollections} from '../helpers/milvus/small-collections.js';

/* The store of the backups is killed and started again in the middle of the copy: waited out. */

const server = servers().milvus235;
const sdk = await openSdk(server);
const db = `store_${randomBytes(4).toString('hex')}`;
const minio = await startMinio({binary: await installMinio(cacheDir())});

test.after.always(async () => {
	await minio.stop();
	await dropDatabase(sdk, db);
	await dropDatabase(sdk, `${db}_to`);
	await sdk.closeConnection();
});

test('a backup and a restore outlast a restart of the store', async t => {
	await makeSmallCollections(sdk, db);
	await minio.createBucket('backups');
	const session = await sessionFor(t, {
		server,
		repository: settingsOf('backups', {rootPath: 'b'}, minio),
	});
	const retries: string[] = [];
	const restarts: Array<Promise<void>> = [];
	const plan = await planBackup(session, {
		name: 'whole',
		filter: `${db}.*`,
		strategy: 'auto',
		withRbac: false,
	});
	const made = await createBackup(session, plan, {
		onEvent(event) {
			if (event.type === 'object-copied' && restarts.length === 0) {
				restarts.push(minio.restart());
			}

			if (event.type === 'retried') {
				retries.push(event.what);
			}
		},
	});
	await Promise.all(restarts);
	t.is(restarts.length, 1);
	t.is(made.outcome, 'complete', JSON.stringify(made));
	t.true(retries.length > 0, 'it was noticed, and told');
	const verified = await verifyBackups(session, ['whole'], {level: 'full'});
	t.is(verified.outcome, 'complete', JSON.stringify(verified));

	const {result} = await restoreInto(session, 'whole', `${db}_to`, {
		from: db,
		onEvent(event) {
			if (event.type === 'object-copied' && restarts.length === 1) {
				restarts.push(minio.restart());
			}
		},
	});
	await Promise.all(restarts);
	t.is(restarts.length, 2);
	t.is(result.outcome, 'complete', JSON.stringify(result));
	for (const name of ['items', 'plain']) {
		assertSameRows(t, await allRows(sdk, `${db}_to`, name), await allRows(sdk, db, name));
	}
});
