import type {Choice, ChooseStep} from '../../../dialog/step.js';
import {narrowKey, type Press} from '../../key.js';
import {moveCursor} from '../../components/list.js';
import {textField, editText, valueOf, type TextField} from '../../components/text-field.js';
import type {Size} from '../../size.js';
import type {KeyResult} from '../step-row.js';

export type ChooseView = {
	kind: 'choose';
	/** By value: choices may come while one looks at them. */
	chosen: string;
	bodyStart: number;
	filter: TextField;
	isFiltering: boolean;
};

/** From so many choices on, they can be filtered; lists that grow, from two. */
const filteredFrom = 10;

export function startChoose(step: ChooseStep): ChooseView {
	const isThere = step.choices.some(({value}) => value === step.preselected);
	return {
		kind: 'choose',
		chosen: (isThere ? step.preselected : step.choices[0]?.value) ?? '',
		bodyStart: 0,
		filter: textField(''),
		isFiltering: false,
	};
}

export function canFilter({choices, isList}: ChooseStep): boolean {
	return choices.length >= (isList ? 2 : filteredFrom);
}

/** The choices that the filter leaves. */
export function offeredChoices(step: ChooseStep, {filter}: ChooseView): readonly Choice[] {
	const wanted = valueOf(filter).toLowerCase();
	return wanted === ''
		? step.choices
		: step.choices.filter(({label, detail = ''}) =>
				`${label} ${detail}`.toLowerCase().includes(wanted),
			);
}

/** A choice that is no longer offered gives way to the first. */
export function cursorOf(offered: readonly Choice[], chosen: string): number {
	return Math.max(
		0,
		offered.findIndex(({value}) => value === chosen),
	);
}

/** What Enter would choose. */
export function chosenChoice(step: ChooseStep, view: ChooseView): Choice | undefined {
	const offered = offeredChoices(step, view);
	return offered[cursorOf(offered, view.chosen)];
}

export function pressChoose(
	step: ChooseStep,
	view: ChooseView,
	press: Press,
	size: Size,
): KeyResult<ChooseView> {
	const offered = offeredChoices(step, view);
	const cursor = cursorOf(offered, view.chosen);
	if (press.name === 'enter') {
		const choice = offered[cursor];
		if (!choice) {
			return undefined;
		}

		const action = step.actions[choice.value];
		return action ? {to: 'action', action} : {to: 'answer', value: choice.value};
	}

	if (view.isFiltering) {
		return filtering(step, view, press);
	}

	// Of a body that is longer than the screen one wants to see the rest, more than to leap among a
	// few choices.
	const pages = {'page-up': -1, 'page-down': 1} as const;
	if (
		(press.name === 'page-up' || press.name === 'page-down') &&
		step.body.length > 0 &&
		!canFilter(step)
	) {
		const bodyStart = Math.max(0, view.bodyStart + pages[press.name] * Math.max(1, size.rows - 12));
		return {to: 'view', view: {...view, bodyStart}};
	}

	const next = moveCursor(cursor, offered.length, size.rows - 6, press);
	if (next !== undefined) {
		const chosen = offered[next]?.value ?? view.chosen;
		return {to: 'view', view: {...view, chosen}};
	}

	if (press.name === 'text') {
		switch (narrowKey(press.text)) {
			case '?': {
				return {to: 'help'};
			}

			case '/': {
				return canFilter(step) ? {to: 'view', view: {...view, isFiltering: true}} : undefined;
			}

			case 'q': {
				const leave = Object.values(step.actions).find(({kind}) => kind === 'leave');
				return leave && {to: 'action', action: leave};
			}

			default: {
				return undefined;
			}
		}
	}

	return press.name === 'escape' ? {to: 'back'} : undefined;
}

function filtering(step: ChooseStep, view: ChooseView, press: Press): KeyResult<ChooseView> {
	if (press.name === 'escape') {
		return {
			to: 'view',
			view: {...view, filter: textField(''), isFiltering: false},
		};
	}

	const down = press.name === 'up' || press.name === 'down';
	if (down) {
		return {to: 'view', view: {...view, isFiltering: false}};
	}

	const filter = editText(view.filter, press);
	if (!filter) {
		return undefined;
	}

	const fresh = {...view, filter};
	const [first] = offeredChoices(step, fresh);
	return {to: 'view', view: {...fresh, chosen: first?.value ?? view.chosen}};
}
