import {checkLines, checkSummary} from '../../lines/check-lines.js';
import type {CheckResult} from '../../model/checks.js';
import {effectKey} from '../effects.js';
import type {BodyLine} from '../step.js';
import type {Talk} from '../talk.js';

/** Every place that a backup and a restore need, one by one, each with its fix. */
export function check(talk: Talk): never {
	const {messages} = talk;
	const texts = messages.dialog.check;
	const result = talk.know('check', {});
	talk.choose('checkResult', {
		body: checkBody(result, talk),
		question: texts.question,
		help: texts.help,
		choices: [
			{value: 'home', label: messages.dialog.job.home},
			{value: 'retry', label: messages.dialog.failed.retry},
		],
		acts: {
			home: {kind: 'home'},
			retry: {kind: 'retry', key: effectKey({kind: 'check', input: {}})},
		},
	});
	return talk.leave();
}

export function checkBody(
	result: CheckResult,
	{messages}: Pick<Talk, 'messages'>,
): BodyLine[] {
	const paint = (_style: unknown, text: string): string => text;
	return [
		...result.checks.flatMap(one =>
			checkLines(one, {messages, paint}).map((text, index): BodyLine => ({
				text,
				tone:
					index > 0
						? 'dim'
						: one.state === 'failed'
							? 'bad'
							: one.state === 'warning'
								? 'warning'
								: 'plain',
			})),
		),
		{text: ''},
		...checkSummary(result, {messages})
			.slice(0, 1)
			.map((text): BodyLine => ({text, tone: 'strong'})),
		{text: ''},
	];
}
