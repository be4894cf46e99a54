import {isContinuable, type JobSummary} from '../../model/jobs.js';
import {ageOf} from '../../model/age.js';
import type {HomeChoice} from '../answers.js';
import type {Detected, Opened, Overview} from '../effects.js';
import type {Choice} from '../step.js';
import {aboutFile, type Script} from '../script.js';

/**
 * What would you like to do? The details beside the choices are loaded in the background; the
 * screen does not wait for them.
 */
export function home(script: Script, opened: Opened, detected: Detected): HomeChoice {
	const {messages} = script;
	const texts = messages.dialog.home;
	const jobs = script.load('jobs', {});
	const hasJobs = jobs.length > 0;
	const overview = script.prefetch('overview', {});
	const choices: Choice[] = [
		{
			value: 'back-up',
			label: texts.backUp,
			detail: overview && lastBackup(script, overview),
		},
		{
			value: 'restore',
			label: texts.restore,
			detail:
				(overview &&
					!overview.isUnlisted &&
					texts.backupsIn(messages.words.backups(overview.backups), opened.repositoryPlace)) ||
				undefined,
		},
		{value: 'browse', label: texts.browse},
		...(hasJobs ? [{value: 'jobs', label: texts.jobs, detail: jobsOf(script, jobs)}] : []),
		{value: 'check', label: texts.check},
		{value: 'places', label: texts.places},
		{value: 'quit', label: texts.quit},
	];
	return script.select('home', {
		body: aboutFile(script, detected),
		question: texts.question,
		help: texts.help,
		choices,
		preselected: hasJobs ? 'jobs' : (script.answers.home ?? 'back-up'),
		actions: {quit: {kind: 'leave'}},
		canGoBack: false,
	});
}

function lastBackup({messages, now}: Script, {last}: Overview): string | undefined {
	const texts = messages.dialog.home;
	if (!last?.createdAt) {
		return texts.noBackup;
	}

	const age = messages.dialog.ages(ageOf(now.getTime() - Date.parse(last.createdAt)));
	return last.verified === undefined
		? texts.lastBackup(age)
		: texts.lastVerified(age, last.verified.outcome === 'complete');
}

function jobsOf({messages}: Script, jobs: readonly JobSummary[]): string | undefined {
	const [job] = jobs;
	return (
		job && messages.dialog.home.job(messages.words.jobKinds[job.kind], job.name, isContinuable(job))
	);
}
