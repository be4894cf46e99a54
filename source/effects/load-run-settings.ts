import {hasCode, MilvaultError} from '../model/milvault-error.js';
import {knownDirectories} from '../practice/practice-paths.js';
import {practiceSettings} from '../practice/practice-settings.js';
import {practiceStatus, type PracticeStatus} from '../practice/practice-state.js';
import {loadSettings, type LoadOptions, type SettingsLayer} from '../settings/load-settings.js';
import type {SecretNeed} from '../settings/resolve-secrets.js';
import type {Settings} from '../settings/settings.js';

const practice = 'practice';

export type RunChoice = {
	config?: string;
	cluster?: string;
	repository?: string;
	address?: string;
	/** `key=value` */
	set?: readonly string[];
	lang?: string;
};

/**
 * The settings of a run: file, environment and flags, and the practice cluster while it runs.
 *
 * @param secretsFor what is about to be used
 * @throws config-*, unknown-cluster, unknown-repository; practice-not-running for a practice
 *   cluster that was named and does not run
 */
export async function loadRunSettings(
	{config: file, cluster, repository, address, set, lang}: RunChoice,
	{
		environment,
		secretsFor,
		signal,
	}: {
		environment: LoadOptions['environment'];
		secretsFor: readonly SecretNeed[];
		signal?: AbortSignal;
	},
): Promise<Settings> {
	const {dataDir} = knownDirectories(environment);
	const status: PracticeStatus =
		dataDir === undefined ? {isRunning: false} : await practiceStatus({dataDir});
	const load = async (
		extra: readonly SettingsLayer[],
		needs: readonly SecretNeed[],
	): Promise<Settings> =>
		loadSettings({
			file,
			flags: {cluster, repository, address, set, language: lang},
			environment,
			extra,
			secretsFor: needs,
			signal,
		});

	try {
		const layers = status.isRunning ? [practiceSettings(status.state)] : [];
		const look = await load(layers, []);
		return await load(
			isForeign(look, {cluster, repository}) ? layers.map(withoutRepository) : layers,
			secretsFor,
		);
	} catch (error) {
		const isPractice =
			(hasCode(error, 'unknown-cluster') || hasCode(error, 'unknown-repository')) &&
			[cluster, repository].includes(practice);
		throw isPractice && !status.isRunning
			? new MilvaultError('practice-not-running', {}, {cause: error})
			: error;
	}
}

/**
 * The practice repository would be in use for a cluster of the user's own: `practice reset`
 * could delete its backups.
 */
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
