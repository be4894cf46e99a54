import {parseNumbers} from '../../text/parse-numbers.js';
import {stripControl} from '../../utils/strip-control.js';
import type {Context} from './context.js';
import {withMarkedPastes} from './pastes.js';
import {readLine} from './read-line.js';

/*
 * The one way to Inquirer: questions hold foreign names, and what is in them must
 * not reach the terminal as more than text. Standard output stays free for results.
 *
 * Inquirer draws over the line it asks in. A terminal that cannot (TERM=dumb) gets the same
 * questions from readline, a line for each answer and no escape sequence.
 *
 * Lists are numbered lines, and the answer is a number: it can be read aloud, and typed without
 * looking.
 */

/** A line that is chosen; `value` is what comes back, untouched. */
type Choice = {
	value: string;
	/** Default: the value. */
	name?: string;
	checked?: boolean;
	/** Typed by this instead of by its place in the list. */
	key?: string;
};

type Asking = Pick<Context, 'streams' | 'signal' | 'environment' | 'output'>;
type Validate = (text: string) => true | string;

/** So many lines of a list are read; the others can be typed by name. */
const maxShown = 100;

/** Yes or no; Enter means no. */
export async function askToConfirm(asking: Asking, message: string): Promise<boolean> {
	if (isDumb(asking)) {
		const typed = await readLine(asking, `${stripControl(message)} (y/N) `);
		return /^y(es)?$/i.test(typed.trim());
	}

	const {confirm} = await import('@inquirer/prompts');
	return onTerminal(asking, async streams =>
		confirm({message: stripControl(message), default: false}, streams),
	);
}

export async function askForText(
	asking: Asking,
	{
		message,
		initial,
		validate,
	}: {
		message: string;
		/** What Enter alone means. */
		initial?: string;
		validate?: Validate;
	},
): Promise<string> {
	if (isDumb(asking)) {
		return askByLine(asking, {message, initial, validate});
	}

	const {input} = await import('@inquirer/prompts');
	return onTerminal(asking, async streams =>
		input(
			{
				message: stripControl(message),
				default: initial === undefined ? undefined : stripControl(initial),
				validate: harmless(validate),
			},
			streams,
		),
	);
}

/** What is typed is masked. */
export async function askForSecret(
	asking: Asking,
	{message, validate}: {message: string; validate?: Validate},
): Promise<string> {
	if (isDumb(asking)) {
		return askByLine(asking, {message, validate, isSecret: true});
	}

	const {password} = await import('@inquirer/prompts');
	return onTerminal(asking, async streams =>
		password({message: stripControl(message), mask: true, validate: harmless(validate)}, streams),
	);
}

/** @param options.preselected what Enter alone means; without it, Enter alone is no answer */
export async function askForOne(
	asking: Asking,
	{
		message,
		choices,
		preselected,
	}: {
		message: string;
		choices: readonly Choice[];
		preselected?: string;
	},
): Promise<string> {
	const {plain} = asking.output.messages.dialog;
	const keys = keysOf(choices);
	tellList(asking, {message, choices, keys});
	const at = choices.findIndex(({value}) => value === preselected);
	const chosen = (text: string): number => {
		const key = text.normalize('NFKC').trim();
		const byKey = keys.indexOf(key);
		return byKey === -1 ? choices.findIndex(({value}) => value === key) : byKey;
	};

	const answer = await askForText(asking, {
		message: plain.number,
		initial: keys[at],
		validate: text => chosen(text) !== -1 || plain.badNumber,
	});
	return choices[chosen(answer)]!.value;
}

/** At least one; Enter alone means those that are marked. */
export async function askForSome(
	asking: Asking,
	{message, choices}: {message: string; choices: readonly Choice[]},
): Promise<string[]> {
	const {plain} = asking.output.messages.dialog;
	const keys = keysOf(choices);
	tellList(asking, {message, choices, keys, hasMarks: true});
	const pick = (text: string): string[] => {
		if (text.trim() === '') {
			return choices.flatMap(({value, checked}) => (checked ? [value] : []));
		}

		const picked = parseNumbers(text, keys, ({db, name}) =>
			choices.flatMap(({value}, index) =>
				db === undefined
					? value === name || value.endsWith(`.${name}`)
						? [index]
						: []
					: value.startsWith(`${db}.`)
						? [index]
						: [],
			),
		);
		return (picked ?? []).map(index => choices[index]!.value);
	};

	const answer = await askForText(asking, {
		message: plain.numbers,
		validate: text => pick(text).length > 0 || plain.badNumbers,
	});
	return pick(answer);
}

/** By their places, from 1, but for those with keys of their own. */
function keysOf(choices: readonly Choice[]): string[] {
	return choices.map(({key}, index) => key ?? String(index + 1));
}

function tellList(
	{output}: Asking,
	{
		message,
		choices,
		keys,
		hasMarks = false,
	}: {
		message: string;
		choices: readonly Choice[];
		keys: readonly string[];
		hasMarks?: boolean;
	},
): void {
	const {plain} = output.messages.dialog;
	const lines = choices.flatMap(({value, name = value, checked, key}, index) =>
		index < maxShown || key !== undefined
			? [
					`  ${keys[index]}) ${hasMarks && key === undefined ? (checked ? '[x] ' : '[ ] ') : ''}${name}`,
				]
			: [],
	);
	output.note(
		message,
		...lines,
		...(lines.length < choices.length ? [`  ${plain.more(choices.length - lines.length)}`] : []),
	);
}

async function askByLine(
	asking: Asking,
	{
		message,
		initial,
		validate,
		isSecret = false,
	}: {
		message: string;
		initial?: string;
		validate?: Validate;
		isSecret?: boolean;
	},
): Promise<string> {
	const prompt = `${stripControl(message)} ${initial === undefined ? '' : `(${stripControl(initial)}) `}`;
	for (;;) {
		const typed = await readLine(asking, prompt, isSecret);
		const text = typed === '' ? (initial ?? '') : typed;
		const verdict = validate?.(text) ?? true;
		if (verdict === true) {
			return text;
		}

		asking.output.note(verdict);
	}
}

/** A terminal whose cursor cannot be moved. */
function isDumb({environment}: Asking): boolean {
	return environment['TERM'] === 'dumb';
}

function harmless(validate: Validate | undefined): Validate | undefined {
	return (
		validate &&
		(text => {
			const answer = validate(text);
			return answer === true ? true : stripControl(answer);
		})
	);
}

/** On a terminal that can do more than lines, and marks what is pasted. */
async function onTerminal<Value>(
	{streams, signal}: Asking,
	ask: (streams: {
		input: NodeJS.ReadableStream;
		output: NodeJS.WriteStream;
		signal: AbortSignal;
	}) => Promise<Value>,
): Promise<Value> {
	return withMarkedPastes(streams, async input => ask({input, output: streams.stderr, signal}));
}
