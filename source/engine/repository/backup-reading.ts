import type {LimitFunction} from 'p-limit';
import type {Place} from '../session.js';
import type {BackupCollection} from './collection-view.js';

/** Which collection of which backup is read, and how. */
export type BackupReading = {
	view: BackupCollection;
	repository: Place;
	backupName: string;
	copyLimit: LimitFunction;
	signal?: AbortSignal;
};
