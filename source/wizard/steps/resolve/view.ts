import type {Target} from '../../../dialog/effects.js';
import type {Resolution} from '../../../dialog/answers.js';
import type {Messages} from '../../../messages/messages.js';
import {parseCollectionKey} from '../../../model/collection-key.js';
import {textWidth} from '../../../text/text-width.js';
import {windowStart} from '../../components/list.js';
import {offeredTargets} from './keys.js';
import {valueOf} from '../../components/text-field.js';
import type {Size, StepWith, ViewWith} from '../view.js';
import {fieldLine} from '../../components/field-line.js';
import {formatColumns, line, paragraph, type StyledLine} from '../../components/styled.js';

/** One line for each collection: where it goes, what stands there, what is done. */
export function resolveView(
	step: StepWith<'resolve'>,
	view: ViewWith<'resolve'>,
	{messages, size: {columns, rows}}: {messages: Messages; size: Size},
): StyledLine[] {
	const {screen} = messages.dialog;
	const question = paragraph(columns, step.question, 'strong');
	const refusal = view.refusal ? paragraph(columns, view.refusal.problem, 'bad') : [];
	const offered = offeredTargets(step, view);
	const filter = valueOf(view.filter);
	const filterLine =
		view.isFiltering || filter !== ''
			? [
					fieldLine(view.filter, {
						columns,
						label: `${screen.filter} `,
						hasCursor: view.isFiltering,
					}),
				]
			: [];
	const here = offered[view.cursor];
	const detail = here ? detailOf(here, messages, columns) : [];
	const height = Math.max(
		1,
		rows - question.length - filterLine.length - refusal.length - detail.length - 1,
	);
	const first = windowStart(view.cursor, offered.length, height);
	const shown = offered.slice(first, first + height);
	const table = shown.map(target => rowOf(target, view, messages));
	const headings = [
		screen.columns.source,
		screen.columns.target,
		screen.columns.now,
		screen.columns.do,
	];
	const widths = fit([headings, ...table], columns - 2);
	return [
		...question,
		...filterLine,
		...(offered.length === 0
			? [line(columns, {text: screen.nothingFound(filter), tone: 'dim'})]
			: []),
		line(columns, {
			text: `  ${formatColumns(widths, headings).trimEnd()}`,
			tone: 'dim',
		}),
		...table.map((texts, index) => {
			const isHere = first + index === view.cursor;
			const editing = isHere ? view.editing : undefined;
			if (editing) {
				return fieldLine(editing, {
					columns,
					label: `❯ ${formatColumns([widths[0] ?? 0], [texts[0] ?? ''])}  `,
				});
			}

			return line(
				columns,
				{text: isHere ? '❯ ' : '  ', tone: 'strong'},
				{
					text: formatColumns(widths, texts).trimEnd(),
					tone: isHere ? 'strong' : shown[index]?.isFree ? 'plain' : 'warning',
				},
			);
		}),
		...detail,
		...refusal,
	];
}

function rowOf(
	target: Target,
	{resolutions}: ViewWith<'resolve'>,
	{dialog, words}: Messages,
): string[] {
	const {screen} = dialog;
	const chosen: Resolution = resolutions[target.source] ?? {
		kind: 'skip',
		target: target.target,
	};
	const {conflict} = target;
	const state =
		conflict === undefined
			? screen.free
			: conflict.isAlias
				? screen.alias
				: `${words.rows(conflict.rows)}${conflict.isUncounted ? '+' : ''}`;
	return [
		shortName(target.source),
		chosen.kind === 'skip' ? '' : nameBeside(target.source, chosen.target),
		// What stands under the name first asked for is not what the new name beside it has.
		chosen.kind === 'rename'
			? screen.nowAt(nameBeside(target.source, target.target), state)
			: state,
		dialog.ways[chosen.kind],
	];
}

/** The database is said only where it is another one. */
function nameBeside(source: string, target: string): string {
	const db = `${parseCollectionKey(source).db}.`;
	return target.startsWith(db) ? target.slice(db.length) : target;
}

/** As Milvus shows it: the database default is not said. */
function shortName(collection: string): string {
	return collection.replace(/^default\./, '');
}

/** What stands under the name that is looked at. */
function detailOf(
	{target, conflict}: Target,
	{commands, words}: Messages,
	columns: number,
): StyledLine[] {
	if (!conflict) {
		return [];
	}

	const differences = conflict.differences.join(', ');
	const state = conflict.isAlias
		? differences
		: commands.restore.exists(
				words.targetStates[conflict.differences.length === 0 ? 'sameSchema' : 'otherSchema'],
				words[conflict.isUncounted ? 'rowsFlushed' : 'rows'](conflict.rows),
			);
	return paragraph(
		columns,
		`${target}: ${state}${!conflict.isAlias && differences !== '' ? ` (${differences})` : ''}`,
		'dim',
	).slice(0, 2);
}

/** Widths of the columns; the two names give way when there is no room. */
function fit(table: ReadonlyArray<readonly string[]>, columns: number): number[] {
	const widths = [0, 1, 2, 3].map(index =>
		Math.max(...table.map(row => textWidth(row[index] ?? ''))),
	);
	const min = [10, 10, 6, 4];
	let surplus = widths.reduce((sum, width) => sum + width, 0) + 6 - columns;
	while (surplus > 0) {
		const [widest] = [0, 1, 2]
			.filter(index => widths[index]! > min[index]!)
			.toSorted((a, b) => widths[b]! - widths[a]!);
		if (widest === undefined) {
			break;
		}

		widths[widest]!--;
		surplus--;
	}

	return widths;
}
