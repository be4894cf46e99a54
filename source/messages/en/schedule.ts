import type {ScheduleRunStep} from '../../model/schedule.js';

type Step = Exclude<ScheduleRunStep['step'], `copy:${string}`>;

/** What `milvault schedule` says; times come as text. */
export const scheduleTexts = {
	none: (place: string) => `There are no schedules in ${place} yet.`,
	title: (place: string) => `Schedules in ${place}. Times are in UTC.`,
	when: 'When',
	next: 'Next',
	last: 'Last run',
	outcome: 'Outcome',
	late: 'Late',
	backup: 'Backup',
	runs: 'Runs',
	after: 'After it',
	jitter: 'Jitter',
	never: 'never',
	running: 'running',
	/** It has no end, and nobody makes it. */
	interrupted: 'interrupted',
	jitterOf: (jitter: string) => `up to ${jitter}`,
	/** Runs that were left out because one went on; the last of them. */
	skipped: (count: string, last: string) => `${count} while another run went on, last ${last}`,
	missed: (count: string) => `for ${count} missed before, too`,
	steps: {
		create: 'backup',
		prune: 'prune',
		verify: 'verify',
		'verify:full': 'verify:full',
	} satisfies Record<Step, string>,
	/** A step, to a repository. */
	copyTo: (repository: string) => `copy to ${repository}`,
	stepSkipped: 'skipped, because what came before is not complete',
	added: (name: string) => `The schedule ${name} is in the repository.`,
	replaced: (name: string) => `The schedule ${name} was replaced.`,
	/** Before commands. */
	runsBy: 'Nothing runs it yet but milvault server. To let this machine run it:',
	removed: (name: string) => `The schedule ${name} was removed. Its backups stay.`,
	removedUnits:
		'If systemd, cron or Kubernetes runs it, its timer, line or CronJob is still there.',
	begins: (name: string, slot: string | undefined, late: string | undefined) =>
		[
			`Schedule ${name}`,
			...(slot === undefined ? [] : [`, due ${slot}`]),
			...(late === undefined ? [] : [`, ${late} late`]),
		].join(''),
	caughtUp: (missed: string) => `Also for ${missed} that were missed before.`,
	continued: (name: string) => `The last run of schedule ${name} was interrupted: it is continued.`,
	missingCron: 'When? --cron is missing',
	notInSchedules: (option: string) =>
		`${option} cannot be part of a schedule: its runs use the configuration`,
	oneWay: 'One of --systemd, --cron and --kubernetes is needed',
	install: {
		file: (path: string) => `File ${path}:`,
		crontab: 'In the crontab of this user:',
		shown: 'Nothing was written. With --yes it is written.',
		wrote: (path: string) => `${path} was written.`,
		wroteCrontab: 'The crontab was changed.',
		/** Before commands. */
		start: 'To start the timer:',
		linger: 'So that it also runs while you are logged out:',
		apply: 'The Secret holds the configuration and its secrets; then the CronJob:',
		zone: (zone: string, own: string) =>
			`The schedule is read in ${zone}, cron in ${own}: the line may call it when it is not due, and then nothing is done.`,
		widened:
			'It is also called after the clocks change, so that a time that they leave out has its run; when it is not due, nothing is done.',
	},
};
