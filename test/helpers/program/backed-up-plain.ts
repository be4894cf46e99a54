import {randomBytes} from 'node:crypto';
import type {ExecutionContext} from 'ava';
import {createBackup} from '../../../source/engine/create-backup.js';
import {planBackup} from '../../../source/engine/plan-backup.js';
import {newBucket, settingsOf} from '../backups/s3-storage.js';
import {dropDatabase} from '../milvus/drop-database.js';
import {openSdk} from '../milvus/rows.js';
import {makeSmallCollections} from '../milvus/small-collections.js';
import type {MilvusServer} from '../servers/milvus.js';
import {sessionFor} from './engine-session.js';

/** The small collections in a database of their own, and a backup `b1` of `plain`; gone afterwards. */
export async function backUpPlain(t: ExecutionContext, server: MilvusServer, prefix: string) {
	const sdk = await openSdk(server);
	const db = `${prefix}_${randomBytes(4).toString('hex')}`;
	t.teardown(async () => {
		await dropDatabase(sdk, db);
		await sdk.closeConnection();
	});
	await makeSmallCollections(sdk, db);
	const repository = settingsOf(await newBucket(), {rootPath: 'b'});
	const session = await sessionFor(t, {server, repository});
	const plain = `${db}.plain`;
	await createBackup(
		session,
		await planBackup(session, {name: 'b1', filter: plain, strategy: 'auto', withRbac: false}),
	);
	return {sdk, db, session, plain};
}
