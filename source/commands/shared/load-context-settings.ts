import {hasCode, MilvaultError} from '../../model/milvault-error.js';
import {defaultDirectories} from '../../practice/practice-paths.js';
import {practiceSettings} from '../../practice/practice-settings.js';
import {practiceStatus} from '../../practice/practice-state.js';
import {
	loadSettings,
	type SettingsLayer,
} from '../../settings/load-settings.js';
import type {SecretNeed} from '../../settings/resolve-secrets.js';
import type {Settings} from '../../settings/settings.js';
import type {Context} from './context.js';

const practice = 'practice';

/**
 * The settings of a run: file, environment and flags, and the practice cluster while it runs. From here on, messages are in the
 * language of the settings and their secrets are masked.
 *
 * @param secretsFor what the command is about to use
 * @throws config-*, unknown-cluster, unknown-repository; practice-not-running for a practice cluster that was named and does not run
 */
export async function loadContextSettings(
	{globals, environment, signal, output}: Context,
	secretsFor: readonly SecretNeed[],
): Promise<Settings> {
	const {config: file, cluster, repository, address, lang} = globals;
	const status = await practiceStatus(defaultDirectories(environment));
	const load = async (
		extra: readonly SettingsLayer[],
		needs: readonly SecretNeed[],
	): Promise<Settings> =>
		loadSettings({
			file,
			flags: {cluster, repository, address, language: lang},
			environment,
			extra,
			secretsFor: needs,
			signal,
		});

	try {
		const layers = status.isRunning ? [practiceSettings(status.state)] : [];
		const look = await load(layers, []);
		const settings = await load(
			isForeign(look, globals) ? layers.map(withoutRepository) : layers,
			secretsFor,
		);
		output.useSettings(settings);
		return settings;
	} catch (error) {
		const isPractice =
			(hasCode(error, 'unknown-cluster') ||
				hasCode(error, 'unknown-repository')) &&
			[cluster, repository].includes(practice);
		throw isPractice && !status.isRunning
			? new MilvaultError('practice-not-running', {}, {cause: error})
			: error;
	}
}

/** The practice repository would be in use for a cluster that is somebody's own: `practice reset` could delete its backups. */
function isForeign(
	{defaultCluster, defaultRepository}: Settings,
	flags: {cluster?: string; repository?: string},
): boolean {
	return (
		(flags.cluster ?? defaultCluster) !== practice &&
		flags.repository === undefined &&
		defaultRepository === practice
	);
}

function withoutRepository(layer: SettingsLayer): SettingsLayer {
	return {...layer, repositories: undefined, defaultRepository: undefined};
}
