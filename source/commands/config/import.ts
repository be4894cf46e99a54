import {lookup} from 'node:dns/promises';
import {clusterDefinition, storageDefinition} from '../../settings/definitions-of.js';
import {describeSettings, type DescribedSetting} from '../../settings/describe-settings.js';
import {addPlaces} from '../../settings/edit-config-file.js';
import {loadSettings} from '../../settings/load-settings.js';
import type {ClusterSettings, Settings} from '../../settings/settings.js';
import {hostKind} from '../../messages/host-kind.js';
import type {CheckResult} from '../../model/checks.js';
import {MilvaultError, toMilvaultError} from '../../model/milvault-error.js';
import {configLines} from '../../render/config-lines.js';
import {warningLines} from '../../render/warnings.js';
import {refuseTakenName} from '../places/refuse-taken-name.js';
import {useSettingsIfAny} from '../practice/practice-context.js';
import {configFileOf} from '../shared/config-file.js';
import {done, type CommandEnd, type Context} from '../shared/context.js';
import {runCheck} from '../shared/run-check.js';
import {typedCommand} from '../../render/typed-command.js';

export type ImportOptions = {
	operands: {file: string};
	as?: string;
	dryRun?: boolean;
	/** False: --no-check. */
	check: boolean;
};

/**
 * `milvault config import`: a cluster, a repository and a path of the server, where the file has
 * them, from the file of another tool. The new entries are checked at once, but added even if a check
 * fails, because a port can be published and a key given later.
 */
export async function importCommand(
	context: Context,
	{operands: {file: source}, as: name = 'imported', ...options}: ImportOptions,
): Promise<CommandEnd> {
	const {output, globals} = context;
	const own = await useSettingsIfAny(context);
	const file = configFileOf(context);
	const settings = await read(context, source);
	const cluster = settings.clusters['default'];
	if (!cluster || Object.keys(settings.clusters).length > 1) {
		throw new MilvaultError('config-bad-value', {
			key: source,
			origin: `file ${source}`,
			value: 'milvault',
			allowed:
				'backup.yaml (milvus-backup), milvus.yaml (Milvus), values.yaml (Helm), kind: Milvus, docker-compose.yml',
		});
	}

	const texts = output.messages.commands.config;
	const repository = repositoryOf(settings);
	// A server that has a path keeps it.
	const server = own?.server ? undefined : settings.server;
	const {warnings = []} = settings;
	output.print(
		...configLines(rowsWritten(settings, {name, repository, server}), {
			...output,
			file: source,
			lookedUp: source,
		}),
		'',
		...(hostsInside(cluster).length > 0 ? [texts.asMilvusSees] : []),
		...warningLines(warnings, {...output, paintError: output.paint}),
	);
	if (options.dryRun) {
		output.print(output.messages.commands.dryRun);
		return done({isDryRun: true, name, warnings});
	}

	refuseTakenName(own, {kind: 'cluster', name, file});
	if (repository) {
		refuseTakenName(own, {kind: 'repository', name, file});
	}

	await addPlaces(file, name, {
		cluster: clusterDefinition(cluster),
		...(repository && {repository: storageDefinition(repository.storage)}),
		server,
	});

	const {places} = output.messages.commands;
	const flags = {cluster: name, ...(repository && {repository: name})};
	output.print(
		places.clusterAdded(name, file),
		...(repository ? [places.repositoryAdded(name, file)] : []),
		places.importedWritten(file),
	);
	const unknown = options.check ? await unknownHosts(cluster) : [];
	if (unknown.length > 0) {
		output.print('', texts.unknownHosts(unknown.join(', ')), '');
	}

	const checked =
		options.check && unknown.length === 0
			? await checkAdded({...context, globals: {...globals, ...flags}})
			: undefined;
	const next = checked && checked.outcome === 'complete' ? ['create', '--dry-run'] : ['check'];
	output.print(
		`${places.tryIt} ${typedCommand(
			[...next, ...Object.entries(flags).flatMap(([key, value]) => [`--${key}`, value])],
			{config: globals.config},
		)}`,
	);
	return done({
		name,
		file,
		hasRepository: repository !== undefined,
		warnings,
		...(checked && {check: checked}),
	});
}

/** What is written, under the names that it is written under. */
function rowsWritten(
	settings: Settings,
	{
		name,
		repository,
		server,
	}: {
		name: string;
		repository: ReturnType<typeof repositoryOf>;
		server: Settings['server'];
	},
): DescribedSetting[] {
	const sections = ['clusters', ...(repository ? ['repositories'] : [])];
	return describeSettings(settings).flatMap(row => {
		if (server && row.key === 'server.basePath') {
			return [row];
		}

		const section = sections.find(one => row.key.startsWith(`${one}.default.`));
		return section === undefined ? [] : [{...row, key: row.key.replace('.default.', `.${name}.`)}];
	});
}

async function read(context: Context, source: string): Promise<Settings> {
	const {output, globals, environment, signal} = context;
	const settings = await loadSettings({
		file: source,
		flags: {address: globals.address, set: globals.set},
		// What the environment says is not in the file, but it fills what the file leaves open.
		environment: {},
		variables: environment,
		secretsFor: [],
		signal,
	});
	output.useSettings(settings);
	return settings;
}

/** Names that only Docker's or Kubernetes' network knows, if any. */
function hostsInside({milvus, storage}: ClusterSettings): string[] {
	const endpoint = storage.type === 's3' ? (storage.endpoint ?? '') : '';
	return [milvus.address, endpoint]
		.filter(address => hostKind(address) === 'service')
		.map(address => address.replace(/^\w+:\/\//, '').replace(/:\d+$/, ''));
}

/**
 * Those of them that this machine does not know either: a store would be asked for them again and
 * again.
 */
async function unknownHosts(cluster: ClusterSettings): Promise<string[]> {
	const hosts = [...new Set(hostsInside(cluster))];
	const found = await Promise.allSettled(hosts.map(async host => lookup(host)));
	return hosts.filter((_host, index) => found[index]?.status === 'rejected');
}

/** Only where the file is about one: Milvus's own says nothing of backups. */
function repositoryOf({
	repositories,
	origins,
}: Settings): Settings['repositories'][string] | undefined {
	return origins['repositories.default.cluster'] === 'default'
		? undefined
		: repositories['default'];
}

/** Reports problems; they do not undo the import. */
async function checkAdded(context: Context): Promise<CheckResult | undefined> {
	const {output} = context;
	output.print('');
	try {
		return await runCheck(context, {isProbed: false});
	} catch (thrown) {
		const error = toMilvaultError(thrown);
		if (error.code === 'cancelled' || error.code === 'unexpected') {
			throw error;
		}

		const {sentence, hint} = output.messages.error(error);
		output.print(
			`${output.paint('red', '✘')} ${sentence}`,
			...(hint === undefined ? [] : [`  ${hint}`]),
		);
		return undefined;
	} finally {
		output.print('');
	}
}
