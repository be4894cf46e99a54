/** What the command line says about the practice cluster. */
export const practiceTexts = {
	/** What happens meanwhile; one line each. */
	events: {
		makingEnvironment: (version: string, directory: string) =>
			`Installing Milvus ${version} into ${directory}, once`,
		/** `all` as soon as it is known. */
		downloading: (version: string, done: string, all?: string) =>
			`Downloading Milvus ${version}: ${all === undefined ? done : `${done} of ${all}`}`,
		unpacking: (version: string) => `Unpacking Milvus ${version}`,
		waitingForOther: (pid: number) =>
			`Another milvault (process ${pid}) is at work on the practice cluster; waiting for it`,
		starting: (version: string) => `Starting Milvus ${version}`,
		portsTaken: 'A port was taken meanwhile; trying others',
		settingPassword: 'Setting its password',
		started: (version: string, address: string, duration: string) =>
			`The practice cluster is running: Milvus ${version} at ${address}, after ${duration}`,
		alreadyRunning: (version: string, address: string) =>
			`The practice cluster is running already: Milvus ${version} at ${address}`,
		staleState: 'The practice cluster had ended by itself; starting it again',
		stopping: 'Stopping the practice cluster',
		killing: 'It did not end within ten seconds; ending it at once',
		collectionKept: (collection: string, rows: string) => `${collection} is there already: ${rows}`,
		collectionReplaced: (collection: string, reason: string) =>
			`${collection} is not as it should be (${reason}); making it anew`,
		collectionLoading: (collection: string, rows: string) => `${collection}: inserting ${rows}`,
		collectionReady: (collection: string, rows: string) =>
			`${collection} is ready: ${rows}, indexed and loaded`,
	},
	labels: {
		address: 'Address',
		user: 'User',
		passwordFile: 'Password file',
		data: 'Data',
		backups: 'Backups',
		log: 'Log',
	},
	/** Why there is a password, in a few lines: Milvus opens its ports on all interfaces. */
	openPorts: [
		'Milvus opens its ports on all network interfaces of this machine. Therefore it',
		'asks for a password: a random one, in a file that only you can read.',
	],
	/** Above the commands to run next. */
	next: 'What to do next:',
	nextLoad: 'fills it with two collections',
	nextCreate: 'backs up all its collections',
	nextStop: 'stops it; its data stay',
	stopped: '✔ The practice cluster has stopped. Its data stay for the next start.',
	wasNotRunning: 'The practice cluster was not running.',
	running: (version: string, address: string) =>
		`The practice cluster is running: Milvus ${version} at ${address}`,
	notRunning: 'The practice cluster is not running.',
	/** Before a command. */
	startIt: 'Start it:',
	/** Above the directories that would go. */
	resetTitle: 'The practice cluster will be stopped, and this deleted, with all its collections:',
	resetBackupsStay: (directory: string) =>
		`Its backups in ${directory} stay; --with-backups deletes them too.`,
	resetNothing: 'The practice cluster has no data: there is nothing to delete.',
	resetQuestion: 'Delete this for good?',
	/** For `confirmation-needed`. */
	resetAction: 'delete the data of the practice cluster',
	resetKept: 'Nothing was deleted.',
	resetDone: (directories: string) => `✔ Deleted ${directories}`,
};
