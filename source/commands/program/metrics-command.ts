import type {Command} from 'commander';
import {declareCommand, type Declaring} from './declare-command.js';

/** metrics. */
export function addMetricsCommand(program: Command, declaring: Declaring): void {
	declareCommand(program, declaring, {
		name: 'metrics',
		help: declaring.texts.metrics,
		arguments: {},
		options: {file: '--file <file>'},
		load: async () => (await import('../metrics.js')).metrics,
	});
}
