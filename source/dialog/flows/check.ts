import {checkBody, checkSummary} from '../../render/check-lines.js';
import type {CheckResult} from '../../model/checks.js';
import {effectKey} from '../effects.js';
import type {BodyLine} from '../step.js';
import type {Script} from '../script.js';

/** Every place that a backup and a restore need, one by one, each with its fix. */
export function check(script: Script): never {
	const {messages} = script;
	const texts = messages.dialog.check;
	const result = script.load('check', {});
	script.select('checkResult', {
		body: resultBody(result, script),
		question: texts.question,
		help: texts.help,
		choices: [
			{value: 'home', label: messages.dialog.job.home},
			{value: 'retry', label: messages.dialog.failed.retry},
		],
		actions: {
			home: {kind: 'home'},
			retry: {kind: 'retry', key: effectKey({kind: 'check', input: {}})},
		},
	});
	return script.exit();
}

export function resultBody(result: CheckResult, {messages}: Pick<Script, 'messages'>): BodyLine[] {
	return [
		...result.checks.flatMap(one => checkBody(one, messages)),
		{text: ''},
		...checkSummary(result, {messages})
			.slice(0, 1)
			.map((text): BodyLine => ({text, tone: 'strong'})),
		{text: ''},
	];
}
