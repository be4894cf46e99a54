/** What the command line says about the practice cluster. */
export type PracticeTexts = {
	/** What happens meanwhile; one line each. */
	events: {
		makingEnvironment: (version: string, directory: string) => string;
		/** `all` as soon as it is known. */
		downloading: (version: string, done: string, all?: string) => string;
		unpacking: (version: string) => string;
		waitingForOther: (pid: number) => string;
		starting: (version: string) => string;
		portsTaken: string;
		settingPassword: string;
		started: (version: string, address: string, duration: string) => string;
		alreadyRunning: (version: string, address: string) => string;
		staleState: string;
		stopping: string;
		killing: string;
		collectionKept: (collection: string, rows: string) => string;
		collectionReplaced: (collection: string, reason: string) => string;
		collectionLoading: (collection: string, rows: string) => string;
		collectionReady: (collection: string, rows: string) => string;
	};
	labels: Record<'address' | 'user' | 'passwordFile' | 'data' | 'backups' | 'log', string>;
	/** Why there is a password, in a few lines: Milvus opens its ports on all interfaces. */
	openPorts: readonly string[];
	/** Above the commands to run next. */
	next: string;
	nextLoad: string;
	nextCreate: string;
	nextStop: string;
	stopped: string;
	wasNotRunning: string;
	running: (version: string, address: string) => string;
	notRunning: string;
	/** Before a command. */
	startIt: string;
	/** Above the directories that would go. */
	resetTitle: string;
	resetBackupsStay: (directory: string) => string;
	resetNothing: string;
	resetQuestion: string;
	/** For `confirmation-needed`. */
	resetAction: string;
	resetKept: string;
	resetDone: (directories: string) => string;
};
