import {randomBytes} from 'node:crypto';
import test from 'ava';
import {createBackup} from '../../source/engine/create-backup.js';
import {planBackup} from '../../source/engine/plan-backup.js';
import {damaged, putAll, readAll, verified} from '../helpers/backups/whole-backups.js';
import {newBucket, settingsOf} from '../helpers/backups/s3-storage.js';
import {dropDatabase} from '../helpers/milvus/drop-database.js';
import {openSdk} from '../helpers/milvus/rows.js';
import {makeSmallCollections, smallRows} from '../helpers/milvus/small-collections.js';
import {sessionFor} from '../helpers/program/engine-session.js';
import {restoreInto} from '../helpers/program/restore-into.js';
import {cacheDir} from '../helpers/runner/cache-dir.js';
import {installMinio} from '../helpers/servers/install-minio.js';
import {startMinio} from '../helpers/servers/minio.js';
import {servers} from '../helpers/servers/servers.js';

/* A MinIO that compresses what it keeps: its ETags may be no sums of the content (minio#12337). */

const server = servers().milvus235;
const db = `compressing_${randomBytes(4).toString('hex')}`;
const sdk = await openSdk(server);
const minio = await startMinio({
	binary: await installMinio(cacheDir()),
	env: {
		MINIO_COMPRESSION_ENABLE: 'on',
		MINIO_COMPRESSION_EXTENSIONS: '',
		MINIO_COMPRESSION_MIME_TYPES: '',
	},
});

test.after.always(async () => {
	await minio.stop();
	await dropDatabase(sdk, db);
	await dropDatabase(sdk, `${db}_to`);
	await sdk.closeConnection();
});

test('a backup in a store that compresses is what it was, there and moved; damage is found, and it is restored', async t => {
	await makeSmallCollections(sdk, db);
	await minio.createBucket('compressed');
	const repository = settingsOf('compressed', {rootPath: 'r'}, minio);
	const session = await sessionFor(t, {server, repository});
	const plan = await planBackup(session, {
		name: 'b',
		filter: `${db}.*`,
		strategy: 'auto',
		withRbac: false,
	});
	const {outcome} = await createBackup(session, plan);
	t.is(outcome, 'complete');
	const files = await readAll(repository, 'r/b/');
	const moved = settingsOf(await newBucket());
	await putAll(moved, 'b/', files);
	for (const place of [session, await sessionFor(t, {server, repository: moved})]) {
		for (const level of ['quick', 'full'] as const) {
			const {outcome, text, warnings} = await verified(place, 'b', level);
			t.is(outcome, 'complete', text);
			t.deepEqual(warnings, []);
		}
	}

	await putAll(repository, 'r/damaged/', damaged(files));
	t.is((await verified(session, 'damaged', 'full')).outcome, 'failed');
	const {result} = await restoreInto(session, 'b', `${db}_to`, {from: db});
	t.is(result.outcome, 'complete', JSON.stringify(result));
	t.is(result.rows, String(smallRows.items + smallRows.plain));
});
