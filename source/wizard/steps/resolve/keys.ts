import {resolve, conflictOptions} from '../../../dialog/conflicts.js';
import type {Target} from '../../../dialog/effects.js';
import type {Resolution} from '../../../dialog/answers.js';
import type {Refusal, ResolveStep} from '../../../dialog/step.js';
import {collectionKey, parseCollectionKey} from '../../../model/collection-key.js';
import {narrow, narrowKey, type Press} from '../../key.js';
import {isEditingKey, moveCursor} from '../../components/list.js';
import {textField, editText, valueOf, type TextField} from '../../components/text-field.js';
import type {Size} from '../../size.js';
import type {KeyResult} from '../step-row.js';

export type ResolveView = {
	kind: 'resolve';
	/** Among those that the filter leaves. */
	cursor: number;
	filter: TextField;
	isFiltering: boolean;
	resolutions: Readonly<Record<string, Resolution>>;
	/** The target's name is being written. */
	editing?: TextField;
	refusal?: Refusal;
};

export function startResolve(step: ResolveStep): ResolveView {
	// The first that needs a decision.
	const cursor = step.targets.findIndex(({isFree}) => !isFree);
	return {
		kind: 'resolve',
		cursor: Math.max(0, cursor),
		filter: textField(''),
		isFiltering: false,
		resolutions: step.resolutions,
	};
}

/** The lines of the table that the filter leaves: by either name, or by what is done. */
export function offeredTargets(
	{targets}: Pick<ResolveStep, 'targets'>,
	{filter, resolutions}: Pick<ResolveView, 'filter' | 'resolutions'>,
): ResolveStep['targets'] {
	const wanted = valueOf(filter).toLowerCase();
	return wanted === ''
		? targets
		: targets.filter(({source, target}) =>
				[source, resolutions[source]?.target ?? target].some(name =>
					name.toLowerCase().includes(wanted),
				),
			);
}

/** Of the collection under the cursor, if the filter leaves one. */
export function resolutionHere(step: ResolveStep, view: ResolveView): Resolution | undefined {
	return view.resolutions[offeredTargets(step, view)[view.cursor]?.source ?? ''];
}

export function pressResolve(
	step: ResolveStep,
	view: ResolveView,
	press: Press,
	size: Size,
): KeyResult<ResolveView> {
	if (view.editing) {
		return editing(step, view, view.editing, press);
	}

	const offered = offeredTargets(step, view);
	const target = offered[view.cursor];
	const cursor = moveCursor(view.cursor, offered.length, size.rows - 8, press);
	if (cursor !== undefined && !(view.isFiltering && isEditingKey(press))) {
		return {to: 'view', view: {...view, cursor, isFiltering: false}};
	}

	if (view.isFiltering) {
		return filtering(view, press);
	}

	switch (press.name) {
		case 'enter': {
			const refusal = step.check(view.resolutions);
			return refusal
				? {to: 'view', view: {...view, refusal}}
				: {to: 'answer', value: view.resolutions};
		}

		case 'escape': {
			return valueOf(view.filter) === '' ? {to: 'back'} : withFilter(view, textField(''), false);
		}

		case 'left':
		case 'right': {
			return target && cycle(step, view, target, press.name);
		}

		case 'text': {
			return letter(step, view, {target, text: narrowKey(press.text)});
		}

		default: {
			return undefined;
		}
	}
}

function letter(
	step: ResolveStep,
	view: ResolveView,
	{target, text}: {target: Target | undefined; text: string},
): KeyResult<ResolveView> {
	const now = target && view.resolutions[target.source];
	switch (text) {
		case '?': {
			return {to: 'help'};
		}

		case '/': {
			return {to: 'view', view: {...view, isFiltering: true}};
		}

		case ' ': {
			return target && cycle(step, view, target, 'right');
		}

		case 'e': {
			const name = now?.target.replace(/^default\./, '') ?? '';
			return now && canEdit(now)
				? {to: 'view', view: {...view, editing: textField(name)}}
				: undefined;
		}

		default: {
			return undefined;
		}
	}
}

function filtering(view: ResolveView, press: Press): KeyResult<ResolveView> {
	if (press.name === 'enter') {
		return {to: 'view', view: {...view, isFiltering: false}};
	}

	if (press.name === 'escape') {
		return withFilter(view, textField(''), false);
	}

	const filter = editText(view.filter, press);
	return filter && withFilter(view, filter, true);
}

function withFilter(
	view: ResolveView,
	filter: TextField,
	isFiltering: boolean,
): KeyResult<ResolveView> {
	return {to: 'view', view: {...view, filter, isFiltering, cursor: 0}};
}

/** Only a collection that is created again can have any name. */
export function canEdit({kind}: Resolution): boolean {
	return kind === 'create' || kind === 'rename';
}

function cycle(
	step: ResolveStep,
	view: ResolveView,
	target: Target,
	direction: 'left' | 'right',
): KeyResult<ResolveView> {
	const options = conflictOptions(target);
	const now = options.indexOf(view.resolutions[target.source]?.kind ?? 'skip');
	const step1 = direction === 'right' ? 1 : options.length - 1;
	const kind = options[(now + step1) % options.length] ?? 'skip';
	return settle(step, view, target.source, resolve(target, kind));
}

function editing(
	step: ResolveStep,
	view: ResolveView,
	field: TextField,
	press: Press,
): KeyResult<ResolveView> {
	const target = offeredTargets(step, view)[view.cursor];
	if (press.name === 'escape' || !target) {
		return {to: 'view', view: {...view, editing: undefined}};
	}

	if (press.name === 'enter') {
		const text = narrow(valueOf(field)).trim();
		const {kind} = view.resolutions[target.source]!;
		const name =
			text === '' ? resolve(target, kind).target : collectionKey(parseCollectionKey(text));
		return settle(step, {...view, editing: undefined}, target.source, {
			kind,
			target: name,
		});
	}

	const next = editText(field, press);
	return next && {to: 'view', view: {...view, editing: next}};
}

function settle(
	step: ResolveStep,
	view: ResolveView,
	source: string,
	resolution: Resolution,
): KeyResult<ResolveView> {
	const resolutions = {...view.resolutions, [source]: resolution};
	return {
		to: 'view',
		view: {...view, resolutions, refusal: step.check(resolutions)},
	};
}
