import type {Command} from 'commander';
import type {HelpTexts} from '../../messages/texts.js';
import {MilvaultError} from '../../model/milvault-error.js';
import {
	flagOf,
	readRetentionValue,
	retentionKeys,
	type RetentionKey,
} from '../../model/retention-values.js';
import {readUntil} from '../../model/read-until.js';
import {declareCommand, type Declaring, type OptionFlags} from './declare-command.js';

/** prune, pin, unpin. */
export function addRetentionCommands(program: Command, declaring: Declaring): void {
	const {texts} = declaring;
	declareCommand(program, declaring, {
		name: 'prune',
		help: texts.prune,
		arguments: {},
		options: {...ruleOptions(texts), yes: '--yes', dryRun: '--dry-run'},
		load: async () => (await import('../prune.js')).prune,
	});
	declareCommand(program, declaring, {
		name: 'pin',
		help: texts.pin,
		arguments: {names: '<names...>'},
		options: {reason: '--reason <text>', until: ['--until <when>', until(texts)]},
		load: async () => (await import('../pin.js')).pin,
	});
	declareCommand(program, declaring, {
		name: 'unpin',
		help: texts.unpin,
		arguments: {names: '<names...>'},
		options: {},
		load: async () => (await import('../pin.js')).unpin,
	});
}

const placeholders: Partial<Record<RetentionKey, string>> = {
	keepWithin: '<time>',
	keepName: '<glob>',
	groupBy: '<keys>',
	timeZone: '<zone>',
};

function ruleOptions({usage}: HelpTexts): OptionFlags<RetentionKey> {
	return Object.fromEntries(
		retentionKeys.map(key => {
			const flag = flagOf(key);
			const read = (text: string, before: unknown): unknown => {
				const found = readRetentionValue(key, text);
				if ('allowed' in found) {
					const {allowed, near} = found;
					throw new MilvaultError('usage', {
						reason: usage.badChoice(flag, text, allowed),
						...(near !== undefined && {suggestion: near}),
					});
				}

				return key === 'keepName'
					? [...((before as string[] | undefined) ?? []), ...(found.value as string[])]
					: found.value;
			};

			return [key, [`${flag} ${placeholders[key] ?? '<n>'}`, read] as const];
		}),
	) as Record<RetentionKey, OptionFlags<RetentionKey>[RetentionKey]>;
}

function until({usage}: HelpTexts): (text: string) => string {
	return text => {
		const found = readUntil(text, new Date());
		if (found === undefined) {
			throw new MilvaultError('usage', {
				reason: usage.badChoice('--until', text, ['30d', '12h', '2027-01-31']),
			});
		}

		return found;
	};
}
