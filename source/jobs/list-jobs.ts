import {readdir} from 'node:fs/promises';
import {hasCode} from '../model/milvault-error.js';
import type {JobRecord, JobSummary} from '../model/jobs.js';
import {isRunning, processSpace} from '../utils/process-identity.js';
import {jobsDirectory} from './job-files.js';
import {readRecord} from './job-record.js';

/**
 * Every job that is recorded, newest first. One that a newer version recorded, or that is damaged,
 * is left out.
 */
export async function listJobs(stateDir: string): Promise<JobSummary[]> {
	const ids = await readdir(jobsDirectory(stateDir)).catch(() => []);
	const jobs: JobSummary[] = [];
	for (const id of ids) {
		try {
			const job = await readJob(stateDir, id);
			if (job) {
				jobs.push(job);
			}
		} catch (error) {
			if (!hasCode(error, 'newer-format') && !hasCode(error, 'metadata-unreadable')) {
				throw error;
			}
		}
	}

	return jobs.toSorted((a, b) => (a.startedAt < b.startedAt ? 1 : -1));
}

/**
 * A record that says `running` is believed only while its process lives; whether a process of
 * another machine lives cannot be seen from here.
 */
async function readJob(stateDir: string, id: string): Promise<JobSummary | undefined> {
	const record = await readRecord(stateDir, id);
	if (!record || (await mayRun(record))) {
		return record;
	}

	// Written last by a process that ends well: it may have done so since the record was read.
	const last = await readRecord(stateDir, id);
	return last?.state === 'running' ? {...last, state: 'interrupted'} : last;
}

async function mayRun({state, process}: JobRecord): Promise<boolean> {
	const isHere = process.space === (await processSpace());
	return state !== 'running' || !isHere || (await isRunning(process));
}
