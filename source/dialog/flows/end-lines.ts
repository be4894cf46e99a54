import {interruptedJobLines} from '../../render/job-commands.js';
import {failedParts, jobReportLines} from '../../render/job-report.js';
import {indented} from '../../render/line-options.js';
import type {PlaceFlags} from '../../render/typed-command.js';
import type {Messages} from '../../messages/messages.js';
import {isContinuable} from '../../model/jobs.js';
import type {BodyLine} from '../step.js';
import type {JobEnd} from '../answers.js';
import {errorLines, warningBody} from '../script.js';

type Options = {
	messages: Messages;
	columns: number;
	/** The same as a command. */
	again?: string;
	flags: PlaceFlags;
};

/** What a job did, what was checked, and the same as a command; or why it did not. */
export function endLines(end: JobEnd, options: Options): BodyLine[] {
	const {job, result, work} = end;
	const {messages, again} = options;
	const texts = messages.dialog.job;
	if (!result) {
		const head =
			job.state === 'cancelled'
				? texts.cancelled
				: job.state === 'interrupted'
					? texts.interrupted
					: undefined;
		return [
			...(head === undefined ? [] : [{text: head, tone: 'warning' as const}]),
			...(job.error && job.state !== 'cancelled' ? errorLines(messages, job.error) : []),
			// For a person who leaves now and comes back by the command line.
			...(isContinuable(job)
				? indented(interruptedJobLines(job.id, options)).map(text => ({text, isCommand: true}))
				: []),
		];
	}

	const [first = '', ...rest] = jobReportLines(work, result, options);
	return [
		{text: first, tone: first.startsWith('✔') ? 'good' : 'warning'},
		...rest.map(
			// Commands and sentences are never cut; columns are.
			(text): BodyLine => ({
				text,
				isTable: /\S {2,}\S/.test(text),
				isCommand: text.includes('milvault '),
			}),
		),
		...failedParts(result).flatMap(({name, error}) =>
			errorLines(messages, error).map(({text, tone}, index) => ({
				text: index === 0 ? `✘ ${name}: ${text}` : text && `  ${text}`,
				tone,
			})),
		),
		...('warnings' in result ? warningBody(messages, result.warnings) : []),
		...(again === undefined
			? []
			: [
					{text: texts.again, tone: 'dim' as const},
					{text: `  ${again}`, isCommand: true},
				]),
	];
}
