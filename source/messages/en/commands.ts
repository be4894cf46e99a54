import type {CommandTexts} from '../commands-texts.js';
import {counted, givenBy, grouped, keptVersions, listed} from './phrases.js';
import {checkTexts} from './check.js';
import {practiceTexts} from './practice.js';

export const commandTexts: CommandTexts = {
	cancelling: 'Cancelling. Press Ctrl-C again to leave at once.',
	nothingConfigured:
		'Nothing is configured yet. “milvault cluster add --help” says how, and “milvault practice start” gives you a Milvus to practise on.',
	labels: {
		address: 'Address',
		aliases: 'Aliases',
		backup: 'In the backup',
		cluster: 'Cluster',
		collection: 'Collection',
		contents: 'Contents',
		cut: 'Cut at',
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
		made: 'Made',
		madeOn: 'Made on',
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
		rowsChecked: 'Rows are',
		size: 'Size',
		started: 'Started',
		state: 'State',
		storage: 'Storage',
		strategy: 'Strategy',
		target: 'Restored as',
		temporary: 'By way of',
		to: 'To',
		user: 'User',
		value: 'Value',
		verified: 'Verified',
	},
	facts: facts => facts.join(', '),
	cluster: (name, version) => `${name}, Milvus ${version}`,
	milvusVersion: version => `Milvus ${version}`,
	more: count => `… and ${count} more; --dry-run shows all`,
	dryRun: 'This was a dry run: nothing was done.',
	usage: {
		twoNames: (first, second) =>
			`Two names are given, “${first}” and “${second}”: one backup is restored at a time`,
		missingName: 'Which backup? --name is missing',
		absent: targets =>
			`--skip_create_collection: ${targets} does not exist. Leave the option out, and it is created`,
		onlyFailedOf: '--only-failed adds to a backup that is there: its --name is missing',
	},
	backup: {
		title: name => `Backup ${name}`,
		noCollections: 'There are no collections to back up.',
		soFar: rows => `${rows} counted so far, before the flush`,
		done: ({collections, rows, size, duration}) =>
			`Backed up ${collections}, ${rows}, ${size} in ${duration}.`,
		checked: objects => `Checked: ${objects}, each in its place with its size and checksum.`,
		metaOnlyChecked: 'The backup describes the collections and holds none of their rows.',
		missing: collections => `Not in the backup, because of the errors above: ${collections}.`,
		failed: 'There is no backup: every collection failed.',
		restoreIt: 'Restore it:',
		addMissing: 'When the cause is gone, add them:',
	},
	restore: {
		title: name => `Restore of ${name}`,
		noCollections: 'There are no collections to restore.',
		temporaryCopy: place => `a temporary copy in ${place}, where Milvus can read it`,
		existsAs: (name, state, rows) => `${name} ${state}, ${rows}`,
		exists: (state, rows) => `${state}, ${rows}`,
		overridden: (target, what) => `${target} gets ${what}, as it was asked for.`,
		shards: count => (count === '1' ? '1 shard' : `${count} shards`),
		description: text => (text === '' ? 'no description' : `the description “${text}”`),
		loads: count => `${count} to load`,
		jobsAtOnce: (jobs, atOnce) => `${jobs} (up to ${atOnce} at once)`,
		done: ({collections, rows, duration}) => `Restored ${collections}, ${rows} in ${duration}.`,
		checked: ({rows, indexes}) =>
			`Checked against the backup: ${listed([
				...(rows ? ['rows'] : []),
				'schema',
				'partitions',
				...(indexes ? ['indexes'] : []),
				'properties',
			])}.`,
		skipped: collections => `Skipped, because they exist: ${collections}.`,
		missing: collections => `Not restored, because of the errors above: ${collections}.`,
		failed: 'Nothing was restored: every collection failed.',
		failedAppended:
			'Every collection failed, and rows that were added before stay, as named above.',
		rbac: ({users, roles, grants, privilegeGroups}) =>
			`Added ${counted(users, 'user')}, ${counted(roles, 'role')}, ${counted(grants, 'grant')}, ${counted(privilegeGroups, 'privilege group')}; what was there stays as it is.`,
		readyToQuery: 'ready to query',
		notLoaded: 'not loaded',
		madeOtherwise: 'differs, see below',
		appended: 'rows added',
		typeToReplace: ({target, rows, isUncounted, left}) =>
			BigInt(left) === 0n && (BigInt(rows) > 0n || isUncounted)
				? `${target} and its ${grouped(rows)} rows${isUncounted ? ' (flushed, perhaps more)' : ''} will be dropped, and its successor is empty. Type its name to go on:`
				: `${target} (${grouped(rows)} rows${isUncounted ? ' flushed, perhaps more' : ''}) will be dropped when its successor (${grouped(left)} rows) is in place. Type its name to go on:`,
	},
	list: {
		empty: place => `There are no backups in ${place} yet.`,
		makeOne: 'Make one: milvault create',
		total: (backups, place) => `${backups} in ${place}. Times are in UTC.`,
		unreadable: (name, reason) => `${name} cannot be read: ${reason}`,
	},
	get: {
		madeBy: tool => `by ${tool}`,
		primaryKey: 'primary key',
		onField: field => `on ${field}`,
		missing: collections => `Not in this backup: ${collections}`,
	},
	verify: {
		good: {
			quick: (name, facts) =>
				`${name} is as it was made: ${facts}, each in its place with its size and checksum.`,
			full: (name, facts) => `${name} is as it was made: ${facts} read, content and rows compared.`,
		},
		bad: (name, differences) =>
			`${name} is not as it was made (differences: ${differences}). Do not rely on it.`,
		differences: {
			'metadata-differs': 'metadata',
			'not-named': 'not named',
			'object-missing': 'missing',
			'object-changed': 'changed',
			'binlog-unreadable': 'unreadable',
			'binlog-misplaced': 'misplaced',
			'fields-differ': 'fields differ',
			'rows-differ': 'rows differ',
		},
		more: count => `… and ${count} more`,
		last: (when, isGood) => (isGood ? when : `${when}, bad`),
	},
	delete: {
		title: place => `To be deleted from ${place}:`,
		question: backups => `Delete ${backups} for good?`,
		action: names => `delete ${names}`,
		done: (name, objects) => `Deleted ${name} (${objects}).`,
		foreign: count => `${count} of them not of a backup`,
		kept: 'Nothing was deleted.',
		keptVersions: (place, kept) => `${keptVersions(place, kept)}.`,
	},
	progress: {
		title: {
			backup: 'Backing up',
			restore: 'Restoring',
			verify: 'Verifying',
			delete: 'Deleting',
		},
		collectionsDone: (done, all) => `${done} of ${all} done`,
		bytesOf: (done, all) => `${done} of ${all}`,
		perSecond: size => `${size}/s`,
		retried: (what, reason, wait) => `Trying again in ${wait}: ${what} (${reason})`,
	},
	config: {
		file: file => `From ${file}:`,
		noFile: lookedUp =>
			`There is no ${lookedUp === undefined ? 'configuration file' : `file ${lookedUp}`}; in use is:`,
		good: file =>
			file === undefined
				? 'There is no configuration file, and the environment has no mistakes.'
				: `${file} has no mistakes. milvault check looks at the servers.`,
		bad: count => `Mistakes: ${count}.`,
		readable: file =>
			`${file} holds secrets, and others on this machine can read it: chmod 600 ${file}`,
		asMilvusSees:
			'Addresses are as Milvus, or milvus-backup, sees them: names of containers mean nothing on this machine. --address says where Milvus is.',
		unknownHosts: hosts =>
			`Not looked at: this machine does not know ${hosts}. Run milvault where these names are known, or forward their ports (kubectl port-forward) and write localhost in their place.`,
		bundle: file => `Wrote ${file}.`,
		readFirst:
			'Read it before you send it: secrets are masked, names of databases and collections are not.',
	},
	server: {
		listening: url => `Listening at ${url}`,
		docs: 'Swagger UI:',
		token: file =>
			file === undefined
				? 'Callers need the token of MILVAULT_TOKEN.'
				: `Callers need the token in ${file}`,
		noToken: 'No token is needed: whoever uses this machine can do everything.',
		ending:
			'Ending: jobs that run are stopped so that they can be continued. Press Ctrl-C again to leave at once.',
		ended: 'Ended. Jobs that ran were stopped and can be continued.',
		noAuthElsewhere: host =>
			`--no-auth is for this machine alone, not for ${host}: anyone there could delete backups`,
		bothTls: '--tls-cert and --tls-key need one another',
	},
	check: checkTexts,
	jobs: {
		none: 'No jobs are recorded.',
		title: (id, kind, name) => `Job ${id}, ${kind} ${name}`,
		started: id => `Job ${id} runs in a process of its own: this terminal can be closed.`,
		startsAnew: id =>
			`What job ${id} was planned for has changed since: what it had made is taken away, and it starts anew.`,
		goingOn: id => `Going on with job ${id}, which was cut short.`,
		goesOn: id => `Job ${id} goes on.`,
		cleaned: id => `Job ${id} is cleaned up.`,
		removed: what => `Removed: ${what}`,
		nothingLeft: 'There was nothing left to remove.',
		watchIt: 'Watch it:',
		cancelIt: 'Cancel it:',
		continueIt: 'Go on with it:',
		cleanIt: 'Remove what it left:',
	},
	practice: practiceTexts,
	places: {
		isDefault: 'yes',
		origin: origin => (origin === 'practice cluster' ? 'the practice cluster' : givenBy(origin)),
		noClusters: 'No cluster is configured. Add one: milvault cluster add',
		noRepositories: 'No repository is configured. Add one: milvault repository add',
		clusterAdded: (name, file) => `✔ Added cluster ${name} to ${file}`,
		repositoryAdded: (name, file) => `✔ Added repository ${name} to ${file}`,
		secretsWritten: file => `What you typed stands in ${file}, which only you can read.`,
		importedWritten: file =>
			`What the imported file says of it, its keys too, stands in ${file}, which only you can read.`,
		clusterRemoved: (name, file) => `✔ Took cluster ${name} out of ${file}`,
		repositoryRemoved: (name, file) => `✔ Took repository ${name} out of ${file}`,
		tryIt: 'Try it:',
		askPassword: user => `Password of Milvus’s user ${user} (empty: none)`,
		askAccessKeyId: endpoint =>
			`Access key id of the object storage${endpoint === '' ? '' : ` ${endpoint}`} (empty: later)`,
		askSecretAccessKey: id => `Secret access key of ${id}`,
	},
};
