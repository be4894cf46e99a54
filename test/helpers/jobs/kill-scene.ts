import {randomBytes} from 'node:crypto';
import {rm} from 'node:fs/promises';
import {join} from 'node:path';
import type {MilvusClient} from '@zilliz/milvus2-sdk-node';
import {createBackup} from '../../../source/engine/create-backup.js';
import {openSession} from '../../../source/engine/open-session.js';
import {planBackup} from '../../../source/engine/plan-backup.js';
import type {Session} from '../../../source/engine/session.js';
import type {BackupResult} from '../../../source/model/plans.js';
import type {Settings, StorageSettings} from '../../../source/settings/settings.js';
import {structureOf, type Structure} from '../datasets/snapshot.js';
import {dropDatabase} from '../milvus/drop-database.js';
import {testLimits} from '../program/engine-session.js';
import {restoreInto} from '../program/restore-into.js';
import {allRows, ok, openSdk} from '../milvus/rows.js';
import {newBucket, settingsOf} from '../backups/s3-storage.js';
import type {MilvusServer} from '../servers/milvus.js';
import {makeSmallCollections} from '../milvus/small-collections.js';
import {readBackupObjects, type Objects} from './backup-objects.js';

/** A collection as it was before anything was killed. */
export type Before = {rows: ReadonlyMap<string, string>; structure: Structure};

/**
 * What jobs are killed over: two small collections that stay as they are, what must come of them,
 * and a backup of theirs that was made without interruption.
 */
export type KillScene = {
	server: MilvusServer;
	client: MilvusClient;
	session: Session;
	repository: StorageSettings;
	db: string;
	collections: ReadonlyMap<string, Before>;
	/** Name of the backup that was not interrupted. */
	reference: string;
	/** Its objects. */
	objects: Objects;
	/** Rows that it says it holds; deletes not subtracted. */
	rows: string;
	/** A name that no database has, removed at the end. */
	newDb: () => string;
	close: () => Promise<void>;
};

/**
 * @param isStaged whether the repository is where Milvus cannot read it: in another bucket; S3 only
 */
export async function openKillScene(
	server: MilvusServer,
	{isStaged = false}: {isStaged?: boolean} = {},
): Promise<KillScene> {
	const client = await openSdk(server);
	const name = `kill_${randomBytes(4).toString('hex')}`;
	const repository = await newRepository(server, name, isStaged);
	const session = await openSession(settingsFor(server, repository));
	await makeSource(session, client, name, server.version);
	const reference = 'reference';
	const {rows} = await backUp(session, reference, name);
	let databases = 0;
	return {
		server,
		client,
		session,
		repository,
		db: name,
		collections: await look(client, name),
		reference,
		objects: await readBackupObjects(session, reference),
		rows,
		newDb() {
			databases++;
			return `${name}_${databases}`;
		},
		async close() {
			const {db_names: all} = ok(await client.listDatabases());
			for (const db of all.filter(one => one.startsWith(name))) {
				await dropDatabase(client, db);
			}

			await removeRepository(session, repository);
			session.close();
			await client.closeConnection();
		},
	};
}

async function makeSource(
	session: Session,
	client: MilvusClient,
	db: string,
	version: string,
): Promise<void> {
	if (!version.startsWith('2.2')) {
		await makeSmallCollections(client, db);
		return;
	}

	// Milvus 2.2 forgets late deletes: restored once, there are none left for it to forget.
	const made = `${db}_made`;
	await makeSmallCollections(client, made);
	await backUp(session, 'made', made);
	await restoreInto(session, 'made', db, {from: made});
	await dropDatabase(client, made);
}

/** Where Milvus reads it: below its own bucket or directory; or in a bucket of its own. */
async function newRepository(
	{cluster, dataDir}: MilvusServer,
	name: string,
	isStaged: boolean,
): Promise<StorageSettings> {
	if (cluster.storage.type === 'local') {
		return {type: 'local', path: join(dataDir, name)};
	}

	return settingsOf(isStaged ? await newBucket() : cluster.storage.bucket, {
		rootPath: name,
	});
}

function settingsFor(server: MilvusServer, storage: StorageSettings): Settings {
	return {
		clusters: {c: {...server.cluster, name: 'c'}},
		repositories: {r: {name: 'r', storage}},
		defaultCluster: 'c',
		defaultRepository: 'r',
		limits: testLimits,
		language: 'en',
		origins: {},
	};
}

async function backUp(session: Session, name: string, db: string): Promise<BackupResult> {
	const plan = await planBackup(session, {
		name,
		filter: `${db}.*`,
		strategy: 'auto',
		withRbac: false,
	});
	return createBackup(session, plan);
}

async function look(client: MilvusClient, db: string): Promise<Map<string, Before>> {
	const before = new Map<string, Before>();
	for (const name of ['items', 'plain']) {
		before.set(name, {
			rows: await allRows(client, db, name),
			structure: await structureOf(client, db, name),
		});
	}

	return before;
}

async function removeRepository(session: Session, repository: StorageSettings): Promise<void> {
	if (repository.type === 'local') {
		await rm(repository.path, {recursive: true, force: true});
		return;
	}

	const {storage, rootPath} = await session.repositoryPlace();
	await storage.deleteMany(
		(async function* () {
			for await (const {key} of storage.list(`${rootPath}/`)) {
				yield key;
			}
		})(),
	);
}
