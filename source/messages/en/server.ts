const seeDocs = '/docs describes this route.';
const setManagementUrl = 'Set managementUrl of the cluster’s milvus in the configuration.';
const oneRepository =
	'A server serves one repository. Start another one with --repository, or omit this value.';

/** Answers of the server that are neither a job nor a plan, and lines of its log. */
export const serverTexts = {
	noJson: {sentence: 'The body is not JSON.', hint: seeDocs},
	noRoute: (method: string, path: string) => ({
		sentence: `There is no ${method} ${path}.`,
		hint: '/docs lists all routes.',
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
		sentence: isMissing ? 'This request has no token.' : 'This token is wrong.',
		hint: 'Send it as “Authorization: Bearer <token>”, or as a password (curl -u token:<token>); the server printed its location at the start.',
	}),
	foreignHost: {
		sentence: 'A server without a token accepts requests to loopback names only.',
		hint: 'Use localhost or 127.0.0.1, or start the server with a token.',
	},
	foreignOrigin: {
		sentence: 'A server without a token rejects requests from pages of other sites.',
		hint: 'Start the server with a token.',
	},
	tooManyJobs: (max: number) => ({
		sentence: `${max} jobs are running, the maximum of this server.`,
		hint: 'Wait until one ends; --max-jobs allows more.',
	}),
	idTaken: (alias: string) => ({
		sentence: `A job “${alias}” already exists.`,
		hint: 'Choose another id, or omit it.',
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
		sentence:
			'db_collections is not a JSON object that maps database names to lists of collections.',
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
		sentence: `After the rename, ${filters.join(', ')} matches no collection of this backup.`,
		hint: 'These filters match the names after the rename.',
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
			why: 'milvault does not read index metadata from etcd; the backup contains every index without it.',
		},
		format: {why: 'backups consist of binlogs.', hint: 'Omit it.'},
		/** `ours`: undefined where the cluster has none. */
		otherManagement: (ours: string | undefined) => ({
			why: `this server’s cluster has ${ours ? `the management address ${ours}` : 'no management address'}.`,
			hint: setManagementUrl,
		}),
		noManagement: {why: 'the cluster has no management address.', hint: setManagementUrl},
		list: {why: 'the list shows all backups.'},
		autoIndex: {why: 'indexes are restored as they were.'},
		dropIndex: {
			why: 'indexes of existing collections are not changed.',
			hint: 'dropExistCollection replaces the collections with the backup.',
		},
		maxShards: {why: 'collections keep their original number of shards.'},
		skipParams: {why: 'schema, properties and indexes are restored completely.'},
		encryption: {why: 'encryption keys are not mapped.'},
		secondary: {why: 'backups are restored into a cluster as collections.'},
	},
	/** For the log of the process. */
	milvusAway: (code: string) => `Milvus cannot be reached: ${code}`,
	repositoryAway: (code: string) => `The repository cannot be reached: ${code}`,
	noMetrics: 'The repository could not be listed for the metrics.',
	/** Runs of schedules, for the log. `slot`: the time that one is for. */
	schedules: {
		started: (name: string, slot: string | undefined) =>
			`Schedule ${name} runs${slot === undefined ? '' : `, due ${slot}`}.`,
		continued: (name: string) => `The last run of schedule ${name} is continued.`,
		/** `reason`: a sentence, of what went wrong. */
		ended: (name: string, outcome: string, reason: string | undefined) =>
			`Schedule ${name} has run: ${outcome}.${reason === undefined ? '' : ` ${reason}`}`,
	},
};
