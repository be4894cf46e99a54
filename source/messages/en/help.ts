import {configHelp} from './config-help.js';
import {jobHelp} from './job-help.js';
import {milvusBackupHelp} from './milvus-backup-help.js';

const storage = {
	type: 'minio (or another server of your own that speaks S3), s3 (Amazon’s), or local (a directory)',
	endpoint: 'the object storage’s URL, as in http://localhost:9000',
	region: 'the bucket’s region',
	bucket: 'the bucket',
	rootPath: 'the prefix inside the bucket; "" for none',
	pathStyle: 'true for http://host/bucket, false for http://bucket.host',
	auth: 'static: the keys below; default: what the AWS SDK finds on this machine',
	accessKeyIdFile: 'a file that holds the access key id',
	accessKeyIdCommand: 'a shell command that prints it',
	accessKeyIdEnv: 'the environment variable that holds it',
	secretAccessKeyFile: 'a file that holds the secret access key',
	secretAccessKeyCommand: 'a shell command that prints it',
	secretAccessKeyEnv: 'the environment variable that holds it',
	sessionTokenFile: 'a file that holds the session token of temporary keys',
	sessionTokenCommand: 'a shell command that prints it',
	sessionTokenEnv: 'the environment variable that holds it',
	caFile: 'PEM file with the object storage’s certificate authority',
	path: 'the directory, instead of a bucket',
	milvusPath: 'the same directory as Milvus sees it in its container',
};

export const helpTexts = {
	program:
		'Back up and restore Milvus collections, checked from end to end, in the format of milvus-backup. Without a command, a wizard leads through it.',
	/** Commander's own headings and words, by what it says in English. */
	headings: {
		'Usage:': 'Usage:',
		'Arguments:': 'Arguments:',
		'Options:': 'Options:',
		'Commands:': 'Commands:',
	},
	examples: 'Examples:',
	/** Below the help of a command: where the options of all commands are. */
	globalsElsewhere: 'Options of every command, such as --config and --json: milvault --help',
	optionsWord: 'options',
	commandWord: 'command',
	help: 'show this help',
	helpCommand: 'show the help of a command',
	version: 'show the version',
	globals: {
		config: 'configuration file: milvault’s own, or one of another tool',
		cluster: 'the cluster to use, by its name in the configuration',
		repository: 'the repository to use, by its name in the configuration',
		address: 'Milvus’s address, instead of the configured one',
		set: 'one value of the configuration, by its key or variable, as limits.copyConcurrency=8 or MILVUS_USER=root; repeatable',
		noInput: 'never ask; fail where a question would be',
		plain: 'the wizard, line by line',
		json: 'one JSON object per line on standard output',
		debug: 'with an error, show what caused it',
		lang: 'language of messages: en or zh (default: the system’s)',
	},
	programExamples: [
		{
			text: 'Try it on a Milvus of its own, on this machine',
			command: 'practice start',
		},
		{
			text: 'Back up everything, then see what there is',
			command: 'create --name my_backup',
		},
		{
			text: 'Restore it beside the originals',
			command: 'restore --name my_backup --suffix _restored',
		},
	],
	create: {
		summary: 'make a backup',
		description:
			'Makes a backup of the chosen collections and checks that every object arrived. Prints the plan first.',
		options: {
			name: 'the backup’s name; {date} and {time} become UTC’s, as 2026_11_22 and 103000 (default: backup_{date}_{time})',
			filter:
				'which collections: coll, db.coll, db.*, db. (the database alone) or *, comma separated (default: everything)',
			strategy:
				'auto or flush: flush first; skip_flush: only what is flushed already; meta_only: no rows (default: auto)',
			rbac: 'users, roles and privileges too (Milvus 2.4 and newer)',
			onlyFailed: 'retry only the collections that failed in a partial backup (--name)',
			bwlimit: 'maximum object bytes per second, as 50M or 5MiB, the store’s own copies included',
			maxRequests: 'maximum number of requests to object storage per second',
			detach: 'run in the background; survives closing this terminal',
			dryRun: 'only print the plan',
		},
		arguments: {},
		examples: [
			{text: 'Back up everything', command: 'create'},
			{
				text: 'A database and one collection of another, every night',
				command: "create --name 'nightly_{date}' --filter 'sales.*,default.products'",
			},
			{text: 'See what would be done', command: 'create --dry-run'},
			{
				text: 'What failed the last time',
				command: 'create --name my_backup --only-failed',
			},
		],
	},
	list: {
		summary: 'list the backups in the repository',
		description:
			'Lists the backups in the repository, newest first, also unfinished and unreadable ones.',
		options: {},
		arguments: {},
		examples: [
			{text: 'List them', command: 'list'},
			{
				text: 'The names only',
				command: "list --json | jq -r '.backups[].name'",
			},
		],
	},
	get: {
		summary: 'show what a backup holds',
		description: 'Shows what a backup holds: databases, collections, fields, partitions, indexes.',
		options: {},
		arguments: {name: 'the backup’s name'},
		examples: [{text: 'Look into a backup', command: 'get my_backup'}],
	},
	restore: {
		summary: 'restore a backup',
		description:
			'Restores the chosen collections, ready to query, and checks them against the backup. Prints the plan first. A collection appears under its name only when all of it is there.',
		options: {
			name: 'the backup’s name, as the argument',
			filter:
				'which collections, by their names in the backup: coll, db.coll, db.*, db. or *, comma separated (default: everything)',
			suffix: 'restore each collection under its name plus this',
			rename:
				'restore under other names: a:b, db.a:db2.b, db.*:db2.*; repeatable, comma separated; not with --suffix',
			shards: 'shards of the restored collection, instead of as many as it had; for one collection',
			description:
				'description of the restored collection, instead of the one it had; for one collection',
			onConflict:
				'when a collection exists: fail; rename (adds _restored); skip; append (same schema only); replace (dropped last, see --confirm); for one of the backup: orders:append; repeatable, comma separated (default: fail)',
			noIndex: 'do not build indexes (and therefore do not load)',
			noLoad: 'do not load collections that were loaded',
			dataOnly: 'the same as --no-index --no-load',
			metaOnly: 'make the collections without their rows',
			rbac: 'users, roles and privileges too (Milvus 2.4 and newer)',
			confirm: 'a collection that may be replaced, by its name; repeatable, comma separated',
			withoutTtl: 'without the time to live of collections, under which old rows vanish',
			moveAliases: 'aliases of the backup that other collections hold go to the restored ones',
			trust:
				'do not decode what no recorded checksum proves (backups by milvus-backup) before Milvus gets it: a damaged file can end Milvus',
			bwlimit: 'maximum object bytes per second, as 50M or 5MiB, the store’s own copies included',
			maxRequests: 'maximum number of requests to object storage per second',
			detach: 'run in the background; survives closing this terminal',
			dryRun: 'only print the plan',
		},
		arguments: {name: 'the backup’s name'},
		examples: [
			{
				text: 'Beside the originals',
				command: 'restore --name my_backup --suffix _restored',
			},
			{
				text: 'One database into another',
				command: "restore my_backup --filter 'sales.*' --rename 'sales.*:test.*'",
			},
			{
				text: 'In the place of what is there, which is dropped when all is well',
				command: 'restore my_backup --filter orders \\\n--on-conflict replace --confirm orders',
			},
			{text: 'See what would be done', command: 'restore my_backup --dry-run'},
		],
	},
	verify: {
		summary: 'check that backups are still what they were',
		description:
			'Compares what lies in the repository with what was recorded when the backup was made. list shows when it was last done.',
		options: {
			level:
				'quick: every object is there, with its size and checksum; full: every object is read and decoded, and compared with what is known of it (default: quick)',
		},
		arguments: {names: 'the backups’ names'},
		examples: [
			{text: 'A look that reads little', command: 'verify my_backup'},
			{text: 'Every byte', command: 'verify my_backup --level full'},
		],
	},
	check: {
		summary: 'look at every place that a backup and a restore need',
		description:
			'Looks at every place that a backup and a restore need, one by one, and says how to mend what is not well: Milvus, its storage, the repository.',
		options: {
			probe:
				'prove that Milvus reads where a restore puts data, with one row that is removed again',
		},
		arguments: {},
		examples: [
			{text: 'Before the first backup', command: 'check'},
			{text: 'Before you need a restore', command: 'check --probe'},
		],
	},
	delete: {
		summary: 'delete backups',
		description:
			'Deletes backups, also unfinished and unreadable ones. Shows what would go, and asks.',
		options: {yes: 'do not ask'},
		arguments: {names: 'the backups’ names'},
		examples: [
			{text: 'After asking', command: 'delete my_backup'},
			{text: 'In a script', command: 'delete old_1 old_2 --yes'},
		],
	},
	...jobHelp,
	...configHelp,
	practice: {
		summary: 'a Milvus of its own on this machine, to practise on',
		description:
			'A real Milvus on this machine, to practise on: the practice cluster. It needs Python 3, no Docker. While it runs, it is the cluster “practice” with the repository “practice”, and the one in use when none is configured.',
	},
	practiceStart: {
		summary: 'start the practice cluster',
		description: 'Starts the practice cluster. The first time, Milvus is downloaded (about 60 MB).',
		options: {
			milvus: 'its version: 2.3.5, 2.3.4, 2.3.2, 2.3.0, 2.2.16, 2.2.12 or 2.2.9 (default: 2.3.5)',
		},
		arguments: {},
		examples: [
			{text: 'Start it', command: 'practice start'},
			{text: 'An older Milvus', command: 'practice start --milvus 2.2.16'},
		],
	},
	practiceStop: {
		summary: 'stop the practice cluster; its data stay',
		description: 'Stops the practice cluster. Its data stay for the next start.',
		options: {},
		arguments: {},
		examples: [{text: 'Stop it', command: 'practice stop'}],
	},
	practiceStatus: {
		summary: 'show whether the practice cluster runs, and where it is',
		description: 'Shows whether the practice cluster runs, and where it is.',
		options: {},
		arguments: {},
		examples: [{text: 'Where is it?', command: 'practice status'}],
	},
	practiceLoad: {
		summary: 'fill it with hello_milvus (3,000 rows) and hello_milvus2 (6,000)',
		description:
			'Makes the collections hello_milvus (3,000 rows) and hello_milvus2 (6,000 rows) in the practice cluster, as Milvus’s own first example does. Those that are there already, complete, stay as they are.',
		options: {},
		arguments: {},
		examples: [{text: 'Fill it', command: 'practice load'}],
	},
	practiceReset: {
		summary: 'stop the practice cluster and delete its data',
		description:
			'Stops the practice cluster and deletes its data. Its backups stay, unless --with-backups.',
		options: {
			withBackups: 'delete the backups in the practice repository too',
			yes: 'do not ask',
		},
		arguments: {},
		examples: [{text: 'Begin anew', command: 'practice reset'}],
	},
	cluster: {
		summary: 'the clusters in the configuration',
		description:
			'The clusters in the configuration: each a Milvus, and the object storage that it keeps its data in.',
	},
	clusterList: {
		summary: 'list the clusters',
		description:
			'Lists the clusters of the configuration, and the practice cluster while it runs, without their secrets.',
		options: {},
		arguments: {},
		examples: [{text: 'List them', command: 'cluster list'}],
	},
	clusterAdd: {
		summary: 'add a cluster to the configuration file',
		description:
			'Adds a cluster to the configuration file. Secrets are never given as values here: name a file, a command or an environment variable, or type them when asked (they are then written into the file, which only you can read).',
		options: {
			user: 'Milvus’s user',
			passwordFile: 'a file that holds the user’s password',
			passwordCommand: 'a shell command that prints it',
			passwordEnv: 'the environment variable that holds it',
			tokenFile: 'a file that holds a token, instead of user and password',
			tokenCommand: 'a shell command that prints it',
			tokenEnv: 'the environment variable that holds it',
			tls: 'off, one-way or mutual',
			tlsCaFile: 'PEM file with Milvus’s certificate authority',
			tlsCertFile: 'PEM file with the client’s certificate',
			tlsKeyFile: 'PEM file with the client’s key',
			tlsServerName: 'the name in Milvus’s certificate, if not the address’s',
			restUrl: 'URL of Milvus’s REST API, if not at the address',
			managementUrl: 'URL of Milvus’s management port',
			...storage,
		},
		arguments: {name: 'what to call it'},
		examples: [
			{
				text: 'Milvus on MinIO, as its Docker Compose file makes it',
				command:
					'cluster add prod --address localhost:19530 \\\n--endpoint http://localhost:9000 --bucket a-bucket --root-path files',
			},
			{
				text: 'With a password and keys from files',
				command:
					'cluster add prod --address milvus.example.com \\\n--user root --password-file ~/milvus.password \\\n--endpoint https://minio.example.com --bucket milvus \\\n--access-key-id-file ~/minio.id --secret-access-key-file ~/minio.key',
			},
		],
	},
	clusterRemove: {
		summary: 'take a cluster out of the configuration file',
		description: 'Takes a cluster out of the configuration file. What it holds is not touched.',
		options: {},
		arguments: {name: 'its name'},
		examples: [{text: 'Take it out', command: 'cluster remove prod'}],
	},
	repository: {
		summary: 'the repositories in the configuration',
		description:
			'The repositories in the configuration: each a place that holds backups, a bucket or a directory.',
	},
	repositoryList: {
		summary: 'list the repositories',
		description:
			'Lists the repositories of the configuration, and the practice repository while its cluster runs, without their secrets.',
		options: {},
		arguments: {},
		examples: [{text: 'List them', command: 'repository list'}],
	},
	repositoryAdd: {
		summary: 'add a repository to the configuration file',
		description:
			'Adds a repository to the configuration file. With --cluster it shares that cluster’s storage and keys. Secrets are never given as values here: name a file, a command or an environment variable, or type them when asked (they are then written into the file, which only you can read).',
		options: storage,
		arguments: {name: 'what to call it'},
		examples: [
			{
				text: 'A directory',
				command: 'repository add here --path /mnt/backups',
			},
			{
				text: 'Another bucket of the cluster’s own object storage',
				command: 'repository add nightly --cluster prod --bucket backups',
			},
		],
	},
	repositoryRemove: {
		summary: 'take a repository out of the configuration file',
		description: 'Takes a repository out of the configuration file. Its backups are not touched.',
		options: {},
		arguments: {name: 'its name'},
		examples: [{text: 'Take it out', command: 'repository remove nightly'}],
	},
	/** Reasons of `usage` errors. */
	usage: {
		unknownOption: (option: string) => `There is no option ${option}`,
		unknownCommand: (command: string) => `There is no command “${command}”`,
		/** `milvault config`: what to do after that. */
		seeCommands: (group: string) => `${group} --help shows which there are.`,
		missingCommand: (group: string) => `“${group}” needs a command after it`,
		missingArgument: (argument: string) => `<${argument}> is missing`,
		missingValue: (option: string) => `${option} needs a value`,
		missingOption: (option: string) => `${option} is missing`,
		surplusArgument: (argument: string) => `“${argument}” is one argument too many`,
		badChoice: (option: string, value: string, allowed: readonly string[]) =>
			`“${value}” is not a value of ${option}: it takes ${allowed.slice(0, -1).join(', ')} or ${allowed.at(-1)}`,
		milvusBackup: milvusBackupHelp,
	},
};
