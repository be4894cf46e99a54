/** What the command line says about the practice cluster. */
export const practiceTexts = {
	/** What happens meanwhile; one line each. */
	events: {
		makingEnvironment: (version: string, directory: string) =>
			`Installing Milvus ${version} into ${directory} (only once)`,
		/** `all` once it is known. */
		downloading: (version: string, done: string, all?: string) =>
			`Downloading Milvus ${version}: ${all === undefined ? done : `${done} of ${all}`}`,
		unpacking: (version: string) => `Unpacking Milvus ${version}`,
		waitingForOther: (pid: number) =>
			`Another milvault (process ${pid}) is using the practice cluster; waiting for it`,
		starting: (version: string) => `Starting Milvus ${version}`,
		portsTaken: 'Another program took a port; trying other ports',
		settingPassword: 'Setting its password',
		started: (version: string, address: string, duration: string) =>
			`The practice cluster is running: Milvus ${version} at ${address}, after ${duration}`,
		alreadyRunning: (version: string, address: string) =>
			`The practice cluster is running already: Milvus ${version} at ${address}`,
		staleState: 'The practice cluster had stopped unexpectedly; starting it again',
		stopping: 'Stopping the practice cluster',
		killing: 'It did not stop within ten seconds; killing it',
		collectionKept: (collection: string, rows: string) => `${collection} already exists: ${rows}`,
		collectionReplaced: (collection: string, reason: string) =>
			`${collection} is not as expected (${reason}); creating it again`,
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
		'requires a password: a random one, in a file that only you can read.',
	],
	/** Above the commands to run next. */
	next: 'What to do next:',
	nextLoad: 'fills it with two collections',
	nextCreate: 'backs up all its collections',
	nextStop: 'stops it and keeps its data',
	stopped: '✔ The practice cluster has stopped. Its data is kept for the next start.',
	wasNotRunning: 'The practice cluster was not running.',
	running: (version: string, address: string) =>
		`The practice cluster is running: Milvus ${version} at ${address}`,
	notRunning: 'The practice cluster is not running.',
	/** Before a command. */
	startIt: 'Start it:',
	/** Above the directories to delete. */
	resetTitle:
		'The practice cluster will be stopped, and these directories deleted with all its collections:',
	resetBackupsStay: (directory: string) =>
		`Its backups in ${directory} are kept; --with-backups deletes them too.`,
	resetNothing: 'The practice cluster has no data: there is nothing to delete.',
	resetQuestion: 'Delete this permanently?',
	/** For `confirmation-needed`. */
	resetAction: 'delete the data of the practice cluster',
	resetKept: 'Nothing was deleted.',
	resetDone: (directories: string) => `✔ Deleted ${directories}`,
};
