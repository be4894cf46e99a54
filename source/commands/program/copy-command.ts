import type {Command} from 'commander';
import type {HelpTexts} from '../../messages/texts.js';
import {MilvaultError} from '../../model/milvault-error.js';
import {parseDuration} from '../../utils/parse-duration.js';
import {declareCommand, type Declaring} from './declare-command.js';
import {count, rate} from './read-rate.js';

export function addCopyCommand(program: Command, declaring: Declaring): void {
	const {texts} = declaring;
	declareCommand(program, declaring, {
		name: 'copy',
		help: texts.copy,
		arguments: {names: '[names...]'},
		options: {
			from: '--from <repository>',
			to: '--to <repository>',
			all: '--all',
			missing: '--missing',
			newerThan: ['--newer-than <time>', timeAgo(texts)],
			nameAs: '--name-as <name>',
			bwlimit: ['--bwlimit <rate>', rate('--bwlimit', texts)],
			maxRequests: ['--max-requests <n>', count('--max-requests', texts)],
			detach: '--detach',
			dryRun: '--dry-run',
			yes: '--yes',
		},
		isJob: true,
		load: async () => (await import('../copy.js')).copy,
	});
}

/** RFC 3339 of so long ago. */
function timeAgo({usage}: HelpTexts): (text: string) => string {
	return text => {
		const ms = parseDuration(text);
		if (ms === undefined) {
			throw new MilvaultError('usage', {
				reason: usage.badChoice('--newer-than', text, ['12h', '7d', '8w', '1y']),
			});
		}

		return new Date(Date.now() - ms).toISOString();
	};
}
