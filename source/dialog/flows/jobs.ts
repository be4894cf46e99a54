import {isContinuable, type JobSummary} from '../../model/jobs.js';
import {shortJobId} from '../../model/short-job-id.js';
import {formatTime} from '../../text/format-time.js';
import type {Script} from '../script.js';
import {cleanJob, watchToTheEnd} from './run-job.js';

/** A job that runs is watched; one that was cut short goes on, or what it left is taken away. */
export function jobs(script: Script): never {
	const {messages} = script;
	const texts = messages.dialog.job;
	const found = script.load('jobs', {});
	const [only] = found;
	const jobId =
		script.isAnswered('job') || found.length !== 1
			? script.select('job', {
					body: found.length === 0 ? [{text: texts.none}, {text: ''}] : [],
					question: texts.which,
					help: texts.whichHelp,
					choices:
						found.length === 0
							? [{value: 'back', label: messages.dialog.failed.back}]
							: found.map(job => ({
									value: job.id,
									label: titleOf(job, script),
									detail: messages.words.jobStates[job.state],
								})),
					actions: found.length === 0 ? {back: {kind: 'back'}} : {},
					isList: found.length > 0,
				})
			: only!.id;
	const job = found.find(({id}) => id === jobId);
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
