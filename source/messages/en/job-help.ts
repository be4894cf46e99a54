/** Help of `milvault jobs`. */
export const jobHelp = {
	jobs: {
		summary: 'see, continue, cancel and clean up what runs or was cut short',
		description:
			'Every create, restore, verify and delete is a job. One that was cut short (killed, cancelled, out of reach of its servers) can be continued: what is done is not done again.',
	},
	jobsList: {
		summary: 'list the jobs that run, were cut short, or ended lately',
		description: 'Lists the jobs that run, were cut short, or ended lately, newest first.',
		options: {},
		arguments: {},
		examples: [{text: 'What runs?', command: 'jobs list'}],
	},
	jobsGet: {
		summary: 'show a job, and where its log is',
		description: 'Shows a job, and where its log is.',
		options: {},
		arguments: {id: 'the job’s id, or its beginning'},
		examples: [{text: 'How did it end?', command: 'jobs get 0f8b2c64'}],
	},
	jobsAttach: {
		summary: 'watch a job until it is over',
		description:
			'Shows a job’s progress until it is over. Ctrl-C ends the watching; the job goes on.',
		options: {},
		arguments: {id: 'the job’s id, or its beginning'},
		examples: [{text: 'Watch it', command: 'jobs attach 0f8b2c64'}],
	},
	jobsContinue: {
		summary: 'go on with a job that was cut short',
		description:
			'Goes on with a job that was cut short: no object is copied twice, no import job runs twice. Running the same create or restore again does the same.',
		options: {
			detach: 'run in the background; survives closing this terminal',
		},
		arguments: {id: 'the job’s id, or its beginning'},
		examples: [{text: 'Go on', command: 'jobs continue 0f8b2c64'}],
	},
	jobsCancel: {
		summary: 'cancel a running job',
		description:
			'Asks a running job to end, and waits until it has. What it did can be continued or cleaned up.',
		options: {},
		arguments: {id: 'the job’s id, or its beginning'},
		examples: [{text: 'Cancel it', command: 'jobs cancel 0f8b2c64'}],
	},
	jobsClean: {
		summary: 'remove what a job that was cut short has left',
		description:
			'Removes what a job that was cut short has left: an unfinished backup, working collections, temporary copies. What was to be replaced is there under its name.',
		options: {},
		arguments: {id: 'the job’s id, or its beginning'},
		examples: [{text: 'Clean up', command: 'jobs clean 0f8b2c64'}],
	},
	jobsRun: {
		summary: 'do a job that is handed over on standard input',
		options: {},
		arguments: {},
		examples: [],
	},
};
