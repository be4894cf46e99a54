import {loadRunSettings} from '../../effects/load-run-settings.js';
import type {SecretNeed} from '../../settings/resolve-secrets.js';
import type {Settings} from '../../settings/settings.js';
import type {Context} from './context.js';

/**
 * The settings of a run. From here on, messages are in their language and their secrets are masked.
 *
 * @param secretsFor what the command is about to use
 * @throws config-*, unknown-cluster, unknown-repository; practice-not-running for a practice
 *   cluster that was named and does not run
 */
export async function loadContextSettings(
	{globals, environment, signal, output}: Context,
	secretsFor: readonly SecretNeed[],
): Promise<Settings> {
	const settings = await loadRunSettings(globals, {
		environment,
		secretsFor,
		signal,
	});
	output.useSettings(settings);
	for (const warning of settings.warnings ?? []) {
		output.note(`${output.paintError('yellow', '!')} ${output.messages.warning(warning)}`);
	}

	return settings;
}
