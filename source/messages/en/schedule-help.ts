const scheduleArguments = {name: 'the schedule’s name'};

/** Help of `milvault schedule` and its commands. */
export const scheduleHelp = {
	schedule: {
		summary: 'backups that are made by themselves',
		description:
			'Backups at times of a cron expression. A schedule is kept in the repository, so that every machine sees the same; systemd, cron, Kubernetes or milvault server runs it.',
	},
	scheduleAdd: {
		summary: 'add a schedule',
		description:
			'Adds a schedule to the repository. What follows -- are the options of create; each run makes a new backup. This alone runs nothing: schedule install, or milvault server, does.',
		options: {
			cron: 'when: minute, hour, day of the month, month, day of the week, as "0 2 * * *"; or @daily and its like',
			timeZone: 'in which the expression is read, as Europe/Berlin (default: UTC)',
			jitter: 'start at random up to so much later: 90s, 5m, 1h',
			after:
				'what comes after a complete backup: prune (by retention of the repository in the configuration), verify, verify:full, or copy:offsite (to that repository); repeatable, in this order',
			replace: 'put it in the place of one with this name',
		},
		arguments: {
			name: 'its name: lower case letters, digits and -',
			flags:
				'options of create; the name of a backup (--name) needs {date} or {time}, its default is the schedule’s name with both',
		},
		examples: [
			{
				text: 'Every night, and then delete what retention does not keep',
				command: "schedule add nightly --cron '0 2 * * *' --after prune",
			},
			{
				text: 'On working days, some of the collections',
				command: "schedule add sales --cron '0 9-17 * * 1-5' -- --filter 'sales.*'",
			},
		],
	},
	scheduleList: {
		summary: 'list schedules, with their next and last runs',
		options: {},
		arguments: {},
		examples: [
			{text: 'Which backups are made, and did the last ones work', command: 'schedule list'},
		],
	},
	scheduleShow: {
		summary: 'show a schedule, its next five runs and its last one',
		options: {},
		arguments: scheduleArguments,
		examples: [{text: 'When, what, and how it went', command: 'schedule show nightly'}],
	},
	scheduleRemove: {
		summary: 'remove a schedule; its backups stay',
		options: {},
		arguments: scheduleArguments,
		examples: [{text: 'It is no longer needed', command: 'schedule remove nightly'}],
	},
	scheduleRun: {
		summary: 'run a schedule now',
		description:
			'Makes a backup as the schedule says, then does what comes after it. While another run of the same schedule goes on, it does nothing and fails. The exit code is that of the first step that is not complete.',
		options: {
			ifDue:
				'only if it is due: one of its times has passed without a run. What was missed is caught up once, an interrupted run is continued; systemd, cron and Kubernetes call it like this',
			withJitter: 'first wait for a random part of the schedule’s jitter',
		},
		arguments: scheduleArguments,
		examples: [
			{text: 'Try it', command: 'schedule run nightly'},
			{text: 'From a script of your own', command: 'schedule run nightly --if-due'},
		],
	},
	scheduleInstall: {
		summary: 'let systemd, cron or Kubernetes run a schedule',
		description:
			'Shows what would be written, and with --yes writes it: a systemd timer and its service, a line of this user’s crontab, or a manifest of a CronJob. No secrets are in them: they use the configuration.',
		options: {
			systemd: 'a timer and a service: for root in /etc/systemd/system, else for this user',
			cron: 'a line of this user’s crontab',
			kubernetes: 'a CronJob, as a file to apply',
			image: 'container image with milvault, for --kubernetes',
			directory: 'where the files are written, instead of the usual directory',
			yes: 'write',
		},
		arguments: scheduleArguments,
		examples: [
			{text: 'See first', command: 'schedule install nightly --systemd'},
			{text: 'Then write', command: 'schedule install nightly --systemd --yes'},
		],
	},
};
