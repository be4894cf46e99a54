import {readdir} from 'node:fs/promises';
import {hasCode} from '../model/milvault-error.js';
import type {JobRecord, JobSummary} from '../model/jobs.js';
import {isRunning, processSpace} from '../utils/process-identity.js';
import {jobsDirectory} from './job-files.js';
import {readRecord} from './job-record.js';

/** Every job that is recorded, newest first. One that a newer version recorded, or that is damaged, is left out. */
export async function listJobs(stateDir: string): Promise<JobSummary[]> {
	const ids = await readdir(jobsDirectory(stateDir)).catch(() => []);
	const jobs: JobSummary[] = [];
	for (const id of ids) {
		try {
			const record = await readRecord(stateDir, id);
			if (record) {
				jobs.push(await summaryOf(record));
			}
		} catch (error) {
			if (
				!hasCode(error, 'newer-format') &&
				!hasCode(error, 'metadata-unreadable')
			) {
				throw error;
			}
		}
	}

	return jobs.toSorted((a, b) => (a.startedAt < b.startedAt ? 1 : -1));
}

/** A record that says `running` is believed only while its process lives; of another machine's nobody can tell. */
export async function summaryOf(record: JobRecord): Promise<JobSummary> {
	const isHere = record.process.space === (await processSpace());
	return record.state === 'running' &&
		isHere &&
		!(await isRunning(record.process))
		? {...record, state: 'interrupted'}
		: record;
}
