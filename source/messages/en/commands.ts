import type {BucketRetention} from '../../model/bucket-retention.js';
import type {VerifyDifference, VerifyLevel} from '../../model/verify-result.js';
import {counted, givenBy, grouped, keptVersions, listed} from './phrases.js';
import {checkTexts} from './check.js';
import {practiceTexts} from './practice.js';
import {copyTexts} from './copies.js';
import {retentionTexts} from './retention.js';
import {scheduleTexts} from './schedule.js';

/**
 * What the command line says beside errors, warnings and words: plans, progress, ends, questions.
 * What is counted comes as words, as `3,000 rows`.
 */
export const commandTexts = {
	/** After the first Ctrl-C. */
	cancelling: 'Cancelling. Press Ctrl-C again to exit immediately.',
	nothingConfigured:
		'Nothing is configured yet. “milvault cluster add --help” explains how to add a cluster, and “milvault practice start” starts a practice Milvus.',
	labels: {
		address: 'Address',
		aliases: 'Aliases',
		backup: 'In the backup',
		cluster: 'Cluster',
		collection: 'Collection',
		contents: 'Contents',
		cut: 'Data as of',
		databases: 'Databases',
		description: 'Description',
		does: 'Action',
		dynamic: 'Dynamic field',
		expected: 'Expected',
		ended: 'Ended',
		fields: 'Fields',
		filter: 'Filter',
		found: 'Found',
		from: 'From',
		inUse: 'In use',
		indexes: 'Indexes',
		into: 'Into',
		job: 'Job',
		key: 'Key',
		loaded: 'Loaded',
		log: 'Log',
		made: 'Created',
		madeOn: 'Backed up from',
		name: 'Name',
		newDatabases: 'New databases',
		object: 'Object',
		objects: 'Objects',
		onTarget: 'Now',
		origin: 'Configured in',
		partitions: 'Partitions',
		properties: 'Properties',
		rbac: 'RBAC',
		repository: 'Repository',
		rows: 'Rows',
		rowsChecked: 'Row check',
		size: 'Size',
		started: 'Started',
		state: 'State',
		storage: 'Storage',
		strategy: 'Strategy',
		target: 'Restored as',
		temporary: 'Via',
		to: 'To',
		user: 'User',
		value: 'Value',
		verified: 'Verified',
	},
	/** `3,000 rows, 12 KB`: several facts about one thing. */
	facts: (facts: readonly string[]) => facts.join(', '),
	/** `prod, Milvus 2.3.5`. */
	cluster: (name: string, version: string) => `${name}, Milvus ${version}`,
	milvusVersion: (version: string) => `Milvus ${version}`,
	/** Where a table was cut: `… and 80 more`. */
	more: (count: string) => `… and ${count} more; --dry-run shows all`,
	/** Below a plan that was only asked for. */
	dryRun: 'This was a dry run: nothing was done.',
	/** Reasons of `usage` errors. */
	usage: {
		twoNames: (first: string, second: string) =>
			`Two names are given, “${first}” and “${second}”: a restore takes one backup`,
		missingName: 'Which backup? --name is missing',
		/** milvus-backup's --skip_create_collection, and these are not there. */
		absent: (targets: string) =>
			`--skip_create_collection: ${targets} does not exist. Omit the option to create it`,
		/** `--only-failed` without `--name`. */
		onlyFailedOf: '--only-failed adds to an existing backup: its --name is missing',
	},
	backup: {
		title: (name: string) => `Backup ${name}`,
		noCollections: 'There are no collections to back up.',
		/** Rows as Milvus counts them before the flush, which may bring more. */
		soFar: (rows: string) => `${rows} counted before the flush`,
		done: ({
			collections,
			rows,
			size,
			duration,
		}: {
			collections: string;
			rows: string;
			size: string;
			duration: string;
		}) => `Backed up ${collections}, ${rows}, ${size} in ${duration}.`,
		checked: (objects: string) => `Checked: ${objects} present, sizes and checksums match.`,
		metaOnlyChecked: 'The backup holds the metadata of the collections, without their rows.',
		missing: (collections: string) =>
			`Not in the backup, because of the errors above: ${collections}.`,
		failed: 'No backup was created: every collection failed.',
		/** Before a command. */
		restoreIt: 'Restore it:',
		/** Before a command. */
		addMissing: 'When the cause is fixed, add them:',
	},
	restore: {
		title: (name: string) => `Restore of ${name}`,
		noCollections: 'There are no collections to restore.',
		temporaryCopy: (place: string) => `a temporary copy in ${place}, where Milvus can read it`,
		/** Of another name than the one beside which it stands. */
		existsAs: (name: string, state: string, rows: string) => `${name} ${state}, ${rows}`,
		/** Of a name that is taken: what stands there, and its rows. */
		exists: (state: string, rows: string) => `${state}, ${rows}`,
		/** What a collection gets instead of what it had, as its name, shards and description. */
		overridden: (target: string, what: string) => `${target} gets ${what}, as requested.`,
		shards: (count: string) => (count === '1' ? '1 shard' : `${count} shards`),
		description: (text: string) => (text === '' ? 'no description' : `the description “${text}”`),
		/** How many collections are loaded at the end. */
		loads: (count: string) => `${count} to load`,
		/** Before the import jobs; takes counted partitions. */
		inserts: (partitions: string) => `${partitions} to insert`,
		/** How rows came into collections; takes counted partitions. */
		inserted: ({inserted, imported}: {inserted: string; imported: string}) =>
			`Rows of ${inserted} were inserted, those of ${imported} imported.`,
		/** `300 import jobs (up to 32 at once)`; takes counted jobs and a number. */
		jobsAtOnce: (jobs: string, atOnce: string) => `${jobs} (up to ${atOnce} at once)`,
		done: ({collections, rows, duration}: {collections: string; rows: string; duration: string}) =>
			`Restored ${collections}, ${rows} in ${duration}.`,
		/** What was compared with the backup; rows and indexes unless they were left out. */
		checked: ({rows, indexes}: {rows: boolean; indexes: boolean}) =>
			`Checked against the backup: ${listed([
				...(rows ? ['rows'] : []),
				'schema',
				'partitions',
				...(indexes ? ['indexes'] : []),
				'properties',
			])}.`,
		skipped: (collections: string) => `Skipped, because they exist: ${collections}.`,
		missing: (collections: string) => `Not restored, because of the errors above: ${collections}.`,
		failed: 'Nothing was restored: every collection failed.',
		failedAppended:
			'Every collection failed. Rows that were appended before the failure stay, as listed above.',
		/** What a restore added of access control. */
		rbac: ({
			users,
			roles,
			grants,
			privilegeGroups,
		}: {
			users: number;
			roles: number;
			grants: number;
			privilegeGroups: number;
		}) =>
			`Added ${counted(users, 'user')}, ${counted(roles, 'role')}, ${counted(grants, 'grant')}, ${counted(privilegeGroups, 'privilege group')}; existing ones are unchanged.`,
		readyToQuery: 'ready to query',
		notLoaded: 'not loaded',
		/** A collection that differs in what a warning names. */
		madeOtherwise: 'differs, see below',
		appended: 'rows added',
		/** Asks for the name of a collection that will be dropped. */
		typeToReplace: ({
			target,
			rows,
			isUncounted,
			left,
		}: {
			target: string;
			/** There now; int64 as a string. */
			rows: string;
			/** `rows` are without those that are not flushed. */
			isUncounted?: true;
			/** In its successor. */
			left: string;
		}) =>
			BigInt(left) === 0n && (BigInt(rows) > 0n || isUncounted)
				? `${target} and its ${grouped(rows)} rows${isUncounted ? ' (flushed, perhaps more)' : ''} will be dropped, and the restored collection is empty. Type its name to continue:`
				: `${target} (${grouped(rows)} rows${isUncounted ? ' flushed, perhaps more' : ''}) will be dropped when the restored collection (${grouped(left)} rows) is in place. Type its name to continue:`,
	},
	list: {
		empty: (place: string) => `There are no backups in ${place} yet.`,
		makeOne: 'Create one: milvault create',
		total: (backups: string, place: string) => `${backups} in ${place}. Times are in UTC.`,
		unreadable: (name: string, reason: string) => `${name} cannot be read: ${reason}`,
	},
	get: {
		madeBy: (tool: string) => `by ${tool}`,
		primaryKey: 'primary key',
		onField: (field: string) => `on ${field}`,
		missing: (collections: string) => `Not in this backup: ${collections}`,
	},
	verify: {
		/** `facts`: objects and bytes. */
		good: {
			quick: (name, facts) => `${name} is intact: ${facts} present, sizes and checksums match.`,
			full: (name, facts) => `${name} is intact: ${facts} read, content and row counts match.`,
		} satisfies Record<VerifyLevel, (name: string, facts: string) => string>,
		bad: (name: string, differences: string) =>
			`${name} is not intact (differences: ${differences}). Do not rely on it.`,
		differences: {
			'metadata-differs': 'metadata',
			'not-named': 'not named',
			'object-missing': 'missing',
			'object-changed': 'changed',
			'binlog-unreadable': 'unreadable',
			'binlog-misplaced': 'misplaced',
			'fields-differ': 'fields differ',
			'rows-differ': 'rows differ',
		} satisfies Record<VerifyDifference['code'], string>,
		more: (count: string) => `… and ${count} more`,
		/** In a list: when, and how it ended. */
		last: (when: string, isGood: boolean) => (isGood ? when : `${when}, bad`),
		lastRestored: (when: string, isGood: boolean) =>
			isGood ? `restored ${when}` : `restored ${when}, bad`,
		drill: {
			begins: (name: string, cluster: string) =>
				`Restoring ${name} into cluster ${cluster}, to compare it and remove it again.`,
			good: (facts: {
				name: string;
				collections: string;
				rows: string;
				compared: string;
				searches: string;
				duration: string;
			}) =>
				`${facts.name} can be restored: ${facts.collections} with ${facts.rows}, in ${facts.duration}. Compared value by value: ${facts.compared}; searches: ${facts.searches}.`,
			bad: (name: string) => `${name} was not restored as it should be. Do not rely on it.`,
			notDone: (name: string) => `${name} was not restored in full, so that this proves nothing.`,
			removed: 'Everything that was restored for this has been removed.',
			notCompared: (collection: string, what: string) => `Not compared in ${collection}: ${what}`,
		},
	},
	delete: {
		title: (place: string) => `To be deleted from ${place}:`,
		question: (backups: string) => `Delete ${backups} for good?`,
		/** For `confirmation-needed`. */
		action: (names: string) => `delete ${names}`,
		done: (name: string, objects: string) => `Deleted ${name} (${objects}).`,
		/** Of the objects: what was not of a backup. */
		foreign: (count: string) => `${count} of them do not belong to a backup`,
		kept: 'Nothing was deleted.',
		/** Below what is deleted, from a bucket that keeps versions. */
		keptVersions: (place: string, kept: BucketRetention) => `${keptVersions(place, kept)}.`,
	},
	retention: retentionTexts,
	schedule: scheduleTexts,
	copy: copyTexts,
	progress: {
		title: {
			backup: 'Backing up',
			restore: 'Restoring',
			verify: 'Verifying',
			delete: 'Deleting',
			prune: 'Pruning',
			copy: 'Copying',
		},
		/** `3 of 12 collections done`, of `12 collections`. */
		collectionsDone: (done: string, all: string) => `${done} of ${all} done`,
		/** `64.8 of 120 GB`. */
		bytesOf: (done: string, all: string) => `${done} of ${all}`,
		perSecond: (size: string) => `${size}/s`,
		retried: (what: string, reason: string, wait: string) =>
			`Retrying in ${wait}: ${what} (${reason})`,
	},
	config: {
		file: (file: string) => `From ${file}:`,
		noFile: (lookedUp: string | undefined) =>
			`There is no ${lookedUp === undefined ? 'configuration file' : `file ${lookedUp}`}; values in use:`,
		good: (file: string | undefined) =>
			file === undefined
				? 'There is no configuration file, and the environment has no mistakes.'
				: `${file} has no mistakes. To check the servers: milvault check`,
		bad: (count: string) => `Mistakes: ${count}.`,
		readable: (file: string) =>
			`${file} holds secrets, and others on this machine can read it: chmod 600 ${file}`,
		asMilvusSees:
			'These addresses are the ones that Milvus or milvus-backup uses: container names do not resolve on this machine. Give the address of Milvus with --address.',
		/** Why nothing was looked at after an import. */
		unknownHosts: (hosts: string) =>
			`Not checked: this machine cannot resolve ${hosts}. Run milvault where these names resolve, or forward their ports (kubectl port-forward) and use localhost instead.`,
		bundle: (file: string) => `Wrote ${file}.`,
		readFirst:
			'Read it before you send it: secrets are masked, names of databases and collections are not.',
	},
	worker: {
		ready: (address: string) => `Waiting for work at ${address}, for these places:`,
		ended: (objects: number, bytes: string) =>
			`Stopped. Copied or checked ${objects} objects, ${bytes}.`,
	},
	server: {
		listening: (url: string) => `Listening at ${url}`,
		/** Before the address of Swagger UI. */
		docs: 'Swagger UI:',
		token: (file: string | undefined) =>
			file === undefined
				? 'Callers need the token of MILVAULT_TOKEN.'
				: `Callers need the token in ${file}`,
		noToken: 'No token is required: every user of this machine can do everything.',
		ending:
			'Stopping: running jobs are interrupted and can be continued. Press Ctrl-C again to exit immediately.',
		ended: 'Stopped. Running jobs were interrupted and can be continued.',
		noAuthElsewhere: (host: string) =>
			`--no-auth is only for loopback addresses, not for ${host}: anyone who can reach it could delete backups`,
		bothTls: '--tls-cert and --tls-key must be given together',
	},
	check: checkTexts,
	jobs: {
		none: 'No jobs are recorded.',
		/** `Job 0f8b2c64, backup my_backup`. */
		title: (id: string, kind: string, name: string) => `Job ${id}, ${kind} ${name}`,
		started: (id: string) => `Job ${id} runs in the background: you can close this terminal.`,
		startsAnew: (id: string) =>
			`The backup or cluster of job ${id} has changed since the job was planned: its previous work is cleaned up, and it starts again from the beginning.`,
		goingOn: (id: string) => `Continuing job ${id}, which was interrupted.`,
		/** After the watching ended. */
		goesOn: (id: string) => `Job ${id} keeps running.`,
		cleaned: (id: string) => `Job ${id} is cleaned up.`,
		removed: (what: string) => `Removed: ${what}`,
		nothingLeft: 'There was nothing left to remove.',
		/** Each before a command. */
		watchIt: 'Watch it:',
		cancelIt: 'Cancel it:',
		continueIt: 'Continue it:',
		cleanIt: 'Clean up after it:',
	},
	practice: practiceTexts,
	places: {
		/** Beside the one in use when no flag says otherwise. */
		isDefault: 'yes',
		/** Where a value was given, of an origin in settings. */
		origin: (origin: string) =>
			origin === 'practice cluster' ? 'the practice cluster' : givenBy(origin),
		noClusters: 'No cluster is configured. Add one: milvault cluster add',
		noRepositories: 'No repository is configured. Add one: milvault repository add',
		clusterAdded: (name: string, file: string) => `✔ Added cluster ${name} to ${file}`,
		repositoryAdded: (name: string, file: string) => `✔ Added repository ${name} to ${file}`,
		secretsWritten: (file: string) =>
			`What you typed is saved in ${file}, which only you can read.`,
		/** After an import. */
		importedWritten: (file: string) =>
			`The imported values, including keys, are saved in ${file}, which only you can read.`,
		clusterRemoved: (name: string, file: string) => `✔ Removed cluster ${name} from ${file}`,
		repositoryRemoved: (name: string, file: string) => `✔ Removed repository ${name} from ${file}`,
		/** Before a command. */
		tryIt: 'Try it:',
		askPassword: (user: string) => `Password of Milvus’s user ${user} (empty: none)`,
		askAccessKeyId: (endpoint: string) =>
			`Access key id of the object storage${endpoint === '' ? '' : ` ${endpoint}`} (empty: later)`,
		askSecretAccessKey: (id: string) => `Secret access key of ${id}`,
	},
};
