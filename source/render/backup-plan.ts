import type {BackupPlan} from '../model/plans.js';
import {formatCount} from '../text/format-count.js';
import {formatTable} from '../text/format-table.js';
import {
	factLines,
	indented,
	maxTableRows,
	plainVersion,
	sumOf,
	tableWidth,
	type LineOptions,
} from './line-options.js';

/**
 * What a backup will do, as a table.
 *
 * @param options.isWhole every collection, however many there are
 */
export function backupPlanLines(
	plan: BackupPlan,
	{messages, columns, isWhole}: LineOptions & {isWhole: boolean},
): string[] {
	const {commands: texts, words} = messages;
	const {labels} = texts;
	const {collections} = plan;
	const shown = isWhole ? collections : collections.slice(0, maxTableRows);
	const table = formatTable({
		columns: [
			{heading: labels.collection, canShrink: true},
			{heading: labels.rows, align: 'right'},
			{heading: labels.partitions, align: 'right'},
			{heading: labels.indexes, align: 'right'},
			{heading: labels.loaded},
		],
		rows: shown.map(collection => [
			collection.collection,
			formatCount(collection.rows),
			formatCount(collection.partitions),
			formatCount(collection.indexes),
			collection.loadState === 'NotLoad' ? words.no : words.yes,
		]),
		width: tableWidth(columns),
	});
	const total = [
		words.collections(collections.length),
		plan.strategy === 'auto' || plan.strategy === 'flush'
			? texts.backup.soFar(words.rows(rowsOf(collections)))
			: words.rows(rowsOf(collections)),
	];
	return [
		texts.backup.title(plan.name),
		'',
		...factLines([
			[labels.cluster, texts.cluster(plan.cluster, plainVersion(plan.milvusVersion))],
			[labels.from, plan.from],
			[labels.to, plan.to],
			[labels.filter, plan.filter === '*' ? undefined : plan.filter],
			[labels.strategy, words.strategies[plan.strategy]],
			[labels.databases, words.listed(plan.databases)],
			[labels.rbac, plan.withRbac ? words.yes : undefined],
		]),
		'',
		...(collections.length === 0
			? indented([texts.backup.noCollections])
			: indented([
					...table,
					...(shown.length < collections.length
						? [texts.more(formatCount(collections.length - shown.length))]
						: []),
					'',
					texts.facts(total),
				])),
	].map(line => line.trimEnd());
}

function rowsOf(collections: BackupPlan['collections']): string {
	return sumOf(collections.map(({rows}) => rows));
}
