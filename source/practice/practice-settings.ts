import type {SettingsLayer} from '../settings/load-settings.js';
import type {PracticeState} from './practice-state.js';

/**
 * The practice cluster as a layer of settings: cluster `practice` and repository `practice`, both
 * the default where no file or variable names others.
 */
export function practiceSettings(state: PracticeState): SettingsLayer {
	return {
		origin: 'practice cluster',
		clusters: {
			practice: {
				milvus: {
					address: state.address,
					username: state.username,
					passwordFile: state.passwordFile,
				},
				storage: {type: 'local', path: state.storagePath},
			},
		},
		repositories: {
			practice: {type: 'local', path: state.backupsPath},
		},
		defaultCluster: 'practice',
		defaultRepository: 'practice',
	};
}
