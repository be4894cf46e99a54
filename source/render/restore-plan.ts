import {parseCollectionKey} from '../model/collection-key.js';
import type {PlannedRestore, RestorePlan} from '../model/plans.js';
import type {Messages} from '../messages/messages.js';
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
 * What a restore will do, as a table.
 *
 * @param options.isWhole every collection, however many there are
 */
export function restorePlanLines(
	plan: RestorePlan,
	{messages, columns, isWhole}: LineOptions & {isWhole: boolean},
): string[] {
	const {commands: texts, words} = messages;
	const {labels} = texts;
	const {collections, readsFrom} = plan;
	const shown = isWhole ? collections : collections.slice(0, maxTableRows);
	const table = formatTable({
		columns: [
			{heading: labels.backup, canShrink: true},
			{heading: labels.target, canShrink: true},
			{heading: labels.onTarget, canShrink: true},
			{heading: labels.rows, align: 'right'},
			{heading: labels.does},
		],
		rows: shown.map(planned => [
			planned.source,
			planned.target,
			stateOf(planned, messages),
			planned.action === 'skip' || planned.error ? '' : formatCount(planned.rows),
			planned.error ? words.notPossible : words.restoreActions[planned.action],
		]),
		width: tableWidth(columns),
	});
	const sum = (of: (planned: PlannedRestore) => number): number =>
		collections.reduce((total, planned) => total + of(planned), 0);
	const loads = sum(({willLoad}) => Number(willLoad));
	const inserted = sum(({insertedPartitions}) => insertedPartitions ?? 0);
	const total = [
		words.collections(collections.length),
		words.rows(sumOf(collections.map(({rows}) => rows))),
		...(inserted > 0 ? [texts.restore.inserts(words.partitions(inserted))] : []),
		importJobsOf(
			plan,
			sum(({importJobs}) => importJobs),
			messages,
		),
		words.indexes(sum(({indexes}) => indexes)),
		...(loads > 0 ? [texts.restore.loads(formatCount(loads))] : []),
	];
	return [
		texts.restore.title(plan.name),
		'',
		...factLines([
			[labels.from, plan.from],
			[
				labels.madeOn,
				plan.backupVersion === ''
					? undefined
					: texts.milvusVersion(plainVersion(plan.backupVersion)),
			],
			[labels.into, texts.cluster(plan.cluster, plainVersion(plan.milvusVersion))],
			[
				labels.temporary,
				readsFrom.isTemporary ? texts.restore.temporaryCopy(readsFrom.place) : undefined,
			],
			[labels.newDatabases, words.listed(plan.databasesToCreate)],
			[labels.rbac, plan.request.withRbac ? words.yes : undefined],
		]),
		'',
		...(collections.length === 0
			? indented([texts.restore.noCollections])
			: indented([
					...table,
					...(shown.length < collections.length
						? [texts.more(formatCount(collections.length - shown.length))]
						: []),
					'',
					texts.facts(total),
					...overrideLines(shown, messages),
				])),
	].map(line => line.trimEnd());
}

function overrideLines(
	collections: readonly PlannedRestore[],
	{commands: {facts, restore}}: Messages,
): string[] {
	return collections.flatMap(({target, override}) =>
		override
			? [
					restore.overridden(
						target,
						facts([
							...(override.shards === undefined
								? []
								: [restore.shards(formatCount(override.shards))]),
							...(override.description === undefined
								? []
								: [restore.description(override.description)]),
						]),
					),
				]
			: [],
	);
}

/** What stands under the name that was asked for. */
function stateOf({target, conflict}: PlannedRestore, {commands, words}: Messages): string {
	if (conflict === undefined) {
		return words.targetStates.free;
	}

	const state =
		words.targetStates[conflict.differences.length === 0 ? 'sameSchema' : 'otherSchema'];
	const rows = words[conflict.isUncounted ? 'rowsFlushed' : 'rows'](conflict.rows);
	return conflict.target === target
		? commands.restore.exists(state, rows)
		: commands.restore.existsAs(parseCollectionKey(conflict.target).name, state, rows);
}

function importJobsOf(
	{importJobsAtOnce = 1}: RestorePlan,
	jobs: number,
	{commands, words}: Messages,
): string {
	const counted = words.importJobs(jobs);
	const atOnce = Math.min(jobs, importJobsAtOnce);
	return atOnce > 1 ? commands.restore.jobsAtOnce(counted, formatCount(atOnce)) : counted;
}
