import {mkdir} from 'node:fs/promises';
import {join} from 'node:path';
import type {Outcome} from '../model/job-events.js';
import {readBoundedFile} from '../utils/read-bounded-file.js';
import {replaceFile} from '../utils/replace-file.js';
import type {NoticeSubject} from './to-notice.js';

const maxBytes = 1024 * 1024;

/**
 * How the job of this kind and these places ended that receivers heard of last, in `notices.json` of
 * the state directory: what makes the next complete one a recovery. Where nothing can be recorded
 * there are no recoveries.
 */
export async function lastEnds(
	stateDir: string,
	{kind, cluster, repository}: NoticeSubject,
): Promise<{wasBad: boolean; note: (outcome: Outcome) => Promise<void>}> {
	const file = join(stateDir, 'notices.json');
	const key = JSON.stringify([kind, cluster, repository]);
	const read = async (): Promise<Record<string, unknown>> => {
		try {
			const ends: unknown = JSON.parse(await readBoundedFile(file, {maxBytes}));
			return typeof ends === 'object' && ends !== null ? {...ends} : {};
		} catch {
			return {};
		}
	};

	const last = (await read())[key];
	return {
		wasBad: last === 'failed' || last === 'partial',
		async note(outcome) {
			// A person who cancels says nothing about whether it works.
			if (outcome === 'cancelled') {
				return;
			}

			const ends = {...(await read()), [key]: outcome};
			await mkdir(stateDir, {recursive: true, mode: 0o700})
				.then(async () => replaceFile(file, JSON.stringify(ends)))
				.catch(() => undefined);
		},
	};
}
