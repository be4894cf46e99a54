import {checkBody, checkSummary} from '../../render/check-lines.js';
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
		body: resultBody(result, talk),
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

export function resultBody(result: CheckResult, {messages}: Pick<Talk, 'messages'>): BodyLine[] {
	return [
		...result.checks.flatMap(one => checkBody(one, messages)),
		{text: ''},
		...checkSummary(result, {messages})
			.slice(0, 1)
			.map((text): BodyLine => ({text, tone: 'strong'})),
		{text: ''},
	];
}
