import {isContinuable, type JobSummary} from '../model/jobs.js';
import {shortJobId} from '../model/short-job-id.js';
import {formatTable} from '../text/format-table.js';
import {formatTime} from '../text/format-time.js';
import {interruptedJobLines, runningJobLines} from './job-commands.js';
import {factLines, indented, tableWidth, type LineOptions} from './line-options.js';

/** Every job as a line of a table, and what can be done with the interrupted ones. */
export function jobListLines(
	jobs: readonly JobSummary[],
	{messages, columns}: LineOptions,
): string[] {
	const {commands, words} = messages;
	const {labels, jobs: texts} = commands;
	if (jobs.length === 0) {
		return [texts.none];
	}

	return [
		...indented(
			formatTable({
				columns: [
					{heading: labels.job},
					{heading: labels.does},
					{heading: labels.name, canShrink: true},
					{heading: labels.state},
					{heading: labels.started},
					{heading: labels.cluster, canShrink: true},
				],
				rows: jobs.map(({id, kind, name, state, startedAt, choice}) => [
					shortJobId(id),
					words.jobKinds[kind],
					name,
					words.jobStates[state],
					formatTime(startedAt),
					choice.cluster,
				]),
				width: tableWidth(columns),
			}),
		),
		...jobs.flatMap(job => nextSteps(job, {messages})),
	];
}

/** One job, and what can be done with it. */
export function jobLines(
	job: JobSummary,
	{messages, log}: Pick<LineOptions, 'messages'> & {log?: string},
): string[] {
	const {commands, words} = messages;
	const {labels} = commands;
	const {id, kind, name, state, startedAt, endedAt, choice, error} = job;
	const told = error && messages.error(error);
	return [
		`${commands.jobs.title(shortJobId(id), words.jobKinds[kind], name)}: ${words.jobStates[state]}`,
		...factLines([
			[labels.started, formatTime(startedAt)],
			[labels.ended, endedAt && formatTime(endedAt)],
			[labels.cluster, choice.cluster],
			[labels.repository, choice.repository],
			[labels.log, log],
			[words.error, told?.sentence],
		]),
		...nextSteps(job, {messages}),
	];
}

function nextSteps(job: JobSummary, {messages}: Pick<LineOptions, 'messages'>): string[] {
	const options = {messages, flags: {}};
	if (job.state === 'running') {
		return indented(runningJobLines(job.id, options));
	}

	return isContinuable(job) ? indented(interruptedJobLines(job.id, options)) : [];
}
