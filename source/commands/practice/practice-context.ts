import type {PracticeState} from '../../practice/practice-state.js';
import type {Settings} from '../../settings/settings.js';
import type {Context} from '../shared/context.js';
import {loadContextSettings} from '../shared/load-context-settings.js';

/**
 * For the language: the practice cluster itself works whatever a configuration file says, or fails
 * to say.
 */
export async function useSettingsIfAny(context: Context): Promise<Settings | undefined> {
	try {
		const globals = {
			...context.globals,
			cluster: undefined,
			repository: undefined,
		};
		return await loadContextSettings({...context, globals}, []);
	} catch {
		return undefined;
	}
}

/**
 * The flags that a command needs to mean the practice cluster: none where nothing else is
 * configured.
 */
export async function practiceFlags(
	context: Context,
): Promise<{cluster?: string; repository?: string}> {
	const settings = await useSettingsIfAny(context);
	return settings?.defaultCluster === 'practice' && settings.defaultRepository === 'practice'
		? {}
		: {cluster: 'practice', repository: 'practice'};
}

/** What `--json` says of a practice cluster that runs. */
export function publicState(state: PracticeState): object {
	const {version, address, username, passwordFile, storagePath, backupsPath, log, pid} = state;
	return {
		version,
		address,
		username,
		passwordFile,
		storagePath,
		backupsPath,
		log,
		pid,
	};
}
