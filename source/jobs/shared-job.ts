import {mkdir, readFile, rm, writeFile} from 'node:fs/promises';
import type {Journal} from '../engine/journal/journal.js';
import {toJournalLine} from '../engine/journal/plain.js';
import {isHeldBy} from '../engine/locks/is-stale.js';
import type {Place, Session} from '../engine/session.js';
import {
	listSharedJobs,
	readSharedJob,
	removeSharedJob,
	writeSharedJob,
	type SharedJobFile,
} from '../engine/repository/shared-jobs.js';
import {isContinuable, type JobSummary} from '../model/jobs.js';
import {hasCode} from '../model/milvault-error.js';
import {processSpace} from '../utils/process-identity.js';
import {readEntries} from './file-journal.js';
import {jobFiles} from './job-files.js';
import {readRecord} from './job-record.js';
import {jobsHere} from './jobs-here.js';

/**
 * Of jobs that are over; a job is some kilobytes, and a journal as long as its collections are
 * many.
 */
const maxKept = 1000;

/**
 * A job of a server is recorded in its repository too, so that it can be asked about, and
 * continued, where this machine's disk is gone: record, plan and result as they are here, and each
 * entry of the journal.
 */
export async function shareRecord(session: Session, stateDir: string, id: string): Promise<void> {
	const files = jobFiles(stateDir, id);
	const repository = await session.repositoryPlace();
	// The record last: a job that has one has all the rest.
	for (const [file, path] of [
		['plan.json', files.work],
		['result.json', files.result],
		['record.json', files.record],
	] as const) {
		const body = await readFile(path, 'utf8').catch(() => undefined);
		if (body !== undefined) {
			await writeSharedJob(repository, id, file, body);
		}
	}
}

/** Writes down each entry here first, then in the repository. */
export async function sharedJournal(
	session: Session,
	id: string,
	journal: Journal,
): Promise<Journal> {
	const repository = await session.repositoryPlace();
	let next = journal.entries.length;
	return {
		entries: journal.entries,
		async append(entry) {
			await journal.append(entry);
			const body = `${toJournalLine(entry)}\n`;
			await writeSharedJob(repository, id, entryFile(next++), body);
		},
	};
}

/**
 * Brings here what the repository knows of its jobs and this machine does not: all of one that was
 * never here, and the rest of one that continued elsewhere. The oldest of very many that are over
 * are forgotten, here and there.
 */
export async function fetchSharedJobs(session: Session, stateDir: string): Promise<void> {
	const repository = await session.repositoryPlace();
	for (const [id, files] of await listSharedJobs(repository)) {
		if (files.includes('record.json')) {
			try {
				await fetchJob(repository, stateDir, id, files);
			} catch (error) {
				// An object larger than any of ours does not stop the others.
				if (!hasCode(error, 'metadata-unreadable')) {
					throw error;
				}
			}
		}
	}

	const over = (await sharedJobs(session, stateDir)).filter(
		job => job.state !== 'running' && !isContinuable(job),
	);
	for (const {id} of over.slice(maxKept)) {
		await removeSharedJob(repository, id);
		await rm(jobFiles(stateDir, id).directory, {recursive: true, force: true});
	}
}

/**
 * Those of this session's repository, newest first; one that says it runs is believed while its
 * process, or its lock, lives.
 */
export async function sharedJobs(session: Session, stateDir: string): Promise<JobSummary[]> {
	const space = await processSpace();
	const jobs = await jobsHere(session, stateDir);
	return Promise.all(
		jobs
			.filter(({isShared}) => isShared)
			.map(async (job): Promise<JobSummary> =>
				job.state === 'running' && job.process.space !== space && !(await isHeld(session, job))
					? {...job, state: 'interrupted'}
					: job,
			),
	);
}

async function fetchJob(
	repository: Place,
	stateDir: string,
	id: string,
	names: readonly SharedJobFile[],
): Promise<void> {
	const files = jobFiles(stateDir, id);
	const steps = names.filter(name => name.startsWith('journal/')).toSorted();
	const here = await readRecord(stateDir, id).catch(() => undefined);
	const known = here ? (await readEntries(files.journal)).length : -1;
	// As many steps: only the result may differ, and that was written here first.
	if (steps.length <= known) {
		return;
	}

	const read = async (file: SharedJobFile): Promise<string> =>
		(await readSharedJob(repository, id, file)) ?? '';
	await mkdir(files.directory, {recursive: true, mode: 0o700});
	const journal: string[] = [];
	for (const step of steps) {
		journal.push(await read(step));
	}

	const write = async (path: string, body: string): Promise<void> =>
		writeFile(path, body, {mode: 0o600});
	await write(files.journal, journal.join(''));
	await write(files.work, await read('plan.json'));
	if (names.includes('result.json')) {
		await write(files.result, await read('result.json'));
	}

	await write(files.record, await read('record.json'));
}

/** Its record in the repository goes. */
export async function forgetSharedJob(session: Session, id: string): Promise<void> {
	await removeSharedJob(await session.repositoryPlace(), id);
}

async function isHeld(session: Session, {id, name}: JobSummary): Promise<boolean> {
	const repository = await session.repositoryPlace();
	// Of several, the first is worked on first; they end together.
	const [first = ''] = name.split(', ');
	return isHeldBy(repository, first, id);
}

function entryFile(index: number): SharedJobFile {
	return `journal/${String(index).padStart(8, '0')}.json`;
}
