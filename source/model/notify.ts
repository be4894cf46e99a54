import type {ErrorSummary, Outcome} from './job-events.js';

/** Who is told how a job ended; config/backup.yaml says what each needs. */
export const receiverTypes = [
	'webhook',
	'slack',
	'feishu',
	'dingtalk',
	'wecom',
	'healthchecks',
	'command',
] as const;
export type ReceiverType = (typeof receiverTypes)[number];

/**
 * What a receiver is told of. failure: nothing was done, or the job ended with an error; partial:
 * a part was not done; recovery: the first complete job of its kind after one of these; always: all
 * ends, a cancel included.
 */
export const noticeTriggers = ['failure', 'partial', 'recovery', 'always'] as const;
export type NoticeTrigger = (typeof noticeTriggers)[number];

/** Of which jobs a receiver is notified: all kinds. */
export const noticeJobs = ['backup', 'restore', 'verify', 'delete', 'prune', 'copy'] as const;
export type NoticeJob = (typeof noticeJobs)[number];

/** How a job ended, as receivers are told. No secrets. */
export type JobNotice = {
	/** Why it is sent; cancelled: only to receivers of `always`. */
	event: 'success' | 'recovery' | 'partial' | 'failure' | 'cancelled';
	kind: NoticeJob;
	/** Of the backup; of several, comma separated. */
	name: string;
	outcome: Outcome;
	jobId: string;
	cluster: string;
	repository: string;
	/** Of the machine that the job ran on. */
	host: string;
	/** RFC 3339 UTC. */
	startedAt: string;
	endedAt: string;
	/** One or two sentences in the language of the settings. */
	message: string;
	error?: ErrorSummary;
};
