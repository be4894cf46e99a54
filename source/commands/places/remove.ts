import {removeCluster, removeRepository} from '../../settings/edit-config-file.js';
import {useSettingsIfAny} from '../practice/practice-context.js';
import {done, type CommandEnd, type Context} from '../shared/context.js';
import {configFileOf} from '../shared/config-file.js';

type Options = {operands: {name: string}};

/** `milvault cluster remove`: takes it out of the configuration file. */
export async function clusterRemove(
	context: Context,
	{operands: {name}}: Options,
): Promise<CommandEnd> {
	await useSettingsIfAny(context);
	const file = configFileOf(context);
	await removeCluster(file, name);
	const texts = context.output.messages.commands.places;
	context.output.print(texts.clusterRemoved(name, file));
	return done({name, file});
}

/** `milvault repository remove`: takes it out of the configuration file. */
export async function repositoryRemove(
	context: Context,
	{operands: {name}}: Options,
): Promise<CommandEnd> {
	await useSettingsIfAny(context);
	const file = configFileOf(context);
	await removeRepository(file, name);
	const texts = context.output.messages.commands.places;
	context.output.print(texts.repositoryRemoved(name, file));
	return done({name, file});
}
