import type {CollectionResult, RestorePlan, RestoreResult} from '../model/plans.js';
import type {Messages} from '../messages/messages.js';
import {formatCount} from '../text/format-count.js';
import {formatShortDuration} from '../text/format-duration.js';
import {formatTable} from '../text/format-table.js';
import {durationOf, markOf} from './backup-result.js';
import {indented, maxTableRows, tableWidth, type LineOptions} from './line-options.js';

/**
 * The end of a restore: what was done, what was checked, and where it is now. What failed is
 * reported elsewhere.
 */
export function restoreResultLines(
	result: RestoreResult,
	{messages, columns, plan}: LineOptions & {plan: RestorePlan},
): string[] {
	const {commands, words} = messages;
	const texts = commands.restore;
	const of = (outcome: CollectionResult['outcome']): CollectionResult[] =>
		result.collections.filter(collection => collection.outcome === outcome);
	const done = of('complete');
	const skipped = of('skipped');
	const failed = of('failed');
	if (result.outcome === 'failed') {
		return [
			result.warnings.some(({code}) => code === 'appended-in-part')
				? texts.failedAppended
				: texts.failed,
		];
	}

	const rbac = result.rbac ? [texts.rbac(result.rbac)] : [];
	if (done.length === 0 && failed.length === 0) {
		return [
			skipped.length > 0 ? texts.skipped(words.collections(skipped.length)) : texts.noCollections,
			...rbac,
		];
	}

	const shown = done.slice(0, maxTableRows);
	return [
		`${markOf(result)} ${texts.done({
			collections: words.collections(done.length),
			rows: words.rows(result.rows),
			duration: formatShortDuration(durationOf(result)),
		})}`,
		...(skipped.length > 0 ? [`  ${texts.skipped(words.collections(skipped.length))}`] : []),
		...(failed.length > 0 ? [`  ${texts.missing(words.collections(failed.length))}`] : []),
		...rbac.map(line => `  ${line}`),
		`  ${texts.checked({rows: !plan.request.metaOnly, indexes: plan.request.withIndex})}`,
		...insertedLines(done, messages),
		'',
		...indented(
			formatTable({
				columns: [
					{heading: commands.labels.collection, canShrink: true},
					{heading: commands.labels.rows, align: 'right'},
					{heading: commands.labels.rowsChecked},
					{heading: commands.labels.state},
				],
				rows: shown.map(collection => [
					collection.target ?? collection.collection,
					formatCount(collection.rows),
					collection.rowsCheckedBy ? words.rowsCheckedBy[collection.rowsCheckedBy] : '',
					stateOf(collection, plan, messages),
				]),
				width: tableWidth(columns),
			}),
		),
		...(shown.length < done.length
			? indented([commands.more(formatCount(done.length - shown.length))])
			: []),
	];
}

/** How rows came into the collections, where not all were imported. */
function insertedLines(done: readonly CollectionResult[], {commands, words}: Messages): string[] {
	const all = done.flatMap(({partitions}) => partitions ?? []);
	const sum = (of: (counts: (typeof all)[number]) => number): number =>
		all.reduce((total, counts) => total + of(counts), 0);
	return all.length === 0
		? []
		: [
				`  ${commands.restore.inserted({
					inserted: words.partitions(sum(({inserted}) => inserted)),
					imported: words.partitions(sum(({imported}) => imported)),
				})}`,
			];
}

function stateOf(
	{collection, otherwise}: CollectionResult,
	plan: RestorePlan,
	{commands}: Messages,
): string {
	const planned = plan.collections.find(({source}) => source === collection);
	const texts = commands.restore;
	return otherwise
		? texts.madeOtherwise
		: planned?.willLoad
			? texts.readyToQuery
			: planned?.action === 'append'
				? texts.appended
				: texts.notLoaded;
}
