import type {Messages} from '../messages/messages.js';
import type {BucketRetention} from '../model/bucket-retention.js';
import {ruleKeys, type RetentionKey} from '../model/retention-values.js';
import type {
	PlannedPrune,
	PrunePlan,
	PruneResult,
	RetentionPolicy,
	RetentionReason,
} from '../model/retention.js';
import {formatBytes} from '../text/format-bytes.js';
import {formatTable} from '../text/format-table.js';
import {formatTime} from '../text/format-time.js';
import {deletedLines} from './delete-lines.js';
import {indented, tableWidth, type LineOptions} from './line-options.js';

/** Every backup, what happens to it, and why; above it the policy, below it what it comes to. */
export function prunePlanLines(
	plan: PrunePlan,
	{
		messages,
		columns,
		repository,
		kept: versions,
	}: LineOptions & {
		/** Whose configuration has the policy; absent: flags give it. */
		repository?: string;
		/** What its bucket keeps of what is deleted. */
		kept?: {place: string; versions: BucketRetention};
	},
): string[] {
	const {commands, words} = messages;
	const {labels, retention: texts} = commands;
	const {backups, pins, place, policy} = plan;
	const going = backups.filter(({isKept}) => !isKept);
	const kept = words.backups(backups.length - going.length);
	const rules = ruleWords(policy, messages);
	const isGrouped = new Set(backups.map(({group}) => group)).size > 1;
	const bytes = going.reduce((sum, backup) => sum + (backup.bytes ?? 0), 0);
	if (backups.length === 0) {
		return [
			commands.list.empty(place),
			...(pins.length > 0 ? [texts.idlePins(words.listed(pins))] : []),
		];
	}

	return [
		repository === undefined
			? texts.policyOfFlags(rules)
			: texts.policyOfRepository(repository, rules),
		texts.title(place),
		'',
		...indented(
			formatTable({
				columns: [
					{heading: labels.name, canShrink: true},
					{heading: labels.made},
					...(isGrouped ? [{heading: texts.group, canShrink: true}] : []),
					{heading: labels.does},
					{heading: texts.why, canShrink: true},
				],
				rows: backups.map(backup => [
					backup.name,
					backup.createdAt === undefined ? '' : formatTime(backup.createdAt).replace(' UTC', ''),
					...(isGrouped ? [groupName(backup, policy, messages)] : []),
					backup.isKept ? texts.keep : texts.delete,
					commands.facts(backup.reasons.map(reason => reasonText(reason, messages))),
				]),
				width: tableWidth(columns),
			}),
		),
		'',
		...(isGrouped && backups.some(({madeBy}) => madeBy === 'milvus-backup')
			? [texts.notRecordedMeans]
			: []),
		...(backups.some(({state}) => state === 'unreadable') ? [texts.unreadableMeans] : []),
		...(pins.length > 0 ? [texts.idlePins(words.listed(pins))] : []),
		going.length === 0
			? texts.nothing(kept)
			: texts.totals(kept, words.backups(going.length), formatBytes(bytes)),
		...(versions ? [`! ${commands.delete.keptVersions(versions.place, versions.versions)}`] : []),
	];
}

/** What was deleted, and what was kept after all; failures are reported elsewhere. */
export function pruneResultLines(result: PruneResult, messages: Messages): string[] {
	const {commands, words} = messages;
	const {retention: texts} = commands;
	const gone = result.backups.filter(({outcome}) => outcome === 'complete');
	return [
		...deletedLines(result.backups, messages),
		...result.backups.flatMap(({name, outcome, error}) =>
			outcome === 'skipped' && error
				? [`! ${texts.skipped(name, messages.error(error).sentence)}`]
				: [],
		),
		texts.done(words.backups(gone.length), words.backups(result.kept)),
		...(result.outcome === 'cancelled' ? [texts.stopped] : []),
		...(result.keptVersions
			? [
					`! ${commands.delete.keptVersions(result.keptVersions.place, result.keptVersions.versions)}`,
				]
			: []),
	];
}

function ruleWords(policy: RetentionPolicy, {commands}: Messages): string[] {
	const {rules} = commands.retention;
	const {min = 1, groupBy = ['cluster', 'filter'], timeZone = 'UTC', keepName} = policy;
	const say = (key: RetentionKey, value: string | number | undefined): string[] =>
		value === undefined ? [] : [rules[key](String(value))];
	return [
		...ruleKeys.flatMap(key => say(key, policy[key])),
		...say('keepName', keepName?.join(',')),
		...say('min', min),
		...say('groupBy', groupBy.join(',')),
		...say('timeZone', timeZone),
	];
}

function groupName(
	{madeBy, state, ...backup}: PlannedPrune,
	{groupBy = ['cluster', 'filter']}: RetentionPolicy,
	{commands: {retention: texts}}: Messages,
): string {
	return state === 'unreadable' || madeBy === 'milvus-backup'
		? texts.notRecorded
		: groupBy.map(key => backup[key] || texts.everything).join(' · ');
}

/** The times among the details as they are shown. */
function reasonText({code, details}: RetentionReason, {commands}: Messages): string {
	const shown = Object.fromEntries(
		Object.entries(details).map(([key, value]) => [
			key,
			['at', 'until', 'writtenAt'].includes(key) ? formatTime(String(value)) : (value as unknown),
		]),
	);
	return (commands.retention.reasons[code] as (details: object) => string)(shown);
}
