import {
	clusterDefinition,
	storageDefinition,
} from '../../settings/definitions-of.js';
import {describeSettings} from '../../settings/describe-settings.js';
import {addPlaces} from '../../settings/edit-config-file.js';
import {fileLayer} from '../../settings/file-layer.js';
import {findConfigFile} from '../../settings/find-config-file.js';
import {loadSettings} from '../../settings/load-settings.js';
import type {Settings} from '../../settings/settings.js';
import {MilvaultError} from '../../model/milvault-error.js';
import {configLines} from '../../lines/config-lines.js';
import {refuseTakenName} from '../places/refuse-taken-name.js';
import {useSettingsIfAny} from '../practice/practice-context.js';
import {configFileOf} from '../shared/config-file.js';
import {done, type CommandEnd, type Context} from '../shared/context.js';
import {typedCommand} from '../../lines/typed-command.js';

export type ImportOptions = {
	operands: {file: string};
	as?: string;
	dryRun?: boolean;
};

/** `milvault config import`: a cluster, and a repository, from milvus-backup's backup.yaml or from Milvus's milvus.yaml. */
export async function importCommand(
	context: Context,
	{operands: {file: source}, as: name = 'imported', dryRun}: ImportOptions,
): Promise<CommandEnd> {
	const {output, globals, signal} = context;
	const own = await useSettingsIfAny(context);
	const file = configFileOf(context);
	const settings = await loadSettings({
		file: source,
		flags: {address: globals.address},
		// What the environment says is not in the file.
		environment: {},
		secretsFor: [],
		signal,
	});
	output.useSettings(settings);
	const cluster = settings.clusters['default'];
	if (!cluster || Object.keys(settings.clusters).length > 1) {
		throw new MilvaultError('config-bad-value', {
			key: source,
			origin: `file ${source}`,
			value: 'milvault',
			allowed: 'backup.yaml (milvus-backup), milvus.yaml (Milvus)',
		});
	}

	const texts = output.messages.commands.config;
	const repository = await repositoryOf(source, settings);
	output.print(
		...configLines(describeSettings(settings), {
			...output,
			file: source,
			lookedUp: source,
		}),
		'',
		texts.asMilvusSees,
	);
	if (dryRun) {
		output.print(output.messages.commands.dryRun);
		return done({isDryRun: true, name});
	}

	refuseTakenName(own, {kind: 'cluster', name, file});
	if (repository) {
		refuseTakenName(own, {kind: 'repository', name, file});
	}

	await addPlaces(file, name, {
		cluster: clusterDefinition(cluster),
		...(repository && {repository: storageDefinition(repository.storage)}),
	});

	const {places} = output.messages.commands;
	output.print(
		places.clusterAdded(name, file),
		...(repository ? [places.repositoryAdded(name, file)] : []),
		places.secretsWritten(file),
		`${places.tryIt} ${typedCommand(
			[
				'check',
				'--cluster',
				name,
				...(repository ? ['--repository', name] : []),
			],
			{config: globals.config},
		)}`,
	);
	return done({name, file, hasRepository: repository !== undefined});
}

/** Only where the file is about one: Milvus's own says nothing of backups. */
async function repositoryOf(
	source: string,
	{repositories}: Settings,
): Promise<Settings['repositories'][string] | undefined> {
	const cwd = process.cwd();
	const file = await findConfigFile({file: source, environment: {}, cwd});
	return file && fileLayer(file, cwd).repositories.has('default')
		? repositories['default']
		: undefined;
}
