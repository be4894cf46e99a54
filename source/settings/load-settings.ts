import {buildSettings, requireName, type NamesInUse} from './build-settings.js';
import {chooseName} from './choose-name.js';
import {mergeLayers, precedence, type SourcedValues, type Layer} from './sourced-values.js';
import {applyToNames, environmentLayers} from './environment-layers.js';
import type {Environment} from './environment.js';
import {composeVariables} from './compose-variables.js';
import {fileLayer} from './file-layer.js';
import {findConfigFile, type ConfigFile} from './find-config-file.js';
import {MilvaultError} from '../model/milvault-error.js';
import {ownLayer, type SettingsDefinition} from './own-schema.js';
import type {Problems} from './collect-errors.js';
import {resolveSecrets, type SecretNeed} from './resolve-secrets.js';
import {setEntries} from './set-layer.js';
import type {Settings} from './settings.js';
import {leavesOfObject} from './leaves-of-object.js';
import {homeDirectory as userHome} from './user-directories.js';

/**
 * Settings that a caller adds, as the practice cluster: below any file, a file's cluster of the
 * same name replaces it.
 */
export type SettingsLayer = SettingsDefinition & {
	/** For people: where this comes from. */
	origin: string;
};

export type LoadOptions = {
	/** --config; must exist. */
	file?: string;
	flags?: {
		cluster?: string;
		repository?: string;
		/** Milvus's address, host:port, for the cluster in use. */
		address?: string;
		language?: string;
		/** `key=value`, over everything else; set-layer.ts. */
		set?: readonly string[];
	};
	environment: Environment;
	/** What fills placeholders in the file, as `${X}`; default: the environment. */
	variables?: Environment;
	cwd?: string;
	homeDirectory?: string;
	/** Where milvault.yaml is looked up; default: the user's configuration directory. */
	configDirectory?: string;
	extra?: readonly SettingsLayer[];
	/**
	 * The places that will be used: their secrets are fetched, and a cluster and a repository with
	 * keys must be configured. Default: all. Empty: for what shows or edits settings, or needs none.
	 */
	secretsFor?: readonly SecretNeed[];
	/** Mistakes are collected here, as far as it can continue without what they are about. */
	problems?: Problems;
	signal?: AbortSignal;
};

/**
 * Puts the configuration together, each value from the highest layer that gives it.
 *
 * 1. Read the file: --config, $MILVAULT_CONFIG, or the user's own; milvus-backup's schemas become
 *    ours.
 * 2. Read the environment. Its values are about the cluster and the repository that are in use when
 *    no flag names one; those chosen by --cluster and --repository instead keep what their
 *    definition says.
 * 3. Lay over each other, lowest first: defaults, what the caller adds, file, well known variables,
 *    MILVAULT_ variables, flags.
 * 4. Understand every value, with where it came from.
 * 5. Fetch the secrets of the cluster and the repository in use; all others stay pending.
 *
 * @throws config-*, unknown-cluster, unknown-repository
 */
export async function loadSettings(options: LoadOptions): Promise<Settings> {
	const {environment, flags = {}, problems} = options;
	const cwd = options.cwd ?? process.cwd();
	const homeDirectory = options.homeDirectory ?? userHome(process.env);
	const file = await findConfigFile({...options, cwd});

	const inFile = file ? await layerOf(file, {...options, cwd}) : emptyLayer();
	const added = (options.extra ?? []).map(({origin, ...definition}) =>
		ownLayer(leavesOfObject(definition, origin), {
			directory: cwd,
			rank: precedence.extra,
			variables: {},
			warnings: [],
		}),
	);
	const variables = environmentLayers(environment, cwd);
	const fromFlags = flagEntries(flags, cwd);
	const names = chooseNames({inFile, added, variables, fromFlags, flags});

	const entries = mergeLayers([
		...added,
		inFile,
		applyToNames(variables.wellKnown, names.environment),
		applyToNames(variables.own, names.environment),
		applyToNames(fromFlags, names),
	]);
	const settings: Settings = {
		...buildSettings(entries, names, {
			environment,
			homeDirectory,
			problems,
		}),
		...(file ? {file: file.shown} : {}),
		...(inFile.warnings?.length ? {warnings: inFile.warnings} : {}),
	};
	return resolveSecrets(settings, {
		needs: options.secretsFor,
		environment,
		signal: options.signal,
	});
}

/** @throws config-empty for a file that --config names and that says nothing */
async function layerOf(
	found: ConfigFile,
	{cwd, file, environment, variables = environment, problems}: LoadOptions & {cwd: string},
): Promise<Layer> {
	const layer = fileLayer(found, {
		cwd,
		variables: {...(await composeVariables(found)), ...variables},
		problems,
	});
	const {entries, clusters, repositories} = layer;
	// Not while its mistakes are being collected: they may be all that is in it.
	const isEmpty = entries.size + clusters.size + repositories.size === 0 && !problems?.length;
	// $MILVAULT_CONFIG and the user's own may be empty until something is added: a container cannot
	// mount what is not there.
	if (file !== undefined && isEmpty) {
		throw new MilvaultError('config-empty', {file: found.shown});
	}

	return layer;
}

function emptyLayer(): Layer {
	return {entries: new Map(), clusters: new Set(), repositories: new Set()};
}

function flagEntries(flags: NonNullable<LoadOptions['flags']>, directory: string): SourcedValues {
	const entries = setEntries(flags.set ?? [], directory);
	for (const [flag, path, text] of [
		['--cluster', 'defaultCluster', flags.cluster],
		['--repository', 'defaultRepository', flags.repository],
		['--address', 'clusters.*.milvus.address', flags.address],
		['--lang', 'language', flags.language],
	] as const) {
		if (text !== undefined) {
			const origin = `flag ${flag}`;
			entries.set(path, {text, origin, key: flag, directory, rank: precedence.flag});
		}
	}

	return entries;
}

/** Who is meant, without flags (by the environment's values) and with them. */
function chooseNames({
	inFile,
	added,
	variables,
	fromFlags,
	flags,
}: {
	inFile: Layer;
	added: readonly Layer[];
	variables: {wellKnown: SourcedValues; own: SourcedValues};
	fromFlags: SourcedValues;
	flags: NonNullable<LoadOptions['flags']>;
}): NamesInUse & {environment: {cluster: string; repository: string}} {
	const {foreignFile} = inFile;
	const demand = (...[kind, name, known, origin]: Parameters<typeof requireName>): void => {
		requireName(kind, name, known, origin, foreignFile);
	};

	const choose = (kind: 'cluster' | 'repository') => {
		const isCluster = kind === 'cluster';
		const section = isCluster ? 'clusters' : 'repositories';
		const path = isCluster ? 'defaultCluster' : 'defaultRepository';
		const addedNames = new Set(added.flatMap(layer => [...layer[section]]));
		const choice =
			(flags[kind] === undefined ? fromFlags.get(path) : undefined) ??
			variables.own.get(path) ??
			inFile.entries.get(path);
		const described = isCluster ? 'clusters.*.milvus.address' : 'repositories.*.bucket';
		const name = chooseName({
			chosen: choice?.text,
			inFile: inFile[section],
			added: {
				names: addedNames,
				chosen: added.findLast(({entries}) => entries.has(path))?.entries.get(path)?.text,
			},
			isDescribed: [variables.wellKnown, variables.own, fromFlags].some(entries =>
				entries.has(described),
			),
		});
		const defined = new Set([...inFile[section], ...addedNames]);
		// Only while nothing is defined in a file: there, a missing `default` is a mistake.
		const inUse = flags[kind] ?? name;
		const isImplicit = inUse === 'default' && !defined.has('default') && inFile[section].size === 0;
		const known = isImplicit ? new Set([...defined, 'default']) : defined;
		demand(
			kind,
			inUse,
			known,
			flags[kind] === undefined ? (choice?.origin ?? 'default') : `flag --${kind}`,
		);
		demand(kind, name, known, choice?.origin ?? 'default');
		return {name, inUse, known, isImplicit};
	};

	const cluster = choose('cluster');
	const repository = choose('repository');
	for (const [path, {origin}] of fromFlags) {
		// Of `--set clusters.prod.milvus.address=…`.
		const [section, name = '*'] = path.split('.');
		if (name !== '*' && section === 'clusters') {
			demand('cluster', name, cluster.known, origin);
		} else if (name !== '*' && section === 'repositories') {
			demand('repository', name, repository.known, origin);
		}
	}

	return {
		clusters: cluster.known,
		repositories: repository.known,
		defaultCluster: cluster.name,
		cluster: cluster.inUse,
		repository: repository.inUse,
		...(repository.isImplicit ? {implicitRepository: 'default'} : {}),
		sharesRootPath: inFile.sharesRootPath ?? false,
		environment: {cluster: cluster.name, repository: repository.name},
	};
}
