import type {Detected} from '../dialog/effects.js';
import {
	defaultPracticeVersion,
	knownDirectories,
	practicePaths,
} from '../practice/practice-paths.js';
import {practiceStatus} from '../practice/practice-state.js';
import {configFileInUse} from '../settings/find-config-file.js';
import type {Settings} from '../settings/settings.js';
import {isPortOpen, exists} from './probe-machine.js';
import {loadRunSettings, type RunChoice} from './load-run-settings.js';
import type {Environment} from '../settings/environment.js';

const usualPort = 19_530;

/** What is configured, and what is on this machine; nothing is connected to. */
export async function detect(
	{
		globals,
		environment,
		onSettings,
	}: {
		globals: RunChoice;
		environment: Environment;
		onSettings: (settings: Settings) => void;
	},
	signal: AbortSignal,
): Promise<Detected> {
	const settings = await loadRunSettings(globals, {
		environment,
		secretsFor: [],
		signal,
	});
	onSettings(settings);
	// A user without a home may set these later: they are asked for when something is to be written
	// there.
	const {cacheDir = 'MILVAULT_CACHE_DIR', dataDir = 'MILVAULT_DATA_DIR'} =
		knownDirectories(environment);
	const [status, isMilvusHere, isInstalled] = await Promise.all([
		practiceStatus({dataDir}),
		isPortOpen(usualPort),
		exists(cacheDir, `milvus-${defaultPracticeVersion}`, 'installation.json'),
	]);
	const isConfigured = Object.entries(settings.origins).some(
		([path, origin]) => path.startsWith('clusters.') && origin !== 'default',
	);
	return {
		clusters: isConfigured
			? Object.values(settings.clusters).map(({name, milvus}) => ({
					name,
					address: milvus.address,
				}))
			: [],
		repositories: isConfigured ? Object.keys(settings.repositories) : [],
		isConfigured,
		isMilvusHere,
		configFile: configFileInUse(globals.config, environment) ?? 'MILVAULT_CONFIG',
		warnings: settings.warnings ?? [],
		practice: {
			isRunning: status.isRunning,
			isInstalled,
			directory: practicePaths(dataDir).root,
			cacheDirectory: cacheDir,
		},
	};
}
