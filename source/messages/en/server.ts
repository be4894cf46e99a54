const seeDocs = '/docs shows what this route takes.';
const setManagementUrl = 'Set managementUrl of the cluster’s milvus in the configuration.';
const oneRepository =
	'A server answers for one repository. Start another one with --repository, or leave it out.';

/** What the server answers to a request that no job or plan comes of, and writes into its log. */
export const serverTexts = {
	noJson: {sentence: 'The body is no JSON.', hint: seeDocs},
	noRoute: (method: string, path: string) => ({
		sentence: `There is no ${method} ${path}.`,
		hint: '/docs lists everything.',
	}),
	/** `reason` comes from the library that validates. */
	badValue: (where: string, reason: string) => ({sentence: `${where}: ${reason}`, hint: seeDocs}),
	/** `reason` comes from the HTTP library. */
	refused: (reason: string) => ({sentence: reason}),
	badMediaType: (reason: string) => ({
		sentence: reason,
		hint: 'Send the header “Content-Type: application/json”.',
	}),
	token: (isMissing: boolean) => ({
		sentence: isMissing ? 'This request has no token.' : 'This token is not the server’s.',
		hint: 'Send it as “Authorization: Bearer <token>”, or as a password (curl -u token:<token>); the server said at its start where it is.',
	}),
	foreignHost: {
		sentence: 'A server without a token answers to loopback names only.',
		hint: 'Use localhost or 127.0.0.1, or start the server with a token.',
	},
	foreignOrigin: {
		sentence: 'A server without a token does not answer to pages of other sites.',
		hint: 'Start the server with a token.',
	},
	tooManyJobs: (max: number) => ({
		sentence: `${max} jobs run already, the most that this server takes.`,
		hint: 'Wait until one of them is over; --max-jobs allows more.',
	}),
	idTaken: (alias: string) => ({
		sentence: `There already is a job “${alias}”.`,
		hint: 'Choose another id, or leave it out.',
	}),
	missing: (keys: readonly string[]) => ({
		sentence: `${keys.join(' and ')} ${keys.length > 1 ? 'are' : 'is'} missing.`,
	}),
	missingName: {
		sentence: 'backup_name is missing.',
		hint: 'Letters, digits, _, - and ., such as nightly-2026-11-25.',
	},
	noBackup: (id: string) => ({sentence: `No backup “${id}”.`}),
	badDatabases: {
		sentence: 'db_collections is no JSON object of database names to lists of collections.',
		hint: 'Such as {"default": ["orders"], "sales": []}',
	},
	unknownStrategy: (strategy: string, known: readonly string[]) => ({
		sentence: `strategy “${strategy}” is unknown.`,
		hint: `One of ${known.join(', ')}.`,
	}),
	absent: (targets: readonly string[]) => ({
		sentence: `skipCreateCollection: ${targets.join(', ')} does not exist.`,
	}),
	dropAndSkip: {sentence: 'dropExistCollection and skipCreateCollection exclude each other.'},
	planAndNames: {sentence: 'restorePlan excludes collection_suffix and collection_renames.'},
	nothingChosen: (filters: readonly string[]) => ({
		sentence: `No collection of this backup gets a name that ${filters.join(', ')} chooses.`,
		hint: 'These filters are of names after the rename.',
	}),
	notSupported: (key: string, why: string) => `${key} is not supported: ${why}`,
	/** Why a key of milvus-backup's requests is not supported. */
	refusals: {
		otherBucket: (place: string) => ({
			why: `this server’s repository is in ${place}.`,
			hint: oneRepository,
		}),
		otherPath: (rootPath: string, place: string) => ({
			why: `this server’s repository is at “${rootPath}” of ${place}.`,
			hint: oneRepository,
		}),
		indexExtra: {
			why: 'what only etcd knows of indexes is not read; every index is in the backup all the same.',
		},
		format: {why: 'backups are of binlogs.', hint: 'Leave it out.'},
		/** `ours`: undefined where the cluster has none. */
		otherManagement: (ours: string | undefined) => ({
			why: `this server’s cluster has ${ours ? `its management at ${ours}` : 'no management address'}.`,
			hint: setManagementUrl,
		}),
		noManagement: {why: 'the cluster has no management address.', hint: setManagementUrl},
		list: {why: 'a list is of all backups.'},
		autoIndex: {why: 'indexes are restored as they were.'},
		dropIndex: {
			why: 'indexes of collections that are there are left alone.',
			hint: 'dropExistCollection puts the backup in their place.',
		},
		maxShards: {why: 'collections get the shards that they had.'},
		skipParams: {why: 'schema, properties and indexes are restored whole.'},
		encryption: {why: 'encryption keys are not mapped.'},
		secondary: {why: 'backups are restored into a cluster as collections.'},
	},
	/** For the log of the process. */
	milvusAway: (code: string) => `Milvus is away: ${code}`,
	repositoryAway: (code: string) => `The repository is away: ${code}`,
	noMetrics: 'The repository could not be listed for the metrics.',
};
