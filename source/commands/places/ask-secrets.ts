import type {StorageDefinition} from '../../settings/own-schema.js';
import type {Context} from '../shared/context.js';

/** Asks for a password, masked; undefined when nothing was typed. */
export async function askPassword(
	{streams, signal, output}: Context,
	user: string,
): Promise<string | undefined> {
	const {password} = await import('@inquirer/prompts');
	const typed = await password(
		{message: output.messages.commands.places.askPassword(user), mask: true},
		{input: streams.stdin, output: streams.stderr, signal},
	);
	return typed || undefined;
}

/** Asks for the keys of an object storage; without an id for nothing more. */
export async function askKeys(
	{streams, signal, output}: Context,
	{endpoint = ''}: StorageDefinition,
): Promise<StorageDefinition> {
	const {input, password} = await import('@inquirer/prompts');
	const texts = output.messages.commands.places;
	const where = {input: streams.stdin, output: streams.stderr, signal};
	const accessKeyId = await input(
		{message: texts.askAccessKeyId(String(endpoint))},
		where,
	);
	if (accessKeyId === '') {
		return {};
	}

	const secretAccessKey = await password(
		{message: texts.askSecretAccessKey(accessKeyId), mask: true},
		where,
	);
	return {accessKeyId, secretAccessKey: secretAccessKey || undefined};
}
