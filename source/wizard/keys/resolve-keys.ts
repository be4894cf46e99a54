import {resolve, waysFor} from '../../dialog/conflicts.js';
import type {Resolution} from '../../dialog/step.js';
import {collectionKey, parseCollectionKey} from '../../model/collection-key.js';
import type {Press} from './key.js';
import {moved} from './list.js';
import {textField, typed, valueOf} from './text-field.js';
import type {Pressed, Size, StepWith, ViewWith} from './view.js';

export function startResolve(step: StepWith<'resolve'>): ViewWith<'resolve'> {
	// The first that somebody has to think about.
	const cursor = step.targets.findIndex(({isFree}) => !isFree);
	return {
		kind: 'resolve',
		cursor: Math.max(0, cursor),
		resolutions: step.resolutions,
	};
}

export function resolveKey(
	step: StepWith<'resolve'>,
	view: ViewWith<'resolve'>,
	press: Press,
	size: Size,
): Pressed {
	if (view.editing) {
		return editing(step, view, view.editing, press);
	}

	const target = step.targets[view.cursor];
	const cursor = moved(view.cursor, step.targets.length, size.rows - 8, press);
	if (cursor !== undefined) {
		return {to: 'view', view: {...view, cursor}};
	}

	switch (press.name) {
		case 'enter': {
			const refusal = step.check(view.resolutions);
			return refusal
				? {to: 'view', view: {...view, refusal}}
				: {to: 'answer', value: view.resolutions};
		}

		case 'escape': {
			return {to: 'back'};
		}

		case 'left':
		case 'right': {
			return target && cycle(step, view, target, press.name);
		}

		case 'text': {
			const now = target && view.resolutions[target.source];
			return press.text === '?'
				? {to: 'help'}
				: press.text === ' '
					? target && cycle(step, view, target, 'right')
					: press.text === 'e' && now && canEdit(now)
						? {
								to: 'view',
								view: {
									...view,
									editing: textField(now.target.replace(/^default\./, '')),
								},
							}
						: undefined;
		}

		default: {
			return undefined;
		}
	}
}

/** Only a collection that is made anew can have any name. */
export function canEdit({how}: Resolution): boolean {
	return how === 'create' || how === 'rename';
}

function cycle(
	step: StepWith<'resolve'>,
	view: ViewWith<'resolve'>,
	target: StepWith<'resolve'>['targets'][number],
	direction: 'left' | 'right',
): Pressed {
	const ways = waysFor(target);
	const now = ways.indexOf(view.resolutions[target.source]?.how ?? 'skip');
	const step1 = direction === 'right' ? 1 : ways.length - 1;
	const how = ways[(now + step1) % ways.length] ?? 'skip';
	return settle(step, view, target.source, resolve(target, how));
}

function editing(
	step: StepWith<'resolve'>,
	view: ViewWith<'resolve'>,
	field: NonNullable<ViewWith<'resolve'>['editing']>,
	press: Press,
): Pressed {
	const target = step.targets[view.cursor];
	if (press.name === 'escape' || !target) {
		return {to: 'view', view: {...view, editing: undefined}};
	}

	if (press.name === 'enter') {
		const text = valueOf(field).trim();
		const {how} = view.resolutions[target.source]!;
		const name =
			text === ''
				? resolve(target, how).target
				: collectionKey(parseCollectionKey(text));
		return settle(step, {...view, editing: undefined}, target.source, {
			how,
			target: name,
		});
	}

	const next = typed(field, press);
	return next && {to: 'view', view: {...view, editing: next}};
}

function settle(
	step: StepWith<'resolve'>,
	view: ViewWith<'resolve'>,
	source: string,
	resolution: Resolution,
): Pressed {
	const resolutions = {...view.resolutions, [source]: resolution};
	return {
		to: 'view',
		view: {...view, resolutions, refusal: step.check(resolutions)},
	};
}
