import {mkdtemp, rm} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import type {ExecutionContext} from 'ava';
import {openSession} from '../../../source/engine/open-session.js';
import type {Session} from '../../../source/engine/session.js';
import type {LimitSettings} from '../../../source/settings/settings.js';
import {startFakeMilvus, type FakeMilvus} from './fake-milvus.js';

export type FakeSession = {
	fake: FakeMilvus;
	session: Session;
	/** Absolute; holds the backups. */
	repository: string;
};

/** A simulated Milvus and a session with a local repository, until the end of the test. */
export async function openFakeSession(
	t: ExecutionContext,
	options: {
		version: string;
		hasRest?: boolean;
		limits?: Partial<LimitSettings>;
		/** Of an earlier session of the same test. */
		repository?: string;
	},
): Promise<FakeSession> {
	const fake = await startFakeMilvus(options);
	const repository =
		options.repository ?? (await mkdtemp(join(tmpdir(), 'milvault-fake-repository-')));
	const session = await openSession({
		clusters: {fake: fake.cluster},
		repositories: {r: {name: 'r', storage: {type: 'local', path: repository}}},
		defaultCluster: 'fake',
		defaultRepository: 'r',
		limits: {
			copyConcurrency: 32,
			gentle: 'auto',
			backupCollections: 8,
			restoreCollections: 4,
			importJobsAhead: 0,
			bytesPerSecond: 0,
			requestsPerSecond: 0,
			flushTimeoutSeconds: 60,
			importStallSeconds: 60,
			indexStallSeconds: 60,
			loadStallSeconds: 60,
			...options.limits,
		},
		language: 'en',
		origins: {},
	});
	t.teardown(async () => {
		session.close();
		await fake.stop();
		await rm(repository, {recursive: true, force: true});
	});
	return {fake, session, repository};
}
