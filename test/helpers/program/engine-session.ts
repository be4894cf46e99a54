import type {ExecutionContext} from 'ava';
import {openSession} from '../../../source/engine/open-session.js';
import type {Session} from '../../../source/engine/session.js';
import type {Settings, StorageSettings} from '../../../source/settings/settings.js';
import type {MilvusServer} from '../servers/milvus.js';
import {settingsOf} from '../backups/s3-storage.js';

export const testLimits: Settings['limits'] = {
	copyConcurrency: 32,
	backupCollections: 8,
	restoreCollections: 4,
	importJobsAhead: 2,
	bytesPerSecond: 0,
	requestsPerSecond: 0,
	gentle: 'auto',
	flushTimeoutSeconds: 120,
	importStallSeconds: 120,
	indexStallSeconds: 120,
	loadStallSeconds: 120,
};

/** A session of the engine until the end of the test. */
export async function sessionFor(
	t: ExecutionContext,
	{
		server,
		repository = settingsOf('milvus-data', {rootPath: 'backup'}),
	}: {server: MilvusServer; repository?: StorageSettings},
): Promise<Session> {
	const settings: Settings = {
		clusters: {[server.cluster.name]: server.cluster},
		repositories: {repository: {name: 'repository', storage: repository}},
		defaultCluster: server.cluster.name,
		defaultRepository: 'repository',
		limits: testLimits,
		language: 'en',
		origins: {},
	};
	const session = await openSession(settings);
	t.teardown(() => {
		session.close();
	});
	return session;
}
