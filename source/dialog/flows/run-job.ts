import type {JobWork} from '../../model/jobs.js';
import {isContinuable} from '../../model/jobs.js';
import {shortJobId} from '../../model/short-job-id.js';
import {cleanedJobLines} from '../../render/job-report.js';
import {indented} from '../../render/line-options.js';
import {typedCommand} from '../../render/typed-command.js';
import type {Opened} from '../effects.js';
import type {Action} from '../step.js';
import type {Script} from '../script.js';
import {endLines} from './end-lines.js';

/** Starts a job in a process of its own, watches it, and says what it came to. */
export function runJob(
	script: Script,
	{work, again, opened}: {work: JobWork; again?: string; opened: Opened | undefined},
): never {
	const {jobId} = script.load('start', {work});
	return watchToTheEnd(script, jobId, {again, opened});
}

/** Watches a job, started here or anywhere else. */
export function watchToTheEnd(
	script: Script,
	jobId: string,
	{again, opened}: {again?: string; opened: Opened | undefined},
): never {
	const {messages} = script;
	const texts = messages.dialog.job;
	const end = script.watchJob(jobId, {help: texts.help});
	const flags = opened?.flags ?? {};
	if (end.isDetached) {
		const id = shortJobId(jobId);
		return script.exit([
			{text: messages.commands.jobs.goesOn(id)},
			{
				text: `  ${messages.commands.jobs.watchIt} ${typedCommand(['jobs', 'attach', id], flags)}`,
				isCommand: true,
			},
		]);
	}

	const {job} = end;
	const body = endLines(end, {messages, columns: script.columns, again, flags});
	const jobAction = (jobChoice: 'go-on' | 'clean'): Action => ({
		kind: 'flow',
		home: 'jobs',
		answers: {job: jobId, jobChoice},
	});
	script.select('afterJob', {
		body: [...body, {text: ''}],
		keeps: body,
		question: texts.next,
		help: texts.endHelp,
		choices: [
			...(isContinuable(job)
				? [
						{value: 'go-on', label: texts.goOn, isStart: true},
						{value: 'clean', label: texts.clean, isStart: true},
					]
				: []),
			{value: 'home', label: texts.home},
			...(job.kind === 'backup' && job.state === 'complete'
				? [{value: 'restore', label: texts.restoreIt}]
				: []),
			{value: 'leave', label: messages.dialog.home.quit},
		],
		actions: {
			'go-on': jobAction('go-on'),
			clean: jobAction('clean'),
			home: {kind: 'home'},
			restore: {kind: 'flow', home: 'restore', answers: {backup: job.name}},
			leave: {kind: 'leave'},
		},
		canGoBack: false,
	});
	return script.exit();
}

/** Removes what a job has left. */
export function cleanJob(script: Script, jobId: string): never {
	const {messages} = script;
	const texts = messages.dialog.job;
	const {removed, warnings} = script.load('clean', {jobId});
	const [head = '', ...rest] = cleanedJobLines(jobId, {removed, warnings}, messages);
	const warned = indented(warnings.map(warning => messages.warning(warning)));
	const body = [{text: head, tone: 'good' as const}, ...[...rest, ...warned].map(text => ({text}))];
	script.select('cleaned', {
		body: [...body, {text: ''}],
		keeps: body,
		question: texts.next,
		help: texts.endHelp,
		choices: [
			{value: 'home', label: texts.home},
			{value: 'leave', label: messages.dialog.home.quit},
		],
		actions: {home: {kind: 'home'}, leave: {kind: 'leave'}},
		canGoBack: false,
	});
	return script.exit();
}
