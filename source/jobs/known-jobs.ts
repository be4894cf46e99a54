import type {KnownJobs} from '../engine/repository/leftovers.js';
import {readEntries} from './file-journal.js';
import {jobFiles} from './job-files.js';
import {listJobs} from './list-jobs.js';

/**
 * The restores that are recorded on this machine, to recognise their collections
 * (engine/repository/leftovers.ts).
 */
export function knownJobs(stateDir: string): KnownJobs {
	return async idStart => {
		const jobs = (await listJobs(stateDir)).filter(
			({id, kind}) => kind === 'restore' && id.startsWith(idStart),
		);
		return Promise.all(
			jobs.map(async ({id}) => ({
				jobId: id,
				entries: await readEntries(jobFiles(stateDir, id).journal),
			})),
		);
	};
}
