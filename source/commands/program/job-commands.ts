import type {Command} from 'commander';
import {addCommand, declareCommand, type Declaring} from './declare-command.js';
import {count, rate} from './read-rate.js';

/** jobs list, get, attach, continue, cancel, clean; worker. */
export function addJobCommands(program: Command, declaring: Declaring): void {
	const {texts} = declaring;
	const jobs = addCommand(program, 'jobs', texts.jobs, texts);
	declareCommand(jobs, declaring, {
		name: 'list',
		help: texts.jobsList,
		arguments: {},
		options: {},
		load: async () => (await import('../jobs/list.js')).list,
	});
	declareCommand(jobs, declaring, {
		name: 'get',
		help: texts.jobsGet,
		arguments: {id: '<id>'},
		options: {},
		load: async () => (await import('../jobs/get.js')).get,
	});
	declareCommand(jobs, declaring, {
		name: 'attach',
		help: texts.jobsAttach,
		arguments: {id: '<id>'},
		options: {},
		load: async () => (await import('../jobs/attach.js')).attach,
	});
	declareCommand(jobs, declaring, {
		name: 'continue',
		help: texts.jobsContinue,
		arguments: {id: '<id>'},
		options: {detach: '--detach'},
		isJob: true,
		load: async () => (await import('../jobs/continue.js')).continueCommand,
	});
	declareCommand(jobs, declaring, {
		name: 'cancel',
		help: texts.jobsCancel,
		arguments: {id: '<id>'},
		options: {},
		load: async () => (await import('../jobs/cancel.js')).cancel,
	});
	declareCommand(jobs, declaring, {
		name: 'clean',
		help: texts.jobsClean,
		arguments: {id: '<id>'},
		options: {},
		load: async () => (await import('../jobs/clean.js')).clean,
	});
	declareCommand(program, declaring, {
		name: 'worker',
		help: texts.worker,
		arguments: {},
		options: {
			queue: '--queue <url>',
			concurrency: ['--concurrency <n>', count('--concurrency', texts)],
			bwlimit: ['--bwlimit <rate>', rate('--bwlimit', texts)],
			maxRequests: ['--max-requests <n>', count('--max-requests', texts)],
		},
		isJob: true,
		load: async () => (await import('../worker.js')).worker,
	});
	declareCommand(jobs, declaring, {
		name: 'run',
		help: texts.jobsRun,
		arguments: {},
		options: {},
		isHidden: true,
		isJob: true,
		load: async () => (await import('../jobs/run.js')).run,
	});
}
