import {MilvaultError} from '../model/milvault-error.js';
import {buildMilvus} from './build-milvus.js';
import {buildReceiver} from './build-notify.js';
import {buildRepository} from './build-repository.js';
import {buildStorage} from './build-storage.js';
import type {SourcedValues} from './sourced-values.js';
import type {Environment} from './environment.js';
import {limitKeys, type LimitKey} from './keys.js';
import {detectLanguage, languageOfLocale, type Language} from './locale.js';
import {collectErrors, type Problems} from './collect-errors.js';
import {readChoice, readInteger, readRate, readUrlPath} from './read-values.js';
import {badValue} from './sourced-values.js';
import {sectionOf, readSecretValue, readValue, noteOrigin, topOf, type Build} from './section.js';
import {isQueueUrl, queueUrls} from './queue-url.js';
import type {ClusterSettings, LimitSettings, Secret, Settings} from './settings.js';

export type NamesInUse = {
	clusters: ReadonlySet<string>;
	repositories: ReadonlySet<string>;
	/** In use without a flag: what repositories of a file share. */
	defaultCluster: string;
	/** In use with flags considered; empty when nothing was chosen. */
	cluster: string;
	repository: string;
	/** The repository that is not defined anywhere: it goes with the cluster in use. */
	implicitRepository?: string;
	sharesRootPath: boolean;
};

/**
 * Understands every value of every cluster and repository; no secret is fetched.
 *
 * @throws config-bad-value, config-missing-value, unknown-cluster
 */
export function buildSettings(
	entries: SourcedValues,
	names: NamesInUse,
	{
		environment,
		homeDirectory,
		problems,
	}: {
		environment: Environment;
		homeDirectory: string | undefined;
		problems?: Problems;
	},
): Settings {
	const build: Build = {
		entries,
		environment,
		homeDirectory,
		origins: {},
		pendingSecrets: {},
		problems,
	};
	const clusters = new Map<string, ClusterSettings>();
	for (const name of names.clusters) {
		const cluster = collectErrors(problems, () => ({
			name,
			milvus: buildMilvus(sectionOf(build, `clusters.${name}.milvus`)),
			storage: buildStorage(sectionOf(build, `clusters.${name}.storage`), {
				rootPath: 'files',
				bucket: 'a-bucket',
			}),
		}));
		if (cluster) {
			clusters.set(name, cluster);
		}
	}

	// Nothing is said about it, and there is no cluster in use whose storage it could share.
	const isNowhere =
		names.implicitRepository !== undefined && names.cluster === '' && names.defaultCluster === '';
	const repositoryNames = [...names.repositories].filter(
		name => !isNowhere || name !== names.implicitRepository,
	);
	const repositories = repositoryNames.flatMap(name => {
		const repository = collectErrors(problems, () =>
			buildRepository(name, {
				build,
				clusters,
				sharing:
					name === names.implicitRepository
						? names.cluster || names.defaultCluster
						: names.defaultCluster,
				sharesRootPath: names.sharesRootPath,
			}),
		);
		return repository ? [[name, repository] as const] : [];
	});
	for (const [key, name] of [
		['defaultCluster', names.cluster],
		['defaultRepository', names.repository],
	] as const) {
		if (name !== '') {
			build.origins[key] = entries.get(key)?.origin ?? 'default';
		}
	}

	const basePath = readValue(sectionOf(build, 'server'), 'basePath', readUrlPath);
	const queue = collectErrors(problems, () => buildQueue(build));
	const notify = buildNotify(build);
	return {
		clusters: Object.fromEntries(clusters),
		repositories: Object.fromEntries(repositories),
		defaultCluster: names.cluster,
		defaultRepository: repositoryNames.includes(names.repository) ? names.repository : '',
		limits: buildLimits(build),
		language: collectErrors(problems, () => buildLanguage(build)) ?? 'en',
		...(queue && {queue}),
		...(notify && {notify}),
		...(basePath && {server: {basePath}}),
		origins: build.origins,
		pendingSecrets: build.pendingSecrets,
	};
}

function buildNotify(build: Build): Settings['notify'] {
	const names = new Set(
		[...build.entries.keys()].flatMap(path => {
			const [section, name = ''] = path.split('.');
			return section === 'notify' ? [name] : [];
		}),
	);
	const receivers = [...names].flatMap(name => {
		const receiver = collectErrors(build.problems, () => buildReceiver(name, build));
		return receiver ? [[name, receiver] as const] : [];
	});
	return receivers.length > 0 ? Object.fromEntries(receivers) : undefined;
}

/** One that must be fetched first is looked at when it is used. */
function buildQueue(build: Build): Secret | undefined {
	const queue = readSecretValue(topOf(build), 'queue');
	const entry = build.entries.get('queue');
	if (queue && entry && !isQueueUrl(queue.value)) {
		throw badValue(entry, queueUrls, {path: 'queue'});
	}

	return queue;
}

type LimitRule = {fallback: number; max: number; min?: number};

/** Defaults and maxima; the minimum is 1 unless given. */
const limitRules: Readonly<Record<LimitKey, LimitRule>> = {
	copyConcurrency: {fallback: 32, max: 1024},
	backupCollections: {fallback: 8, max: 1024},
	restoreCollections: {fallback: 4, max: 1024},
	importJobsAhead: {fallback: 0, max: 1024, min: 0},
	bytesPerSecond: {fallback: 0, max: 1e12, min: 0},
	requestsPerSecond: {fallback: 0, max: 1e6, min: 0},
	flushTimeoutSeconds: {fallback: 1800, max: 604_800},
	importStallSeconds: {fallback: 3600, max: 604_800},
	indexStallSeconds: {fallback: 3600, max: 604_800},
	loadStallSeconds: {fallback: 3600, max: 604_800},
};

function buildLimits(build: Build): LimitSettings {
	const section = sectionOf(build, 'limits');
	const limit = (key: LimitKey): number => {
		const {fallback, max, min = 1} = limitRules[key];
		const given = readValue(section, key, entry =>
			key === 'bytesPerSecond' ? readRate(entry, {max}) : readInteger(entry, {min, max}),
		);
		if (given === undefined) {
			noteOrigin(section, key);
		}

		return given ?? fallback;
	};

	const gentle = readValue(section, 'gentle', entry => readChoice(entry, ['auto', 'on', 'off']));
	if (gentle === undefined) {
		noteOrigin(section, 'gentle');
	}

	const numbers = Object.fromEntries(limitKeys.map(key => [key, limit(key)])) as Record<
		LimitKey,
		number
	>;
	return {...numbers, gentle: gentle ?? 'auto'};
}

function buildLanguage({entries, environment, origins}: Build): Language {
	const entry = entries.get('language');
	if (entry) {
		origins['language'] = entry.origin;
		// A locale in the variable, because it is read before the file is; a flag or a file says en or
		// zh.
		return entry.key === 'MILVAULT_LANG'
			? languageOfLocale(entry.text)
			: readChoice(entry, ['en', 'zh']);
	}

	const variable = ['LC_ALL', 'LC_MESSAGES', 'LANG'].find(name => environment[name]);
	origins['language'] = variable ? `environment ${variable}` : 'default';
	return detectLanguage({...environment, MILVAULT_LANG: undefined});
}

/** @throws unknown-cluster, unknown-repository */
export function requireName(
	kind: 'cluster' | 'repository',
	name: string,
	known: ReadonlySet<string>,
	origin: string,
	foreignFile?: string,
): void {
	if (name !== '' && !known.has(name)) {
		throw new MilvaultError(kind === 'cluster' ? 'unknown-cluster' : 'unknown-repository', {
			name,
			known: [...known],
			origin,
			...(foreignFile === undefined ? {} : {foreignFile}),
		});
	}
}
