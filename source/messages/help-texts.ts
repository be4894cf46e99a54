/**
 * One command's help: a line for the list of commands, a paragraph, its arguments and options by
 * name, commands to copy.
 */
export type CommandHelp<Options extends string = never, Arguments extends string = never> = {
	summary: string;
	/** Default: the summary. */
	description?: string;
	options: Record<Options, string>;
	arguments: Record<Arguments, string>;
	/** What it is for, and the command without `milvault`. */
	examples: ReadonlyArray<{text: string; command: string}>;
};

/** A command that only has others below it. */
export type GroupHelp = {summary: string; description?: string};

type MilvusOption =
	| 'user'
	| 'passwordFile'
	| 'passwordCommand'
	| 'passwordEnv'
	| 'tokenFile'
	| 'tokenCommand'
	| 'tokenEnv'
	| 'tls'
	| 'tlsCaFile'
	| 'tlsCertFile'
	| 'tlsKeyFile'
	| 'tlsServerName'
	| 'restUrl'
	| 'managementUrl';

export type StorageOption =
	| 'type'
	| 'endpoint'
	| 'region'
	| 'bucket'
	| 'rootPath'
	| 'pathStyle'
	| 'auth'
	| 'accessKeyIdFile'
	| 'accessKeyIdCommand'
	| 'accessKeyIdEnv'
	| 'secretAccessKeyFile'
	| 'secretAccessKeyCommand'
	| 'secretAccessKeyEnv'
	| 'sessionTokenFile'
	| 'sessionTokenCommand'
	| 'sessionTokenEnv'
	| 'caFile'
	| 'path'
	| 'milvusPath';

/** What a usage error says, and what to do instead. */
export type UsageAnswer = {reason: string; next: string};

/** About what milvus-backup has and milvault does not. */
export type MilvusBackupTexts = {
	indexExtra: UsageAnswer;
	format: (format: string) => UsageAnswer;
	secondary: UsageAnswer;
	autoIndex: UsageAnswer;
	dropIndex: UsageAnswer;
	listCollection: UsageAnswer;
	json: (option: string, value: string) => UsageAnswer;
	commands: Record<'migrate' | 'l0compact' | 'config migrate' | 'check config', UsageAnswer>;
};

/**
 * All that `--help` and usage errors say, apart from the other messages so that help comes at once.
 */
export type HelpTexts = {
	program: string;
	/** Commander's own headings and words, by what it says in English. */
	headings: Record<'Usage:' | 'Arguments:' | 'Options:' | 'Commands:', string>;
	examples: string;
	/** Below the help of a command: where the options of all commands are. */
	globalsElsewhere: string;
	optionsWord: string;
	commandWord: string;
	help: string;
	helpCommand: string;
	version: string;
	globals: Record<
		| 'config'
		| 'cluster'
		| 'repository'
		| 'address'
		| 'set'
		| 'noInput'
		| 'plain'
		| 'json'
		| 'debug'
		| 'lang',
		string
	>;
	programExamples: ReadonlyArray<{text: string; command: string}>;
	create: CommandHelp<
		| 'name'
		| 'filter'
		| 'strategy'
		| 'rbac'
		| 'onlyFailed'
		| 'bwlimit'
		| 'maxRequests'
		| 'detach'
		| 'dryRun'
	>;
	list: CommandHelp;
	get: CommandHelp<never, 'name'>;
	restore: CommandHelp<
		| 'name'
		| 'filter'
		| 'suffix'
		| 'rename'
		| 'shards'
		| 'description'
		| 'onConflict'
		| 'noIndex'
		| 'noLoad'
		| 'dataOnly'
		| 'metaOnly'
		| 'rbac'
		| 'confirm'
		| 'withoutTtl'
		| 'moveAliases'
		| 'trust'
		| 'bwlimit'
		| 'maxRequests'
		| 'detach'
		| 'dryRun',
		'name'
	>;
	verify: CommandHelp<'level', 'names'>;
	check: CommandHelp<'probe'>;
	delete: CommandHelp<'yes', 'names'>;
	jobs: GroupHelp;
	jobsList: CommandHelp;
	jobsGet: CommandHelp<never, 'id'>;
	jobsAttach: CommandHelp<never, 'id'>;
	jobsContinue: CommandHelp<'detach', 'id'>;
	jobsCancel: CommandHelp<never, 'id'>;
	jobsClean: CommandHelp<never, 'id'>;
	jobsRun: CommandHelp;
	practice: GroupHelp;
	practiceStart: CommandHelp<'milvus'>;
	practiceStop: CommandHelp;
	practiceStatus: CommandHelp;
	practiceLoad: CommandHelp;
	practiceReset: CommandHelp<'withBackups' | 'yes'>;
	cluster: GroupHelp;
	clusterList: CommandHelp;
	clusterAdd: CommandHelp<MilvusOption | StorageOption, 'name'>;
	clusterRemove: CommandHelp<never, 'name'>;
	repository: GroupHelp;
	repositoryList: CommandHelp;
	repositoryAdd: CommandHelp<StorageOption, 'name'>;
	repositoryRemove: CommandHelp<never, 'name'>;
	config: GroupHelp;
	configShow: CommandHelp;
	configCheck: CommandHelp;
	configImport: CommandHelp<'as' | 'dryRun' | 'noCheck', 'file'>;
	server: CommandHelp<
		'port' | 'host' | 'basePath' | 'noAuth' | 'tokenFile' | 'tlsCert' | 'tlsKey' | 'maxJobs'
	>;
	supportBundle: CommandHelp<'output'>;
	/** Reasons of `usage` errors. */
	usage: {
		unknownOption: (option: string) => string;
		unknownCommand: (command: string) => string;
		/** `milvault config`: what to do after that. */
		seeCommands: (group: string) => string;
		missingCommand: (group: string) => string;
		missingArgument: (argument: string) => string;
		missingValue: (option: string) => string;
		missingOption: (option: string) => string;
		surplusArgument: (argument: string) => string;
		badChoice: (option: string, value: string, allowed: readonly string[]) => string;
		milvusBackup: MilvusBackupTexts;
	};
};
