import {collectionKey, isWorkingName, type CollectionName} from '../../model/collection-key.js';
import {hasCode} from '../../model/milvault-error.js';
import type {JournalEntry} from '../journal/journal.js';
import {fromJournalLine} from '../journal/plain.js';
import {replayRestore} from '../journal/restore-history.js';
import type {Place} from '../session.js';
import {listSharedJobs, readSharedJob} from './shared-jobs.js';

export type KnownJournal = {jobId: string; entries: readonly JournalEntry[]};

/** Journals of the jobs that this machine knows whose ids begin like this. */
export type KnownJobs = (idStart: string) => Promise<readonly KnownJournal[]>;

/**
 * Which of these collections did a restore make that has not ended? By their ids, as its journal
 * has them, on this machine or in the repository: the name of such a one anybody may choose, and
 * only shows where to look.
 *
 * @returns the job's id, by the collection's
 */
export async function findLeftovers(
	repository: Place,
	collections: ReadonlyArray<CollectionName & {collectionId: string}>,
	knownJobs: KnownJobs = async () => [],
): Promise<Map<string, string>> {
	const leftovers = new Map<string, string>();
	const byJob = Map.groupBy(
		collections.filter(({name}) => isWorkingName(name)),
		({name}) => name.slice(-8),
	);
	for (const [idStart, candidates] of byJob) {
		const journals = [
			...(await knownJobs(idStart)),
			...(await sharedJournals(repository, idStart)),
		];
		for (const {jobId, entries} of journals) {
			const made = [...replayRestore(entries).collections.values()].filter(
				({result}) => result === undefined,
			);
			for (const candidate of candidates) {
				const isMade = made.some(
					({working, collectionId}) =>
						collectionId === candidate.collectionId && working === collectionKey(candidate),
				);
				if (isMade) {
					leftovers.set(candidate.collectionId, jobId);
				}
			}
		}
	}

	return leftovers;
}

async function sharedJournals(repository: Place, idStart: string): Promise<KnownJournal[]> {
	const journals: KnownJournal[] = [];
	for (const [jobId, files] of await sharedJobsOf(repository)) {
		if (jobId.startsWith(idStart)) {
			const steps = files.filter(file => file.startsWith('journal/')).toSorted();
			const entries: JournalEntry[] = [];
			for (const step of steps) {
				const line = await readSharedJob(repository, jobId, step);
				entries.push(fromJournalLine(line ?? '{}') as JournalEntry);
			}

			journals.push({jobId, entries});
		}
	}

	return journals;
}

/** A repository that is still to be made holds none. */
async function sharedJobsOf(repository: Place): ReturnType<typeof listSharedJobs> {
	try {
		return await listSharedJobs(repository);
	} catch (error) {
		if (hasCode(error, 'directory-missing')) {
			return new Map();
		}

		throw error;
	}
}
