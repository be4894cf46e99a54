import type {Age} from '../../model/age.js';
import type {OnConflict} from '../../model/plans.js';

const looking = 'Esc goes back; nothing is changed.';

/** What the guided flows ask and say, in the wizard and in its plain prompts. */
export const dialogTexts = {
	/** Where we are. */
	titles: {
		start: 'start',
		home: 'home',
		connect: 'connect',
		practice: 'practice cluster',
		'back-up': 'back up',
		restore: 'restore',
		browse: 'backups',
		jobs: 'jobs',
		check: 'check',
		places: 'places',
		quit: 'quit',
	},
	/** What runs, and the help that `?` shows meanwhile. */
	effects: {
		detect: {doing: 'Reading the configuration', help: looking},
		practice: {
			doing: 'Starting the practice cluster',
			help: 'The first time, Milvus is downloaded; later starts take a few seconds. Esc stops it; the downloaded data is kept.',
		},
		open: {doing: 'Connecting', help: looking},
		overview: {doing: 'Listing the backups', help: looking},
		jobs: {doing: 'Listing the jobs', help: looking},
		look: {doing: 'Listing the collections', help: looking},
		backups: {doing: 'Listing the backups', help: looking},
		details: {doing: 'Reading the backup', help: looking},
		planBackup: {doing: 'Making the plan', help: looking},
		targets: {doing: 'Checking for existing collections', help: looking},
		planRestore: {doing: 'Making the plan', help: looking},
		planDelete: {doing: 'Listing what would be deleted', help: looking},
		start: {
			doing: 'Starting the job',
			help: 'The job runs in a separate process: this screen only shows its progress.',
		},
		continueJob: {
			doing: 'Continuing the job',
			help: 'The job runs in a separate process: this screen only shows its progress.',
		},
		clean: {
			doing: 'Cleaning up after the job',
			help: 'Only what this job created is removed.',
		},
		check: {
			doing: 'Checking every endpoint',
			help: 'The check leaves nothing behind; Esc goes back.',
		},
		tryMilvus: {doing: 'Connecting', help: looking},
		findData: {
			doing: 'Looking for this Milvus’s data',
			help: 'Collections have ids, and their data directories are named by these ids. Esc goes back.',
		},
		checkDraft: {
			doing: 'Checking every endpoint',
			help: 'Nothing has been saved yet, and the check leaves nothing behind; Esc goes back.',
		},
		save: {doing: 'Saving the connection', help: looking},
	},
	/** `2 h ago`. */
	ages: ({unit, count}: Age) =>
		({
			moment: 'just now',
			minute: `${count} min ago`,
			hour: `${count} h ago`,
			day: `${count} d ago`,
		})[unit],
	failed: {
		question: 'What now?',
		help: 'Fix the problem above, then try again; or go back and change your answer.',
		retry: 'Try again',
		back: 'Back',
		otherPlace: 'Use the configured cluster instead',
	},
	start: {
		welcome: 'milvault backs up and restores Milvus collections, and checks the result.',
		nothingHere: 'Nothing is configured yet, and no Milvus answers at localhost:19530.',
		somethingHere: 'Nothing is configured yet.',
		question: 'How would you like to begin?',
		help: (configFile: string) =>
			`A connection is saved in ${configFile}. The practice cluster is a real Milvus on this machine, for trying things out: your own data is not touched, and “milvault practice reset” removes it.`,
		connect: 'Connect to my Milvus',
		connectDetail: 'asks for its address',
		practice: 'Try it on a local practice Milvus',
		practiceDetail: 'downloads 58 MB',
		practiceInstalled: 'starts it again',
	},
	practice: {
		what: 'A real Milvus 2.3.5 with two collections, 3,000 and 6,000 rows, only for trying things out.',
		size: (directory: string) =>
			`Downloads 58 MB from the Python package index; takes 310 MB on disk, in ${directory}.`,
		folder: (directory: string) => `Its data and its backups are in ${directory}.`,
		ports:
			'It opens twelve ports between 20000 and 32000, on all interfaces (Milvus always does this), with a generated password.',
		question: 'Start it?',
		help: 'It needs Python 3 for the download. “milvault practice stop” stops it, “milvault practice reset” removes everything.',
		download: 'Download and start it',
		start: 'Start it',
	},
	secrets: {
		password: 'Password for Milvus:',
		accessKeyId: 'Access key id of the object storage:',
		secretAccessKey: 'Secret access key of the object storage:',
		help: 'It is used for this connection and never shown. It is written to disk only if you confirm that at the end.',
	},
	home: {
		question: 'What would you like to do?',
		help: 'Nothing is changed until you have seen the whole plan and chosen Start. Esc goes back one step.',
		backUp: 'Back up collections',
		restore: 'Restore a backup',
		browse: 'Browse and verify backups',
		jobs: 'Continue or watch a job',
		check: 'Check this cluster',
		places: 'Change cluster or repository',
		quit: 'Quit',
		noBackup: 'no backup yet',
		lastBackup: (age: string) => `last backup ${age}`,
		lastVerified: (age: string, isGood: boolean) =>
			`last backup ${age}, ${isGood ? 'verified' : 'verification failed'}`,
		backupsIn: (backups: string, place: string) => `${backups} in ${place}`,
		job: (kind: string, name: string, isInterrupted: boolean) =>
			`${kind} ${name}, ${isInterrupted ? 'interrupted' : 'running'}`,
	},
	backUp: {
		which: 'Which collections?',
		whichHelp:
			'Space picks or unpicks a collection or a whole database; a picks all or none; / filters by name. If you pick a whole database, the command backs up the whole database too, including collections that are created later.',
		/** `Same as last time: 12 of 15 collections.` */
		asLastTime: (picked: string, all: string) => `Same as last time: ${picked} of ${all}.`,
		/** Names, or how many there are. */
		newAndLeft: (names: string) => `New since then, not picked: ${names}.`,
		newAndPicked: (names: string) => `New since then, picked: ${names}.`,
		unflushed: 'Rows that are not flushed yet are not counted here.',
		name: (place: string) => `Name of the backup in ${place}:`,
		nameHelp:
			'Letters, digits, _, - and ., beginning with a letter, a digit or _. An existing backup is never overwritten.',
		taken: (name: string) => `A backup “${name}” already exists.`,
		unfinished: (name: string) =>
			`“${name}” is an unfinished backup. If it was created on this machine, continue it with “Continue or watch a job” on the first screen.`,
		review: (size: string) => `About ${size} to copy. Nothing has been done yet. Start?`,
	},
	review: {
		help: 'This is everything that will be done. The job runs in a separate process: a lost connection does not stop it.',
		command: 'The same as a command:',
		start: 'Start',
		print: 'Only print the command',
	},
	restore: {
		which: (name: string) => `Which collections of ${name}?`,
		whichHelp: 'Space picks or unpicks; a picks all or none; / filters by name.',
		naming: 'Under which names?',
		namingHelp:
			'With a suffix, the restored collections are created beside the existing ones. In the next step you can change every name.',
		withSuffix: 'Original names with a suffix',
		suffixDetail: 'beside the existing collections',
		sameNames: 'Original names',
		sameDetail: 'for an empty cluster, or after data loss',
		suffix: 'Suffix:',
		badSuffix: 'A suffix may contain only letters, digits, _ and $, at least one.',
		allFree: 'All names are free. These collections will be created.',
		conflicts: 'Some names are taken. What to do with each?',
		conflictsHelp:
			'rename creates a new collection beside the existing one; append adds the rows to the existing collection; replace puts the restored collection in its place and drops the existing one last, after all checks; skip does not restore it.',
		badTarget: (target: string) =>
			`“${target}” is not a valid collection name: a letter or _ first, then letters, digits, _ and $.`,
		nothingLeft: 'All collections are skipped: there is nothing to restore.',
		timeToLive: 'Restore the time to live (TTL) of the collections?',
		timeToLiveHelp:
			'Milvus deletes rows that are older than collection.ttl.seconds. Restored rows keep the times at which they were first written.',
		withoutTtl: 'Without it',
		withoutTtlDetail: 'all rows stay; the plan shows how to set it again',
		withTtl: 'With it',
		withTtlDetail: 'as before; expired rows disappear',
		willReplace: (target: string) =>
			`${target} will be replaced: the current collection is dropped when the restored one is in its place.`,
		replaceHelp:
			'Until the restored collection has been checked, the current one is unchanged. Then it is deleted permanently.',
		notThatName: 'The name does not match. Without it, nothing is replaced.',
		review: 'Nothing has been done yet. Start?',
	},
	browse: {
		which: (place: string) => `Which backup in ${place}?`,
		whichHelp: '/ filters by name.',
		verified: (isGood: boolean) => (isGood ? 'verified' : 'verification failed'),
		what: 'What to do with it?',
		whatHelp:
			'Verifying compares the backup with what was recorded when it was created: quick compares sizes and checksums, full reads every byte. Deleting asks for the name.',
		verifyQuick: 'Verify, quick',
		verifyFull: 'Verify, reading every byte',
		restore: 'Restore it',
		delete: 'Delete it',
		typeToDelete: (name: string) => `Type ${name} to delete it:`,
		deleteHelp: 'A deleted backup cannot be recovered.',
		notThatName: (name: string) => `Type ${name}, or press Esc to keep it.`,
	},
	job: {
		help: 'The job runs in a separate process. d detaches from it: the job keeps running. Ctrl-C cancels it within seconds; its work is kept and can be continued or cleaned up. 100 % is shown only when the job has ended.',
		none: 'No job is running or waiting to be continued.',
		which: 'Which job?',
		whichHelp:
			'An interrupted job can continue where it stopped: nothing is copied or imported twice. Cleaning up removes what the job left behind and keeps what existed before.',
		what: 'What to do with it?',
		watch: 'Watch it',
		goOn: 'Continue it',
		clean: 'Clean up after it',
		cancelled: 'Cancelled.',
		interrupted: 'Its process ended unexpectedly: it was killed, or the machine went down.',
		again: 'Next time, as a command:',
		next: 'What next?',
		endHelp: 'This report stays on the terminal when you quit.',
		home: 'Back to the start',
		restoreIt: 'Restore it to test it',
	},
	check: {
		question: 'What next?',
		help: '“milvault check --probe” also imports one row, to confirm that Milvus can read where a restore puts data.',
	},
	places: {
		cluster: 'Which cluster?',
		repository: 'Which repository?',
		connectNew: 'Connect to another Milvus',
		help: (configFile: string) => `Clusters and repositories are in ${configFile}.`,
	},
	connect: {
		address: 'Address of Milvus:',
		addressHelp:
			'Host and port of Milvus’s gRPC, as in localhost:19530. Inside a container, localhost is the container itself.',
		badAddress: 'An address is host:port.',
		needsLogin: 'Milvus requires a login.',
		user: 'User:',
		userHelp: 'A user who may read collections, and create them for a restore.',
		required: 'A value is required here.',
		typeAgain: 'Type it again',
		storage: 'Where does this Milvus keep its data?',
		storageHelp:
			'Milvus writes its rows to an object storage; milvault copies them from there. See minio or localStorage in milvus.yaml.',
		minio: 'MinIO, or another S3-compatible store',
		minioDetail: 'most installations',
		aws: 'Amazon S3',
		local: 'A directory on this machine',
		localDetail: 'Milvus Lite, or standalone with localStorage',
		path: 'The directory that contains insert_log:',
		pathHelp: 'The directory in localStorage.path of milvus.yaml.',
		badPath: 'Enter an absolute path, or one that begins with ~.',
		endpoint: 'Address of the object storage:',
		endpointHelp:
			'The address for this machine, with http:// or https://. A service name such as minio:9000 resolves only inside its own network.',
		badEndpoint: 'An address begins with http:// or https://.',
		region: 'Region:',
		keyId: (endpoint: string) => `Access key id for ${endpoint}:`,
		awsKeyId: 'Access key id (empty: find it as the AWS tools do):',
		keyHelp: 'A key with permission to list, read, write and delete in the buckets.',
		severalPlaces: 'Data was found in several places. Which one belongs to this Milvus?',
		otherBucket: 'Another bucket',
		nothingTells:
			'The data was not found: no collection has been flushed yet, or this key has no permission to list.',
		bucket: 'Bucket of this Milvus:',
		rootPath: 'Root path in that bucket:',
		bucketHelp: 'minio.bucketName and minio.rootPath in milvus.yaml; often a-bucket and files.',
		foundData: (place: string) => `This Milvus’s data: ${place}`,
		repository: 'Where should backups go?',
		repositoryHelp:
			'In the same bucket, the store itself copies them, which is fastest. In another place, they survive the loss of that store.',
		beside: (bucket: string) => `Bucket ${bucket}, under backup`,
		besideDetail: 'fastest',
		ownBucket: 'A separate bucket on the same store',
		repositoryBucket: 'Bucket for backups:',
		directory: 'A directory on this machine',
		repositoryPath: 'Directory for backups:',
		name: 'A name for this connection:',
		nameHelp: 'Commands find it by this name: --cluster NAME.',
		nameTaken: (name: string) => `“${name}” already exists.`,
		badName: 'Letters, digits, - and _ only.',
		isBad: 'Some checks failed. Save it anyway?',
		save: (file: string) => `All checks passed. Save it in ${file}?`,
		saveHelp:
			'Only you can read the file. If the secrets are not saved, milvault asks for them next time.',
		saveSecrets: 'Save it with password and keys',
		saveWithout: 'Save it without them',
		saveIt: 'Save it',
		saved: (name: string, file: string) => `✔ “${name}” is saved in ${file}.`,
	},
	/** What is done with a collection of a restore, in a word. */
	ways: {
		create: 'create',
		fail: 'stop',
		rename: 'create beside it',
		append: 'append',
		replace: 'replace',
		skip: 'skip',
	} satisfies Record<OnConflict | 'create', string>,
	/** The keys of each kind of screen, for its last line. */
	keys: {
		move: '↑↓ move',
		choose: 'Enter choose',
		accept: 'Enter accept',
		pick: 'Space pick',
		all: 'a all',
		filter: '/ filter',
		change: '←→ change',
		rename: 'e edit name',
		next: 'Enter continue',
		back: 'Esc back',
		help: '? help',
		quit: 'q quit',
		scroll: 'PgUp/PgDn scroll',
		suggestion: 'Tab use it',
		edit: 'Tab edit',
		pause: 'p pause',
		resume: 'p resume',
		limit: 'l limit',
		detach: 'd detach',
		cancel: 'Ctrl-C cancel',
		close: 'any key closes this',
	},
	screen: {
		connected: 'connected',
		/** `7 of 42 collections, 81,000,000 rows, about 120 GB`. */
		picked: (picked: string, all: string, rows: string, size: string) =>
			`${picked} of ${all}, ${rows}, about ${size}`,
		nothingPicked: 'Nothing is picked yet.',
		nothingFound: (filter: string) => `No name matches “${filter}”.`,
		filter: 'Filter:',
		loaded: 'loaded',
		waiting: (count: string) => `${count} waiting`,
		/** `3,000 of 9,000 rows`. */
		rowsOf: (done: string, all: string) => `${done} of ${all}`,
		paused: 'paused',
		limited: (rate: string) => `at most ${rate}/s`,
		limitQuestion: 'Limit per second, as 20MiB (empty: no limit):',
		badLimit: 'Enter a size, as 20MiB or 500KB.',
		cancelling: 'Cancelling. Press Ctrl-C again to exit immediately.',
		/** `rows 3 to 9 of 40`, when scrolling. */
		rows: (first: number, last: number, all: number) => `${first}–${last} of ${all}`,
		columns: {
			source: 'In the backup',
			target: 'Restored as',
			now: 'Now',
			do: 'Do',
		},
		/** What stands under a name that is not the one beside it. */
		nowAt: (name: string, state: string) => `${name}: ${state}`,
		free: 'free',
		alias: 'an alias',
		tooSmall: 'This window is too small.',
		/** Enter came with other keys, or before its screen was drawn. */
		held: 'Enter arrived together with other keys, or before this screen was shown: nothing was started. Press it again.',
	},
	plain: {
		back: 'Back',
		backHint: '(< goes back)',
		job: 'The job runs in a separate process. Ctrl-C cancels it.',
		howFor: (source: string, state: string) => `${source} (${state}):`,
		newName: (source: string) => `Name to restore ${source} under:`,
		again: 'Choose again.',
		number: 'Number:',
		badNumber: 'Enter one of the numbers above.',
		numbers: 'Numbers, as 1,3-5; all; Enter alone: those marked with x:',
		badNumbers: 'Enter at least one number of the list above, or names.',
		/** Lines of a list that are not shown. */
		more: (count: number) => `and ${count} more, which can be typed by name`,
		/** Before something starts by a text that was typed. */
		isMeant: 'Do it now?',
		yes: 'Yes',
	},
};
