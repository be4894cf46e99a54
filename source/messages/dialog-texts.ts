import type {Age} from '../model/age.js';
import type {OnConflict} from '../model/plans.js';

/** What is asked and told in the guided flows, by the wizard and by its plain prompts. */
export type DialogTexts = {
	/** Where we are. */
	titles: Record<
		| 'start'
		| 'home'
		| 'connect'
		| 'practise'
		| 'back-up'
		| 'restore'
		| 'browse'
		| 'jobs'
		| 'check'
		| 'places'
		| 'quit',
		string
	>;
	/** What is being found out or done, and what `?` tells meanwhile. */
	effects: Record<DialogEffect, {doing: string; help: string}>;
	/** `2 h ago`. */
	ages: (age: Age) => string;
	failed: {
		question: string;
		help: string;
		retry: string;
		back: string;
		otherPlace: string;
	};
	start: {
		welcome: string;
		nothingHere: string;
		somethingHere: string;
		question: string;
		help: (configFile: string) => string;
		connect: string;
		connectDetail: string;
		practise: string;
		practiseDetail: string;
		practiseInstalled: string;
	};
	practise: {
		what: string;
		size: (directory: string) => string;
		folder: (directory: string) => string;
		ports: string;
		question: string;
		help: string;
		download: string;
		start: string;
	};
	secrets: {
		password: string;
		accessKeyId: string;
		secretAccessKey: string;
		help: string;
	};
	home: {
		question: string;
		help: string;
		backUp: string;
		restore: string;
		browse: string;
		jobs: string;
		check: string;
		places: string;
		quit: string;
		noBackup: string;
		lastBackup: (age: string) => string;
		lastVerified: (age: string, isGood: boolean) => string;
		backupsIn: (backups: string, place: string) => string;
		job: (kind: string, name: string, isInterrupted: boolean) => string;
	};
	backUp: {
		which: string;
		whichHelp: string;
		/** `As the last time: 12 of 15 collections.` */
		asLastTime: (picked: string, all: string) => string;
		/** Names, or how many there are. */
		newAndLeft: (collections: string) => string;
		newAndPicked: (collections: string) => string;
		unflushed: string;
		name: (place: string) => string;
		nameHelp: string;
		taken: (name: string) => string;
		unfinished: (name: string) => string;
		review: (size: string) => string;
	};
	review: {
		help: string;
		command: string;
		start: string;
		print: string;
	};
	restore: {
		which: (name: string) => string;
		whichHelp: string;
		naming: string;
		namingHelp: string;
		withSuffix: string;
		suffixDetail: string;
		sameNames: string;
		sameDetail: string;
		suffix: string;
		badSuffix: string;
		allFree: string;
		conflicts: string;
		conflictsHelp: string;
		badTarget: (target: string) => string;
		nothingLeft: string;
		timeToLive: string;
		timeToLiveHelp: string;
		withoutTtl: string;
		withoutTtlDetail: string;
		withTtl: string;
		withTtlDetail: string;
		willReplace: (target: string) => string;
		replaceHelp: string;
		notThatName: string;
		review: string;
	};
	browse: {
		which: (place: string) => string;
		whichHelp: string;
		verified: (isGood: boolean) => string;
		what: string;
		whatHelp: string;
		verifyQuick: string;
		verifyFull: string;
		restore: string;
		delete: string;
		typeToDelete: (name: string) => string;
		deleteHelp: string;
		notThatName: (name: string) => string;
	};
	job: {
		help: string;
		none: string;
		which: string;
		whichHelp: string;
		what: string;
		watch: string;
		goOn: string;
		clean: string;
		cancelled: string;
		interrupted: string;
		again: string;
		next: string;
		endHelp: string;
		home: string;
		restoreIt: string;
	};
	check: {question: string; help: string};
	places: {
		cluster: string;
		repository: string;
		connectNew: string;
		help: (configFile: string) => string;
	};
	connect: {
		address: string;
		addressHelp: string;
		badAddress: string;
		needsLogin: string;
		user: string;
		userHelp: string;
		required: string;
		typeAgain: string;
		storage: string;
		storageHelp: string;
		minio: string;
		minioDetail: string;
		aws: string;
		local: string;
		localDetail: string;
		path: string;
		pathHelp: string;
		badPath: string;
		endpoint: string;
		endpointHelp: string;
		badEndpoint: string;
		region: string;
		keyId: (endpoint: string) => string;
		awsKeyId: string;
		keyHelp: string;
		severalPlaces: string;
		otherBucket: string;
		nothingTells: string;
		bucket: string;
		rootPath: string;
		bucketHelp: string;
		foundData: (place: string) => string;
		repository: string;
		repositoryHelp: string;
		beside: (bucket: string) => string;
		besideDetail: string;
		ownBucket: string;
		repositoryBucket: string;
		directory: string;
		repositoryPath: string;
		name: string;
		nameHelp: string;
		nameTaken: (name: string) => string;
		badName: string;
		isBad: string;
		save: (file: string) => string;
		saveHelp: string;
		saveSecrets: string;
		saveWithout: string;
		saveIt: string;
		saved: (name: string, file: string) => string;
	};
	/** What is done with a collection of a restore, in a word. */
	ways: Record<OnConflict | 'create', string>;
	/** The keys of each kind of screen, for its last line. */
	keys: Record<
		| 'move'
		| 'choose'
		| 'accept'
		| 'pick'
		| 'all'
		| 'filter'
		| 'change'
		| 'rename'
		| 'next'
		| 'back'
		| 'help'
		| 'quit'
		| 'scroll'
		| 'suggestion'
		| 'edit'
		| 'pause'
		| 'resume'
		| 'limit'
		| 'detach'
		| 'cancel'
		| 'close',
		string
	>;
	screen: {
		connected: string;
		/** `7 of 42 collections, 81,000,000 rows, about 120 GB`. */
		picked: (picked: string, all: string, rows: string, size: string) => string;
		nothingPicked: string;
		nothingFound: (filter: string) => string;
		filter: string;
		loaded: string;
		waiting: (count: string) => string;
		/** `3,000 of 9,000 rows`. */
		rowsOf: (done: string, all: string) => string;
		paused: string;
		limited: (rate: string) => string;
		limitQuestion: string;
		badLimit: string;
		cancelling: string;
		/** `rows 3 to 9 of 40` for who scrolls. */
		rows: (first: number, last: number, all: number) => string;
		columns: Record<'source' | 'target' | 'now' | 'do', string>;
		/** What stands under a name that is not the one beside it. */
		nowAt: (name: string, state: string) => string;
		free: string;
		alias: string;
		tooSmall: string;
		/** Enter came with other keys, or before its screen was drawn. */
		held: string;
	};
	plain: {
		back: string;
		backHint: string;
		job: string;
		howFor: (source: string, state: string) => string;
		newName: (source: string) => string;
		again: string;
		number: string;
		badNumber: string;
		numbers: string;
		badNumbers: string;
		/** Lines of a list that are not shown. */
		more: (count: number) => string;
		/** Before something starts by a text that was typed. */
		isMeant: string;
		yes: string;
	};
};

/** The effects of dialog/: named here again, since words know nothing of flows. */
export type DialogEffect =
	| 'detect'
	| 'practise'
	| 'open'
	| 'overview'
	| 'jobs'
	| 'look'
	| 'backups'
	| 'details'
	| 'planBackup'
	| 'targets'
	| 'planRestore'
	| 'planDelete'
	| 'start'
	| 'goOn'
	| 'clean'
	| 'check'
	| 'tryMilvus'
	| 'findData'
	| 'checkDraft'
	| 'save';
