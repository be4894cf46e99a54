import type {PracticeTexts} from '../practice-texts.js';

export const practiceTexts: PracticeTexts = {
	events: {
		makingEnvironment: (version, directory) =>
			`Installing Milvus ${version} into ${directory}, once`,
		downloading: (version, done, all) =>
			`Downloading Milvus ${version}: ${all === undefined ? done : `${done} of ${all}`}`,
		unpacking: version => `Unpacking Milvus ${version}`,
		waitingForOther: pid =>
			`Another milvault (process ${pid}) is at work on the practice cluster; waiting for it`,
		starting: version => `Starting Milvus ${version}`,
		portsTaken: 'A port was taken meanwhile; trying others',
		settingPassword: 'Setting its password',
		started: (version, address, duration) =>
			`The practice cluster is running: Milvus ${version} at ${address}, after ${duration}`,
		alreadyRunning: (version, address) =>
			`The practice cluster is running already: Milvus ${version} at ${address}`,
		staleState: 'The practice cluster had ended by itself; starting it again',
		stopping: 'Stopping the practice cluster',
		killing: 'It did not end within ten seconds; ending it at once',
		collectionKept: (collection, rows) => `${collection} is there already: ${rows}`,
		collectionReplaced: (collection, reason) =>
			`${collection} is not as it should be (${reason}); making it anew`,
		collectionLoading: (collection, rows) => `${collection}: inserting ${rows}`,
		collectionReady: (collection, rows) => `${collection} is ready: ${rows}, indexed and loaded`,
	},
	labels: {
		address: 'Address',
		user: 'User',
		passwordFile: 'Password file',
		data: 'Data',
		backups: 'Backups',
		log: 'Log',
	},
	openPorts: [
		'Milvus opens its ports on all network interfaces of this machine. Therefore it',
		'asks for a password: a random one, in a file that only you can read.',
	],
	next: 'What to do next:',
	nextLoad: 'fills it with two collections',
	nextCreate: 'backs up all its collections',
	nextStop: 'stops it; its data stay',
	stopped: '✔ The practice cluster has stopped. Its data stay for the next start.',
	wasNotRunning: 'The practice cluster was not running.',
	running: (version, address) => `The practice cluster is running: Milvus ${version} at ${address}`,
	notRunning: 'The practice cluster is not running.',
	startIt: 'Start it:',
	resetTitle: 'The practice cluster will be stopped, and this deleted, with all its collections:',
	resetBackupsStay: directory =>
		`Its backups in ${directory} stay; --with-backups deletes them too.`,
	resetNothing: 'The practice cluster has no data: there is nothing to delete.',
	resetQuestion: 'Delete this for good?',
	resetAction: 'delete the data of the practice cluster',
	resetKept: 'Nothing was deleted.',
	resetDone: directories => `✔ Deleted ${directories}`,
};
