import type {StorageDefinition} from '../../settings/own-schema.js';
import type {Context} from '../shared/context.js';
import {askForSecret, askForText} from '../shared/prompts.js';

/** Asks for a password, masked; undefined when nothing was typed. */
export async function askPassword(context: Context, user: string): Promise<string | undefined> {
	const {places} = context.output.messages.commands;
	const typed = await askForSecret(context, {
		message: places.askPassword(user),
	});
	return typed || undefined;
}

/** Asks for the keys of an object storage; without an id for nothing more. */
export async function askKeys(
	context: Context,
	{endpoint = ''}: StorageDefinition,
): Promise<StorageDefinition> {
	const texts = context.output.messages.commands.places;
	const accessKeyId = await askForText(context, {
		message: texts.askAccessKeyId(String(endpoint)),
	});
	if (accessKeyId === '') {
		return {};
	}

	const secretAccessKey = await askForSecret(context, {
		message: texts.askSecretAccessKey(accessKeyId),
	});
	return {accessKeyId, secretAccessKey: secretAccessKey || undefined};
}
