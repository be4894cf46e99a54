import {getBackupInfo} from '../../engine/get-backup-info.js';
import {listBackups} from '../../engine/list-backups.js';
import type {JobSummary} from '../../model/jobs.js';
import {RequestError} from '../problem.js';
import type {ServerJobs} from '../server-jobs.js';
import type {ServerContext} from '../serve-options.js';
import {backupBrief, backupTask} from './shapes.js';

/** Describes backups and jobs by what the repository and the records hold. */
export function createDescriber(
	{session, messages}: Pick<ServerContext, 'session' | 'messages'>,
	jobs: ServerJobs,
) {
	const snapshot = async (job: JobSummary) => ({
		job,
		progress: await jobs.progress.progressOf(job),
		result: await jobs.result(job.id),
		messages,
	});

	/** The newest job that made this backup, or tries to. */
	const jobOfBackup = async (name: string): Promise<JobSummary | undefined> =>
		(await jobs.list()).find(job => job.kind === 'backup' && job.name === name);

	const backupSummaryV1 = async (name: string, signal: AbortSignal): Promise<object> => {
		const job = await jobOfBackup(name);
		if (job?.state === 'running') {
			return backupTask(await snapshot(job));
		}

		try {
			return backupBrief(await getBackupInfo(session, name, {signal}), job);
		} catch (error) {
			// Its own job says more about a backup that was never finished.
			if (job && job.state !== 'complete') {
				return backupTask(await snapshot(job));
			}

			throw error;
		}
	};

	const nameOf = async (id: string): Promise<string> => {
		const job = await jobs.get(id).catch(() => undefined);
		if (job) {
			return job.name;
		}

		const backups = await listBackups(session);
		const found = backups.find(backup => backup.id === id);
		if (!found) {
			throw new RequestError(404, 'backup-missing', texts => texts.noBackup(id));
		}

		return found.name;
	};

	return {snapshot, backupSummaryV1, nameOf};
}
