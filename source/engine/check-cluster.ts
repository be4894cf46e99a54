import {statfs} from 'node:fs/promises';
import {importApi} from '../milvus/imports.js';
import type {Milvus} from '../milvus/milvus.js';
import {allocateTimestamp} from '../milvus/timestamps.js';
import type {Check, CheckId, CheckResult} from '../model/checks.js';
import type {Warning} from '../model/job-events.js';
import {hasCode, toMilvaultError} from '../model/milvault-error.js';
import {physicalMs} from '../model/timestamps.js';
import {askManagement} from '../milvus/garbage-collection.js';
import {readObject} from '../storage/read-object.js';
import {checkOldVersions} from './check/check-old-versions.js';
import {checkOtherData} from './check/check-other-data.js';
import {checkRepositoryWrites} from './check/check-repository-writes.js';
import {checkRootPath} from './check/check-root-path.js';
import {ok, skipped, warning, type Found} from './check/found.js';
import {probe} from './check/probe.js';
import {tryObjects} from './check/try-objects.js';
import {readsDirectly, temporaryPrefix} from './import/stage-binlogs.js';
import {listBackups} from './list-backups.js';
import type {Session} from './session.js';

export type CheckOptions = {
	/**
	 * Import one row into a temporary collection, to prove that Milvus can read where a restore puts
	 * data.
	 */
	isProbed?: boolean;
	/** Names of proxy variables that are set in the environment. */
	proxies?: readonly string[];
	onCheck?: (check: Check) => void;
	signal?: AbortSignal;
};

const clockMostSeconds = 60;
const minSpaceBytes = 1e9;

/**
 * Checks everything that a backup and a restore need, one by one: reachability, permissions and
 * their consequences. A failed check does not hide independent ones; checks that depend on it are
 * skipped. Nothing is left behind.
 *
 * @throws cancelled; all other failures are in the result
 */
export async function checkCluster(
	session: Session,
	options: CheckOptions = {},
): Promise<CheckResult> {
	const {signal, onCheck, isProbed = false} = options;
	const checks = new Map<CheckId, Check>();
	const check = async (
		id: CheckId,
		needs: readonly CheckId[],
		look: () => Promise<Found>,
	): Promise<void> => {
		signal?.throwIfAborted();
		const missing = needs.find(need => {
			const state = checks.get(need)?.state;
			return state === 'failed' || state === 'skipped';
		});
		const done: Check =
			missing === undefined
				? {id, ...(await outcomeOf(look))}
				: {id, ...skipped({code: 'depends-on', details: {check: missing}})};
		signal?.throwIfAborted();
		checks.set(id, done);
		onCheck?.(done);
	};

	await checkMilvus(session, options, check);
	await check('storage', [], async () => storageReadable(session, signal));
	await check('rootPath', ['milvus', 'login', 'storage'], async () =>
		checkRootPath(session, signal),
	);
	await check('otherData', ['milvus', 'login', 'storage', 'rootPath'], async () =>
		checkOtherData(session, signal),
	);
	await checkRepository(session, options, check);
	await check(
		'milvusReads',
		isProbed
			? ['milvus', 'login', 'storage', 'rootPath', 'repository', 'write']
			: ['storage', 'repository'],
		async () => (isProbed ? probe(session, signal) : whereMilvusReads(session)),
	);
	await check('proxies', [], async () => proxiesUsed(options.proxies ?? []));
	await check('clock', ['milvus', 'login'], async () => {
		return clockOf(await session.milvus(), signal);
	});
	if (session.repository.storage.type === 's3') {
		await check('oldVersions', ['repository'], async () => checkOldVersions(session, signal));
	}

	if (session.repository.storage.type === 'local') {
		const {path} = session.repository.storage;
		await check('space', ['repository'], async () => spaceIn(path));
	}

	const all = [...checks.values()];
	return {
		kind: 'check',
		outcome: all.some(({state}) => state === 'failed') ? 'failed' : 'complete',
		cluster: session.cluster.name,
		repository: session.repository.name,
		isProbed,
		checks: all,
	};
}

type Checker = (
	id: CheckId,
	needs: readonly CheckId[],
	look: () => Promise<Found>,
) => Promise<void>;

async function outcomeOf(look: () => Promise<Found>): Promise<Omit<Check, 'id'>> {
	try {
		return await look();
	} catch (thrown) {
		const error = toMilvaultError(thrown);
		if (error.code === 'cancelled') {
			throw error;
		}

		const {code, details} = error;
		return {state: 'failed', error: {code, details}};
	}
}

async function checkMilvus(
	session: Session,
	{signal}: CheckOptions,
	check: Checker,
): Promise<void> {
	const {milvus: settings} = session.cluster;
	/** Of a Milvus that does not answer nothing is known. */
	let known: Milvus | undefined;
	await check('milvus', [], async () => {
		const before = performance.now();
		known = await session.milvus();
		const {address, version} = known;
		const latencyMs = Math.round(performance.now() - before);
		return ok({code: 'milvus-up', details: {address, version, latencyMs}});
	});
	await check('login', ['milvus'], async () => {
		// Every user who has logged in may call this; a server without authorization accepts any login.
		const milvus = await session.milvus();
		await milvus.call('ShowCollections', {}, {signal});
		const {username, token} = settings;
		return username === undefined && token === undefined
			? ok({code: 'login-none', details: {}})
			: ok({code: 'login-ok', details: {user: username ?? 'token'}});
	});
	await check('version', ['milvus'], async () => {
		const {version, features} = await session.milvus();
		if (!features.isRunLive) {
			return warning({code: 'version-not-live', details: {version}});
		}

		return features.flushTimestamp
			? ok({code: 'version-live', details: {version}})
			: warning({code: 'version-old', details: {version}});
	});
	await check('rest', ['milvus', 'login'], async () => {
		const milvus = await session.milvus();
		const {version, features} = milvus;
		if (!features.restImport) {
			return skipped({code: 'rest-unused', details: {version}});
		}

		return (await importApi(milvus)) === 'rest'
			? ok({code: 'rest-up', details: {}})
			: warning({
					code: 'rest-absent',
					details: {reason: settings.restUrl ?? settings.address},
				});
	});
	await check('management', [], async () => {
		const {managementUrl: url} = settings;
		const isTooOld = known?.features.gcPause === false;
		if (url === undefined) {
			return known && isTooOld
				? skipped({code: 'management-unused', details: {version: known.version}})
				: skipped({code: 'management-unset', details: {}});
		}

		try {
			return (await askManagement(url, signal))
				? ok({code: 'management-up', details: {url}})
				: warning({code: 'management-absent', details: {url}});
		} catch (error) {
			signal?.throwIfAborted();
			if (isTooOld) {
				return warning({code: 'management-absent', details: {url}});
			}

			const reason = hasCode(error, 'milvus-unreachable') ? error.details.reason : String(error);
			return warning({code: 'management-away', details: {url, reason}});
		}
	});
}

async function storageReadable(session: Session, signal: AbortSignal | undefined): Promise<Found> {
	const place = await session.clusterPlace();
	const {storage, label} = place;
	await storage.ensureReachable({signal});
	await tryObjects(
		place,
		// Of an empty one there is no byte to ask for.
		({sizeBytes}) => sizeBytes > 0,
		async ({key}) => {
			const range = {start: 0, end: 0};
			// One byte is enough: it may be read.
			await readObject(storage, key, {maxBytes: 1, signal, range});
		},
		{signal},
	);
	return ok({code: 'storage-readable', details: {place: label}});
}

async function checkRepository(
	session: Session,
	{signal}: CheckOptions,
	check: Checker,
): Promise<void> {
	await check('repository', [], async () => {
		const {storage, label: place} = await session.repositoryPlace();
		await storage.ensureReachable({signal, mayBeNew: true});
		let passedOver: readonly string[] | undefined;
		const onWarning = (warning: Warning): void => {
			if (warning.code === 'directories-passed-over') {
				passedOver = warning.details.names;
			}
		};

		const backups = await listBackups(session, {signal, onWarning}).catch(error => {
			// A directory that the first backup makes.
			if (hasCode(error, 'directory-missing')) {
				return [];
			}

			throw error;
		});
		return ok({
			code: 'repository-readable',
			details: {
				place,
				backups: backups.length,
				...(passedOver && {passedOver}),
			},
		});
	});
	await checkRepositoryWrites(session, signal, check);
}

async function whereMilvusReads(session: Session): Promise<Found> {
	const [repository, cluster] = await Promise.all([
		session.repositoryPlace(),
		session.clusterPlace(),
	]);
	return readsDirectly(repository, cluster)
		? ok({
				code: 'milvus-reads-repository',
				details: {place: repository.label},
			})
		: ok({
				code: 'milvus-reads-temporary',
				details: {
					place: `${cluster.storage.place}/${temporaryPrefix(cluster, '')}`,
				},
			});
}

async function proxiesUsed(names: readonly string[]): Promise<Found> {
	return names.length === 0
		? ok({code: 'proxies-none', details: {}})
		: ok({code: 'proxies-unused', details: {names}});
}

async function clockOf(milvus: Milvus, signal: AbortSignal | undefined): Promise<Found> {
	const before = Date.now();
	const ts = await allocateTimestamp(milvus, signal);
	if (ts === undefined) {
		return skipped({code: 'clock-unknown', details: {}});
	}

	const here = (before + Date.now()) / 2;
	const seconds = Math.round((Number(physicalMs(ts)) - here) / 1000);
	return Math.abs(seconds) > clockMostSeconds
		? warning({code: 'clock-wrong', details: {seconds, than: milvus.address}})
		: ok({code: 'clock-right', details: {seconds}});
}

async function spaceIn(path: string): Promise<Found> {
	// A directory that the first backup will create is on the disk of its parent.
	const {bavail, bsize} = await statfs(path).catch(async () => statfs(`${path}/..`));
	const bytes = bavail * bsize;
	return bytes < minSpaceBytes
		? warning({code: 'space-low', details: {path, bytes}})
		: ok({code: 'space-free', details: {path, bytes}});
}
