import {stripControl} from '../../utils/strip-control.js';
import type {Context} from './context.js';

/*
 * The one way to Inquirer: questions hold names that somebody else made, and what is in them must not reach the terminal as more than text.
 * Standard output stays free for results.
 */

/** A line that is chosen; `value` is what comes back, untouched. */
type Choice = {
	value: string;
	/** Default: the value. */
	name?: string;
	/** What stands after the question when it is answered; default: the name. */
	short?: string;
	checked?: boolean;
};

type Asking = Pick<Context, 'streams' | 'signal'>;
type Validate = (text: string) => true | string;

/** Yes or no; Enter means no. */
export async function askToConfirm(
	asking: Asking,
	message: string,
): Promise<boolean> {
	const {confirm} = await import('@inquirer/prompts');
	return confirm(
		{message: stripControl(message), default: false},
		streamsOf(asking),
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
	const {input} = await import('@inquirer/prompts');
	return input(
		{
			message: stripControl(message),
			default: initial === undefined ? undefined : stripControl(initial),
			validate: harmless(validate),
		},
		streamsOf(asking),
	);
}

/** What is typed is masked. */
export async function askForSecret(
	asking: Asking,
	{message, validate}: {message: string; validate?: Validate},
): Promise<string> {
	const {password} = await import('@inquirer/prompts');
	return password(
		{message: stripControl(message), mask: true, validate: harmless(validate)},
		streamsOf(asking),
	);
}

export async function askForOne(
	asking: Asking,
	{
		message,
		choices,
		preselected,
		pageSize,
	}: {
		message: string;
		choices: readonly Choice[];
		preselected?: string;
		pageSize?: number;
	},
): Promise<string> {
	const {select} = await import('@inquirer/prompts');
	return select(
		{
			message: stripControl(message),
			default: preselected,
			loop: false,
			choices: choices.map(choice => plainChoice(choice)),
			...(pageSize !== undefined && {pageSize}),
		},
		streamsOf(asking),
	);
}

/** At least one. */
export async function askForSome(
	asking: Asking,
	{
		message,
		choices,
		pageSize,
	}: {message: string; choices: readonly Choice[]; pageSize: number},
): Promise<string[]> {
	const {checkbox} = await import('@inquirer/prompts');
	return checkbox(
		{
			message: stripControl(message),
			required: true,
			loop: false,
			pageSize,
			choices: choices.map(choice => plainChoice(choice)),
		},
		streamsOf(asking),
	);
}

function plainChoice({
	value,
	name = value,
	short = name,
	checked,
}: Choice): Required<Omit<Choice, 'checked'>> & {checked?: boolean} {
	return {
		value,
		name: stripControl(name),
		short: stripControl(short),
		...(checked !== undefined && {checked}),
	};
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

function streamsOf({streams, signal}: Asking): {
	input: NodeJS.ReadStream;
	output: NodeJS.WriteStream;
	signal: AbortSignal;
} {
	return {input: streams.stdin, output: streams.stderr, signal};
}
