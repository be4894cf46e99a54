import type {PickStep} from '../../../dialog/step.js';
import type {CollectionOverview} from '../../../engine/list-collections.js';
import {narrowKey, type Press} from '../../key.js';
import {isEditingKey, moveCursor} from '../../components/list.js';
import {textField, editText, valueOf, type TextField} from '../../components/text-field.js';
import type {Size} from '../../size.js';
import type {KeyResult} from '../step-row.js';

/** A line of the tree: a database, or a collection in it. */
export type PickRow =
	| {kind: 'database'; db: string; collections: readonly CollectionOverview[]}
	| {kind: 'collection'; collection: CollectionOverview};

export type PickView = {
	kind: 'pick';
	/** What the filter leaves of the tree: created again only when it changes. */
	rows: readonly PickRow[];
	cursor: number;
	picked: ReadonlySet<string>;
	filter: TextField;
	isFiltering: boolean;
	isRefused: boolean;
};

export function startPick(step: PickStep): PickView {
	return {
		kind: 'pick',
		rows: pickRows(step, ''),
		cursor: 0,
		picked: new Set(step.picked),
		filter: textField(''),
		isFiltering: false,
		isRefused: false,
	};
}

/**
 * Databases with their collections below them, as far as the filter leaves any; a filter that names
 * a database leaves all of it.
 */
function pickRows({seen}: Pick<PickStep, 'seen'>, filter: string): PickRow[] {
	const wanted = filter.toLowerCase();
	const byDatabase = Map.groupBy(seen.collections, ({db}) => db);
	return [...byDatabase].flatMap(([db, all]): PickRow[] => {
		const collections =
			wanted === '' ? all : all.filter(({collection}) => collection.toLowerCase().includes(wanted));
		return collections.length === 0
			? []
			: [
					{kind: 'database', db, collections},
					...collections.map((collection): PickRow => ({
						kind: 'collection',
						collection,
					})),
				];
	});
}

export function pressPick(
	step: PickStep,
	view: PickView,
	press: Press,
	size: Size,
): KeyResult<PickView> {
	const {rows} = view;
	const filtered = (filter: TextField): Partial<PickView> => ({
		filter,
		rows: pickRows(step, valueOf(filter)),
		cursor: 0,
	});
	const set = (change: Partial<PickView>): KeyResult<PickView> => ({
		to: 'view',
		view: {...view, isRefused: false, ...change},
	});
	if (press.name === 'enter') {
		if (view.isFiltering) {
			return set({isFiltering: false});
		}

		return view.picked.size === 0
			? set({isRefused: true})
			: {
					to: 'answer',
					value: step.seen.collections
						.map(({collection}) => collection)
						.filter(collection => view.picked.has(collection)),
				};
	}

	const cursor = moveCursor(view.cursor, rows.length, size.rows - 8, press);
	if (cursor !== undefined && !(view.isFiltering && isEditingKey(press))) {
		return set({cursor, isFiltering: false});
	}

	if (press.name === 'escape') {
		return valueOf(view.filter) !== '' || view.isFiltering
			? set({...filtered(textField('')), isFiltering: false})
			: {to: 'back'};
	}

	if (view.isFiltering) {
		const filter = editText(view.filter, press);
		return filter && set(filtered(filter));
	}

	if (press.name !== 'text') {
		return undefined;
	}

	switch (narrowKey(press.text)) {
		case ' ': {
			const row = rows[view.cursor];
			return row && set({picked: toggled(view.picked, collectionsOf(row))});
		}

		case 'a': {
			return set({
				picked: toggled(view.picked, rows.flatMap(wholeOf)),
			});
		}

		case '/': {
			return set({isFiltering: true});
		}

		case '?': {
			return {to: 'help'};
		}

		default: {
			return undefined;
		}
	}
}

/** What an interrupted restore left is picked one by one, never with all. */
function wholeOf(row: PickRow): CollectionOverview[] {
	return row.kind === 'collection' && !row.collection.isWorking ? [row.collection] : [];
}

function collectionsOf(row: PickRow): CollectionOverview[] {
	return row.kind === 'database'
		? row.collections.filter(({isWorking}) => !isWorking)
		: [row.collection];
}

/** All of them picked, or none when all of them were. */
function toggled(
	picked: ReadonlySet<string>,
	collections: readonly CollectionOverview[],
): Set<string> {
	const names = collections.map(({collection}) => collection);
	const isAll = names.every(name => picked.has(name));
	const next = new Set(picked);
	for (const name of names) {
		if (isAll) {
			next.delete(name);
		} else {
			next.add(name);
		}
	}

	return next;
}
