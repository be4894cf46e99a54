import {isContinuable, type JobSummary} from '../../model/jobs.js';
import {shortJobId} from '../../model/short-job-id.js';
import {formatTime} from '../../text/format-time.js';
import type {Script} from '../script.js';
import {cleanJob, watchToTheEnd} from './run-job.js';

/** Watches a job that runs; continues an interrupted one, or cleans up after it. */
export function jobs(script: Script): never {
	const {messages} = script;
	const texts = messages.dialog.job;
	const listed = script.load('jobs', {});
	const [only] = listed;
	const jobId =
		script.isAnswered('job') || listed.length !== 1
			? script.select('job', {
					body: listed.length === 0 ? [{text: texts.none}, {text: ''}] : [],
					question: texts.which,
					help: texts.whichHelp,
					choices:
						listed.length === 0
							? [{value: 'back', label: messages.dialog.failed.back}]
							: listed.map(job => ({
									value: job.id,
									label: titleOf(job, script),
									detail: messages.words.jobStates[job.state],
								})),
					actions: listed.length === 0 ? {back: {kind: 'back'}} : {},
					isList: listed.length > 0,
				})
			: only!.id;
	const job = listed.find(({id}) => id === jobId);
	const isRunning = job?.state === 'running';
	const choice = script.select('jobChoice', {
		body: job
			? [
					{text: titleOf(job, script), tone: 'strong'},
					{
						text: `${messages.words.jobStates[job.state]}, ${formatTime(job.startedAt)}`,
					},
					{text: ''},
				]
			: [],
		question: texts.what,
		help: texts.whichHelp,
		choices: [
			...(isRunning
				? [{value: 'watch', label: texts.watch}]
				: [
						...(job && !isContinuable(job)
							? []
							: [{value: 'go-on', label: texts.goOn, isStart: true}]),
						{value: 'clean', label: texts.clean, isStart: true},
					]),
			{value: 'back', label: messages.dialog.failed.back},
		],
		actions: {back: {kind: 'back'}},
	});
	if (choice === 'clean') {
		return cleanJob(script, jobId);
	}

	if (choice === 'go-on') {
		script.load('continueJob', {jobId});
	}

	return watchToTheEnd(script, jobId, {opened: script.opened});
}

function titleOf({id, kind, name}: JobSummary, {messages}: Script): string {
	return messages.commands.jobs.title(shortJobId(id), messages.words.jobKinds[kind], name);
}
