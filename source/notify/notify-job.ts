import {randomUUID} from 'node:crypto';
import type {OnEvent, Warning} from '../model/job-events.js';
import type {JobKind, JobResult} from '../model/jobs.js';
import {toMilvaultError, type MilvaultError} from '../model/milvault-error.js';
import type {Settings} from '../settings/settings.js';
import {openNotifier} from './notifier.js';
import {endOfResult, type JobEnd, type NoticeSubject} from './to-notice.js';

type NotifyOptions = {
	/** Where the last ends are recorded. */
	stateDir: string;
	/** Takes secrets out of what is sent. */
	mask: (text: string) => string;
};

/** Errors of jobs: their receivers have been notified. */
const notifiedErrors = new WeakSet<MilvaultError>();

/**
 * Does a job's work and notifies the receivers of `notify` of its end, which then takes ten seconds
 * longer at most and comes to the same: who cannot be notified is a warning.
 */
export async function notifyOfJob(
	settings: Settings,
	subject: Omit<NoticeSubject, 'startedAt'>,
	work: () => Promise<JobResult>,
	{onEvent, ...options}: NotifyOptions & {onEvent?: OnEvent},
): Promise<JobResult> {
	const startedAt = new Date().toISOString();
	const notifier = openNotifier(settings, {...subject, startedAt}, options);
	const notify = async (end: JobEnd): Promise<Warning[]> => {
		const warnings = await notifier.end(end);
		for (const warning of warnings) {
			onEvent?.({type: 'warning', warning});
		}

		return warnings;
	};

	notifier.start();
	let result: JobResult;
	try {
		result = await work();
	} catch (thrown) {
		const error = toMilvaultError(thrown);
		notifiedErrors.add(error);
		await notify(endOfError(error));
		throw error;
	}

	const warnings = await notify(endOfResult(result));
	return 'warnings' in result ? {...result, warnings: [...result.warnings, ...warnings]} : result;
}

/**
 * Notifies of what ended before a job began, as a plan that Milvus did not answer; not again of an
 * error of a job.
 *
 * @returns which receivers could not be notified
 */
export async function notifyOfError(
	settings: Settings,
	kind: JobKind,
	error: MilvaultError,
	options: NotifyOptions & {cluster?: string; repository?: string},
): Promise<Warning[]> {
	if (!settings.notify || notifiedErrors.has(error)) {
		return [];
	}

	const notifier = openNotifier(
		settings,
		{
			kind,
			name: '',
			jobId: randomUUID(),
			cluster: options.cluster ?? settings.defaultCluster,
			repository: options.repository ?? settings.defaultRepository,
			startedAt: new Date().toISOString(),
		},
		options,
	);
	return notifier.end(endOfError(error));
}

function endOfError({code, details}: MilvaultError): JobEnd {
	return {outcome: code === 'cancelled' ? 'cancelled' : 'failed', error: {code, details}};
}
