import {rm} from 'node:fs/promises';
import {cleanJob as cleanUp, type CleanResult} from '../engine/clean-job.js';
import {cleanCopies} from '../engine/copy-backups.js';
import type {Journal} from '../engine/journal/journal.js';
import type {Session} from '../engine/session.js';
import type {JobWork} from '../model/jobs.js';
import {MilvaultError} from '../model/milvault-error.js';
import {assertSamePlaces} from './assert-same-places.js';
import {findJob} from './find-job.js';
import {readEntries} from './file-journal.js';
import {untilWorkersStopped} from './job-crew.js';
import {jobFiles} from './job-files.js';
import {readWork} from './job-record.js';
import {forgetSharedJob} from './shared-job.js';

/**
 * Removes what a job has left, and then its record. A running job is refused, and so is a job of
 * other places: its work would not be found here, and its record would be lost.
 *
 * @throws job-missing, job-running, job-elsewhere, and what cleaning throws: then the record stays
 */
export async function cleanJob(
	session: Session,
	stateDir: string,
	id: string,
	{signal}: {signal?: AbortSignal} = {},
): Promise<CleanResult> {
	const job = await findJob(stateDir, id);
	if (job.state === 'running') {
		throw new MilvaultError('job-running', {id: job.id, pid: job.process.pid});
	}

	const files = jobFiles(stateDir, job.id);
	const work = await readWork(stateDir, job.id);
	await assertSamePlaces(session, job.id, work);
	const journal: Journal = {entries: await readEntries(files.journal), async append() {}};
	await untilWorkersStopped(journal, {signal});
	const result = await cleanWork(session, work, {jobId: job.id, journal, signal});
	if (job.isShared) {
		await forgetSharedJob(session, job.id);
	}

	await rm(files.directory, {recursive: true, force: true});
	return result;
}

async function cleanWork(
	session: Session,
	work: JobWork,
	options: {jobId: string; journal: Journal; signal?: AbortSignal},
): Promise<CleanResult> {
	if (work.kind === 'copy') {
		return {removed: await cleanCopies(session, work.plan, options), warnings: []};
	}

	return 'names' in work ? {removed: [], warnings: []} : cleanUp(session, work.plan, options);
}
