import {configHelp} from './config-help.js';
import {jobHelp} from './job-help.js';
import {milvusBackupHelp} from './milvus-backup-help.js';
import {copyHelp} from './copy-help.js';
import {metricsHelp} from './metrics-help.js';
import {retentionHelp} from './retention-help.js';
import {scheduleHelp} from './schedule-help.js';

const storage = {
	type: 'minio (or another S3-compatible server of your own), s3 (Amazon’s), or local (a directory)',
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
		'Back up and restore Milvus collections, checked from end to end, in the format of milvus-backup. Without a command, a wizard guides you.',
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
		config: 'configuration file: milvault’s own, or that of another tool',
		cluster: 'the cluster to use, by its name in the configuration',
		repository: 'the repository to use, by its name in the configuration',
		address: 'Milvus’s address, instead of the configured one',
		set: 'one configuration value, by its key or environment variable, as limits.copyConcurrency=8 or MILVUS_USER=root; repeatable',
		noInput: 'never ask; fail instead of asking',
		plain: 'run the wizard line by line',
		json: 'one JSON object per line on standard output',
		debug: 'show the cause of an error',
		lang: 'language of messages: en or zh (default: the system’s)',
	},
	programExamples: [
		{
			text: 'Try it on a practice Milvus on this machine',
			command: 'practice start',
		},
		{
			text: 'Back up everything',
			command: 'create --name my_backup',
		},
		{
			text: 'Restore it beside the originals',
			command: 'restore --name my_backup --suffix _restored',
		},
	],
	create: {
		summary: 'create a backup',
		description:
			'Creates a backup of the chosen collections and checks that every object arrived. Prints the plan first.',
		options: {
			name: 'the backup’s name; {date} and {time} are replaced by date and time in UTC, as 2026_11_22 and 103000 (default: backup_{date}_{time})',
			filter:
				'which collections: coll, db.coll, db.*, db. (the database alone) or *, comma separated (default: everything)',
			strategy:
				'auto or flush: flush first; skip_flush: only flushed data; meta_only: no rows (default: auto)',
			rbac: 'include users, roles and privileges (Milvus 2.4 and newer)',
			onlyFailed: 'retry only the collections that failed in a partial backup (--name)',
			bwlimit: 'maximum object bytes per second, as 50M or 5MiB, including the store’s own copies',
			maxRequests: 'maximum number of requests to object storage per second',
			gentle:
				'flush and copy two at a time, with rests: auto (while the cluster answers searches, at most an hour), on or off (default: auto; --gentle alone: on)',
			queue:
				'URL of a Redis or Valkey, as redis://host:6379: its workers (milvault worker) copy what would pass through this process',
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
			{text: 'Only show the plan', command: 'create --dry-run'},
			{
				text: 'Retry what failed last time',
				command: 'create --name my_backup --only-failed',
			},
		],
	},
	list: {
		summary: 'list the backups in the repository',
		description:
			'Lists the backups in the repository, newest first, including unfinished and unreadable ones.',
		options: {},
		arguments: {},
		examples: [
			{text: 'List them', command: 'list'},
			{
				text: 'Only the names',
				command: "list --json | jq -r '.backups[].name'",
			},
		],
	},
	get: {
		summary: 'show what a backup holds',
		description: 'Shows what a backup holds: databases, collections, fields, partitions, indexes.',
		options: {},
		arguments: {name: 'the backup’s name'},
		examples: [{text: 'Show a backup', command: 'get my_backup'}],
	},
	restore: {
		summary: 'restore a backup',
		description:
			'Restores the chosen collections, ready to query, and checks them against the backup. Prints the plan first. A collection appears under its name only when it is complete.',
		options: {
			name: 'the backup’s name, the same as the argument',
			filter:
				'which collections, by their names in the backup: coll, db.coll, db.*, db. or *, comma separated (default: everything)',
			suffix: 'restore each collection under its name plus this suffix',
			rename:
				'restore under other names: a:b, db.a:db2.b, db.*:db2.*; repeatable, comma separated; not with --suffix',
			shards:
				'number of shards of the restored collection, instead of the original number; for one collection',
			description:
				'description of the restored collection, instead of the original one; for one collection',
			onConflict:
				'when a collection exists: fail; rename (adds _restored); skip; append (same schema only); replace (dropped last, see --confirm); for one collection of the backup: orders:append; repeatable, comma separated (default: fail)',
			noIndex: 'do not build indexes (and therefore do not load)',
			noLoad: 'do not load collections that were loaded',
			dataOnly: 'the same as --no-index --no-load',
			metaOnly: 'create the collections without their rows',
			rbac: 'include users, roles and privileges (Milvus 2.4 and newer)',
			confirm: 'a collection that may be replaced, by its name; repeatable, comma separated',
			withoutTtl: 'restore collections without their time to live (TTL), which removes old rows',
			moveAliases: 'move aliases in the backup from other collections to the restored ones',
			trust:
				'do not decode binlogs without a recorded checksum (backups by milvus-backup) before Milvus imports them: a damaged file can crash Milvus',
			importsOnly:
				'import small partitions as well, instead of inserting their rows (Milvus 2.2 and 2.3, where each import job takes two seconds)',
			bwlimit: 'maximum object bytes per second, as 50M or 5MiB, including the store’s own copies',
			maxRequests: 'maximum number of requests to object storage per second',
			queue:
				'URL of a Redis or Valkey, as redis://host:6379: its workers (milvault worker) copy what would pass through this process',
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
				text: 'Replace the existing collection, which is dropped after all checks passed',
				command: 'restore my_backup --filter orders \\\n--on-conflict replace --confirm orders',
			},
			{text: 'Only show the plan', command: 'restore my_backup --dry-run'},
		],
	},
	verify: {
		summary: 'check that backups are intact',
		description:
			'Compares the files in the repository with what was recorded when the backup was created. With --level restore the backup is restored, too: under working names, compared row by row with what it should be, and removed again. list shows when a backup was last verified and restored.',
		options: {
			level:
				'quick: every object is there, with its size and checksum; full: every object is read, decoded and compared with all that is recorded of it; restore: full, then a drill, which restores the backup and removes it again (default: quick)',
			into: 'with --level restore, the cluster to restore into (default: the practice cluster, started for it if it does not run)',
			sample:
				'with --level restore, of how many rows of each collection every value is compared (default: 100)',
			collections: 'with --level restore, only restore these, as in --filter',
			queue:
				'with --level full, URL of a Redis or Valkey, as redis://host:6379: its workers (milvault worker) read and decode the objects',
		},
		arguments: {names: 'the backups’ names'},
		examples: [
			{text: 'A quick check', command: 'verify my_backup'},
			{text: 'Read every byte', command: 'verify my_backup --level full'},
			{text: 'Prove that it can be restored', command: 'verify my_backup --level restore'},
		],
	},
	check: {
		summary: 'check everything that a backup and a restore need',
		description:
			'Checks everything that a backup and a restore need, one by one, and explains how to fix each problem: Milvus, its storage, the repository.',
		options: {
			probe:
				'confirm that Milvus can read where a restore puts data: import one row and remove it again',
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
			'Deletes backups, including unfinished and unreadable ones. Shows what will be deleted, and asks.',
		options: {pinned: 'also delete pinned backups', yes: 'do not ask'},
		arguments: {names: 'the backups’ names'},
		examples: [
			{text: 'After asking', command: 'delete my_backup'},
			{text: 'In a script', command: 'delete old_1 old_2 --yes'},
		],
	},
	...retentionHelp,
	...scheduleHelp,
	...copyHelp,
	...metricsHelp,
	...jobHelp,
	...configHelp,
	practice: {
		summary: 'a practice Milvus on this machine',
		description:
			'The practice cluster: a real Milvus on this machine, for practice. It needs Python 3, but no Docker. While it runs, it is the cluster “practice” with the repository “practice”, and the default when no other cluster is configured.',
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
		summary: 'stop the practice cluster and keep its data',
		description: 'Stops the practice cluster. Its data is kept for the next start.',
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
			'Creates the collections hello_milvus (3,000 rows) and hello_milvus2 (6,000 rows) in the practice cluster, like Milvus’s own first example. Collections that already exist and are complete are not changed.',
		options: {},
		arguments: {},
		examples: [{text: 'Fill it', command: 'practice load'}],
	},
	practiceReset: {
		summary: 'stop the practice cluster and delete its data',
		description:
			'Stops the practice cluster and deletes its data. Its backups are kept, except with --with-backups.',
		options: {
			withBackups: 'also delete the backups in the practice repository',
			yes: 'do not ask',
		},
		arguments: {},
		examples: [{text: 'Start from scratch', command: 'practice reset'}],
	},
	cluster: {
		summary: 'the clusters in the configuration',
		description:
			'The clusters in the configuration: each is a Milvus with the object storage that holds its data.',
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
			'Adds a cluster to the configuration file. Secrets cannot be given as option values: name a file, a command or an environment variable, or type them when asked (they are then written to the file, which only you can read).',
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
			tlsServerName: 'the name in Milvus’s certificate, if it differs from the address',
			restUrl: 'URL of Milvus’s REST API, if it differs from the address',
			managementUrl: 'URL of Milvus’s management port',
			...storage,
		},
		arguments: {name: 'a name for it'},
		examples: [
			{
				text: 'Milvus with MinIO, from its Docker Compose file',
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
		summary: 'remove a cluster from the configuration file',
		description:
			'Removes a cluster from the configuration file. The data of the cluster is not touched.',
		options: {},
		arguments: {name: 'its name'},
		examples: [{text: 'Remove it', command: 'cluster remove prod'}],
	},
	repository: {
		summary: 'the repositories in the configuration',
		description:
			'The repositories in the configuration: each is a bucket or a directory that holds backups.',
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
			'Adds a repository to the configuration file. With --cluster it shares that cluster’s storage and keys. Secrets cannot be given as option values: name a file, a command or an environment variable, or type them when asked (they are then written to the file, which only you can read).',
		options: storage,
		arguments: {name: 'a name for it'},
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
		summary: 'remove a repository from the configuration file',
		description: 'Removes a repository from the configuration file. Its backups are not touched.',
		options: {},
		arguments: {name: 'its name'},
		examples: [{text: 'Remove it', command: 'repository remove nightly'}],
	},
	/** Reasons of `usage` errors. */
	usage: {
		unknownOption: (option: string) => `There is no option ${option}`,
		unknownCommand: (command: string) => `There is no command “${command}”`,
		/** `milvault config`: what to do after that. */
		seeCommands: (group: string) => `${group} --help lists them.`,
		missingCommand: (group: string) => `“${group}” needs a command after it`,
		missingArgument: (argument: string) => `<${argument}> is missing`,
		missingValue: (option: string) => `${option} needs a value`,
		missingOption: (option: string) => `${option} is missing`,
		surplusArgument: (argument: string) => `“${argument}” is one argument too many`,
		badChoice: (option: string, value: string, allowed: readonly string[]) =>
			`“${value}” is not a value of ${option}: it takes ${[allowed.slice(0, -1).join(', '), allowed.at(-1)].filter(Boolean).join(' or ')}`,
		milvusBackup: milvusBackupHelp,
	},
};
