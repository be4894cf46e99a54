import {addRepository} from '../../settings/edit-config-file.js';
import type {RepositoryDefinition} from '../../settings/own-schema.js';
import {useSettingsIfAny} from '../practice/practice-context.js';
import {done, type CommandEnd, type Context} from '../shared/context.js';
import {canAsk} from '../shared/streams.js';
import {typedCommand} from '../../render/typed-command.js';
import {askKeys} from './ask-secrets.js';
import {configFileOf} from '../shared/config-file.js';
import {refuseTakenName} from './refuse-taken-name.js';
import {needsKeys, storageDefinition, type StorageOptions} from './storage-definition.js';

/**
 * `milvault repository add`: writes a repository into the configuration file; on a terminal it asks
 * for keys that nothing refers to.
 */
export async function repositoryAdd(
	context: Context,
	options: StorageOptions & {operands: {name: string}},
): Promise<CommandEnd> {
	const {output, globals, streams} = context;
	const settings = await useSettingsIfAny(context);
	const {name} = options.operands;
	const file = configFileOf(context);
	refuseTakenName(settings, {kind: 'repository', name, file});
	const definition: RepositoryDefinition = {
		cluster: globals.cluster,
		...storageDefinition(options),
	};
	const sharesStorage = definition.type === undefined && definition.endpoint === undefined;
	const keys =
		!sharesStorage && needsKeys(definition) && canAsk(streams, globals)
			? await askKeys(context, definition)
			: {};
	await addRepository(file, name, {...definition, ...keys});
	const texts = output.messages.commands.places;
	output.print(
		texts.repositoryAdded(name, file),
		...(keys.accessKeyId === undefined ? [] : [texts.secretsWritten(file)]),
		`${texts.tryIt} ${typedCommand(['list', '--repository', name], {config: globals.config})}`,
	);
	return done({name, file});
}
