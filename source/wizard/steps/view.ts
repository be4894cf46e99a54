import type {Action, Question, Refusal} from '../../dialog/step.js';
import type {Resolution} from '../../dialog/answers.js';
import type {CollectionOverview} from '../../engine/list-collections.js';
import type {TextField} from '../components/text-field.js';

/** A line of the tree: a database, or a collection in it. */
export type PickRow =
	| {kind: 'database'; db: string; collections: readonly CollectionOverview[]}
	| {kind: 'collection'; collection: CollectionOverview};

/**
 * What a screen has besides its question: where the cursor is, what has been typed so far. Plain
 * data.
 */
export type View =
	| {
			kind: 'choose';
			/** By value: choices may come while one looks at them. */
			chosen: string;
			bodyStart: number;
			filter: TextField;
			isFiltering: boolean;
	  }
	| {kind: 'text'; field: TextField; refusal?: Refusal}
	| {
			kind: 'pick';
			/** What the filter leaves of the tree: made anew only when it changes. */
			rows: readonly PickRow[];
			cursor: number;
			picked: ReadonlySet<string>;
			filter: TextField;
			isFiltering: boolean;
			isRefused: boolean;
	  }
	| {
			kind: 'resolve';
			/** Among those that the filter leaves. */
			cursor: number;
			filter: TextField;
			isFiltering: boolean;
			resolutions: Readonly<Record<string, Resolution>>;
			/** The target's name is being written. */
			editing?: TextField;
			refusal?: Refusal;
	  }
	| {kind: 'job'; limit?: TextField; isLimitBad: boolean}
	| {kind: 'do'};

/** What a key came to. */
export type KeyResult =
	| {to: 'view'; view: View}
	| {to: 'answer'; value: unknown}
	| {to: 'action'; action: Action}
	| {to: 'back'}
	| {to: 'help'}
	| {to: 'job'; wish: 'pause' | 'detach' | {bytesPerSecond: number}}
	| undefined;

export type Size = {columns: number; rows: number};

/** Smaller than this, nothing sensible can be shown. */
const min: Size = {columns: 20, rows: 6};

export function isTooSmall({columns, rows}: Size): boolean {
	return columns < min.columns || rows < min.rows;
}

export type StepWith<Kind extends Question['kind']> = Extract<Question, {kind: Kind}>;
export type ViewWith<Kind extends View['kind']> = Extract<View, {kind: Kind}>;
