import {hostname} from 'node:os';
import {messagesFor} from '../messages/messages.js';
import type {ErrorSummary, Outcome} from '../model/job-events.js';
import type {JobKind, JobResult} from '../model/jobs.js';
import type {JobNotice} from '../model/notify.js';
import type {Settings} from '../settings/settings.js';

/** What a notice is about, as it is known before the job begins. */
export type NoticeSubject = {
	kind: JobKind;
	/** Of the backup; of several, comma separated; empty where none was named. */
	name: string;
	jobId: string;
	cluster: string;
	repository: string;
	/** RFC 3339 UTC. */
	startedAt: string;
};

export type JobEnd = {outcome: Outcome; error?: ErrorSummary};

/** The first error of a result speaks for all. */
export function endOfResult(result: JobResult): JobEnd {
	const parts = 'backups' in result ? result.backups : result.collections;
	const error = parts.find(part => part.error)?.error;
	return {outcome: result.outcome, ...(error && {error})};
}

/**
 * What receivers are told.
 *
 * @param wasBad the job of its kind that ended before this one was not complete
 */
export function toNotice(
	subject: NoticeSubject,
	{outcome, error}: JobEnd,
	{wasBad, language}: {wasBad: boolean; language: Settings['language']},
): JobNotice {
	const event = eventOf(outcome, wasBad);
	const messages = messagesFor(language);
	const {words} = messages;
	const {kind, name, cluster, repository} = subject;
	const head = words.notices[event]({
		kind: words.jobKinds[kind],
		name,
		cluster,
		repository,
	});
	const text = error && messages.error(error);
	return {
		...subject,
		event,
		outcome,
		host: hostname(),
		endedAt: new Date().toISOString(),
		message: [head, text?.sentence, text?.hint].filter(Boolean).join('\n'),
		...(error && {error}),
	};
}

function eventOf(outcome: Outcome, wasBad: boolean): JobNotice['event'] {
	switch (outcome) {
		case 'complete': {
			return wasBad ? 'recovery' : 'success';
		}

		case 'failed': {
			return 'failure';
		}

		case 'partial':
		case 'cancelled': {
			return outcome;
		}
	}
}
