import type {CheckText} from '../messages/check-text.js';
import {translateAll} from '../messages/fragments.js';
import type {Check, CheckResult, Finding} from '../model/checks.js';
import type {Messages} from '../messages/messages.js';
import {formatCount} from '../text/format-count.js';
import {padEnd} from '../text/pad.js';
import {textWidth} from '../text/text-width.js';
import type {Paint} from './paint.js';

type Options = {messages: Messages; paint: Paint};

const marks = {ok: '✔', warning: '!', failed: '✘', skipped: '–'} as const;
const colours = {
	ok: 'green',
	warning: 'yellow',
	failed: 'red',
	skipped: 'gray',
} as const;

const tones = {failed: 'bad', warning: 'warning'} as const;

/** One check as a line, and below it what to do about it. */
export function checkLines(
	{id, state, finding, error}: Check,
	{messages, paint}: Options,
): string[] {
	const {names} = messages.commands.check;
	const width = Math.max(...Object.values(names).map(name => textWidth(name)));
	const {seen, fix} = checkText({finding, error}, messages);
	return [
		`  ${paint(colours[state], marks[state])} ${padEnd(names[id], width)}  ${seen}`,
		...(fix === undefined ? [] : [`    ${padEnd('', width)}  → ${fix}`]),
	];
}

/** What was seen, and what to do about it. */
export function checkText(
	{finding, error}: Pick<Check, 'finding' | 'error'>,
	messages: Messages,
): {seen: string; fix?: string} {
	const told = error && messages.error(error);
	const text = finding && textOf(finding, messages);
	const fix = told?.hint ?? text?.fix;
	return {
		seen: told?.sentence ?? text?.seen ?? '',
		...(fix !== undefined && {fix}),
	};
}

/** The same for a screen: each line with how it is meant. */
export function checkBody(
	check: Check,
	messages: Messages,
): Array<{text: string; tone: 'plain' | 'dim' | 'bad' | 'warning'}> {
	const own = check.state === 'failed' || check.state === 'warning' ? tones[check.state] : 'plain';
	return checkLines(check, {messages, paint: (_, text) => text}).map((text, index) => ({
		text,
		tone: index > 0 ? 'dim' : own,
	}));
}

/** How it is in all. */
export function checkSummary(
	{checks, isProbed}: CheckResult,
	{messages}: Pick<Options, 'messages'>,
): string[] {
	const texts = messages.commands.check;
	const of = (state: Check['state']): number =>
		checks.filter(check => check.state === state).length;
	const failed = of('failed');
	const warnings = of('warning');
	return [
		failed > 0
			? texts.bad(formatCount(failed))
			: warnings > 0
				? texts.warnings(formatCount(warnings))
				: texts.good,
		...(isProbed || failed > 0 ? [] : [texts.tryProbe]),
	];
}

function textOf({code, details}: Finding, messages: Messages): CheckText {
	const text = messages.commands.check.findings[code] as (details: Finding['details']) => CheckText;
	return text(translateAll(details, messages.detail));
}
