import type {Command} from 'commander';
import {practiceVersions} from '../../practice/practice-paths.js';
import {addCommand, declareCommand, type Declaring} from './declare-command.js';
import {choice} from './read-value.js';

/** practice start, stop, status, load, reset. */
export function addPracticeCommands(program: Command, declaring: Declaring): void {
	const {texts} = declaring;
	const practice = addCommand(program, 'practice', texts.practice, texts);
	declareCommand(practice, declaring, {
		name: 'start',
		help: texts.practiceStart,
		arguments: {},
		options: {
			milvus: ['--milvus <version>', choice('--milvus', practiceVersions, texts)],
		},
		load: async () => (await import('../practice/start.js')).start,
	});
	declareCommand(practice, declaring, {
		name: 'stop',
		help: texts.practiceStop,
		arguments: {},
		options: {},
		load: async () => (await import('../practice/stop.js')).stop,
	});
	declareCommand(practice, declaring, {
		name: 'status',
		help: texts.practiceStatus,
		arguments: {},
		options: {},
		load: async () => (await import('../practice/status.js')).status,
	});
	declareCommand(practice, declaring, {
		name: 'load',
		help: texts.practiceLoad,
		arguments: {},
		options: {},
		load: async () => (await import('../practice/load.js')).load,
	});
	declareCommand(practice, declaring, {
		name: 'reset',
		help: texts.practiceReset,
		arguments: {},
		options: {withBackups: '--with-backups', yes: '--yes'},
		load: async () => (await import('../practice/reset.js')).reset,
	});
}
