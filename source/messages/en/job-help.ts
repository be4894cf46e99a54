/** Help of `milvault jobs`. */
export const jobHelp = {
	jobs: {
		summary: 'list, watch, continue, cancel and clean up jobs',
		description:
			'Every create, restore, verify, delete, prune and copy is a job. An interrupted job (killed, cancelled, or cut off from its servers) can be continued: finished work is not repeated.',
	},
	jobsList: {
		summary: 'list the jobs that are running, interrupted, or recently ended',
		description: 'Lists the jobs that are running, interrupted, or recently ended, newest first.',
		options: {},
		arguments: {},
		examples: [{text: 'What runs?', command: 'jobs list'}],
	},
	jobsGet: {
		summary: 'show a job and the path of its log',
		description: 'Shows a job and the path of its log.',
		options: {},
		arguments: {id: 'the job’s id, or its first characters'},
		examples: [{text: 'How did it end?', command: 'jobs get 0f8b2c64'}],
	},
	jobsAttach: {
		summary: 'watch a job until it ends',
		description:
			'Shows a job’s progress until the job ends. Ctrl-C stops watching; the job keeps running.',
		options: {},
		arguments: {id: 'the job’s id, or its first characters'},
		examples: [{text: 'Watch it', command: 'jobs attach 0f8b2c64'}],
	},
	jobsContinue: {
		summary: 'continue an interrupted job',
		description:
			'Continues an interrupted job: no object is copied twice, no import job runs twice. Running the same create or restore again also continues it.',
		options: {
			detach: 'run in the background; survives closing this terminal',
		},
		arguments: {id: 'the job’s id, or its first characters'},
		examples: [{text: 'Continue it', command: 'jobs continue 0f8b2c64'}],
	},
	jobsCancel: {
		summary: 'cancel a running job',
		description:
			'Asks a running job to stop, and waits until it has stopped. The job can then be continued or cleaned up.',
		options: {},
		arguments: {id: 'the job’s id, or its first characters'},
		examples: [{text: 'Cancel it', command: 'jobs cancel 0f8b2c64'}],
	},
	jobsClean: {
		summary: 'clean up after an interrupted job',
		description:
			'Removes what an interrupted job left behind: an unfinished backup, working collections, temporary copies. A collection that the job was replacing is back under its name.',
		options: {},
		arguments: {id: 'the job’s id, or its first characters'},
		examples: [{text: 'Clean up', command: 'jobs clean 0f8b2c64'}],
	},
	worker: {
		summary: 'copy and verify for jobs of other machines',
		description:
			'Copies for create and restore jobs, and reads for verify --level full, that were started with the same queue, until it is stopped. It needs the same cluster storage and repository in its own configuration, with its own credentials. It never talks to Milvus.',
		options: {
			queue:
				'URL of the Redis or Valkey, as redis://host:6379; better in MILVAULT_QUEUE if it holds a password',
			concurrency: 'maximum number of objects at once (default: limits.copyConcurrency)',
			bwlimit: 'maximum object bytes per second of this worker, as 50M or 5MiB',
			maxRequests: 'maximum number of requests of this worker to object storage per second',
		},
		arguments: {},
		examples: [
			{
				text: 'On each machine that helps; the job gets the same --queue',
				command: 'worker --queue redis://queue-host:6379',
			},
		],
	},
	jobsRun: {
		summary: 'run a job that is passed on standard input',
		options: {},
		arguments: {},
		examples: [],
	},
};
