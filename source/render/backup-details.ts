import type {Messages} from '../messages/messages.js';
import type {BackupDetails} from '../model/plans.js';
import {formatBytes} from '../text/format-bytes.js';
import {formatTime} from '../text/format-time.js';
import {truncate} from '../text/truncate.js';
import {stripControl} from '../utils/strip-control.js';
import {pinWords} from './backup-list.js';
import {factLines, plainVersion, sumOf, type LineOptions} from './line-options.js';

type Content = BackupDetails['contents'][number];

/** All that a backup holds: about itself, then each collection. */
export function backupDetailLines(
	backup: BackupDetails,
	{messages, columns}: LineOptions,
): string[] {
	const {commands, words} = messages;
	const {labels, get: texts} = commands;
	const {verified} = backup;
	const restored = verified?.restored;
	return [
		`${backup.name} (${words.backupStates[backup.state]})`,
		'',
		...factLines([
			[
				labels.made,
				commands.facts([
					...(backup.createdAt === undefined ? [] : [formatTime(backup.createdAt)]),
					texts.madeBy(backup.madeBy),
				]),
			],
			[
				labels.cluster,
				backup.cluster === undefined
					? commands.milvusVersion(plainVersion(backup.milvusVersion ?? ''))
					: commands.cluster(backup.cluster, plainVersion(backup.milvusVersion ?? '')),
			],
			[
				labels.verified,
				verified &&
					commands.facts([
						commands.verify.last(formatTime(verified.at), verified.outcome === 'complete'),
						...(restored
							? [
									commands.verify.lastRestored(
										formatTime(restored.at),
										restored.outcome === 'complete',
									),
								]
							: []),
					]),
			],
			[commands.retention.pins.label, pinWords(backup, messages)],
			[
				labels.contents,
				commands.facts([
					words.collections(backup.contents.length),
					words.rows(sumOf(backup.contents.map(({rows}) => rows))),
					formatBytes(backup.contents.reduce((sum, {bytes}) => sum + bytes, 0)),
				]),
			],
			[labels.databases, words.listed(backup.databases)],
		]),
		...backup.contents.flatMap(content => ['', ...contentLines(content, messages)]),
		...(backup.failed.length > 0
			? [
					'',
					texts.missing(words.collections(backup.failed.length)),
					...backup.failed.map(
						({collection, error}) => `  ${collection}: ${messages.error(error).sentence}`,
					),
				]
			: []),
	].map(line => (columns === undefined ? line : truncate(line, columns - 1)));
}

function contentLines(content: Content, {commands, words}: Messages): string[] {
	const {labels, get: texts} = commands;
	return [
		content.collection,
		...factLines([
			[labels.description, content.description],
			[
				labels.contents,
				commands.facts([
					words.rows(content.rows),
					formatBytes(content.bytes),
					words.loadStates[content.loadState],
				]),
			],
			...listOf(
				labels.fields,
				content.fields.map(field =>
					[
						field.name,
						field.type,
						...(field.isPrimaryKey ? [texts.primaryKey] : []),
						...(field.description === '' ? [] : [`(${stripControl(field.description)})`]),
					].join(' '),
				),
			),
			[labels.dynamic, content.isDynamic ? words.yes : undefined],
			...listOf(
				labels.partitions,
				content.partitions.map(({name, rows, bytes, segments}) =>
					commands.facts([
						`${name}: ${words.rows(rows)}`,
						words.segments(segments),
						formatBytes(bytes),
					]),
				),
			),
			...listOf(
				labels.indexes,
				content.indexes.map(({field, name, type, metric}) =>
					commands.facts([
						`${name || field}: ${type}`,
						...(metric === undefined ? [] : [metric]),
						...(name === '' || name === field ? [] : [texts.onField(field)]),
					]),
				),
			),
			[labels.aliases, words.listed(content.aliases)],
			...listOf(
				labels.properties,
				Object.entries(content.properties).map(([key, value]) => `${key} = ${value}`),
			),
			[labels.cut, content.cutAt?.replace('T', ' ').replace('Z', ' UTC')],
		]),
	];
}

/** A label beside the first of several values. */
function listOf(label: string, values: readonly string[]): Array<readonly [string, string]> {
	return values.map((value, index) => [index === 0 ? label : '', value]);
}
