import {backupResultLines} from '../../render/backup-result.js';
import {deleteResultLines} from '../../render/delete-lines.js';
import {restoreResultLines} from '../../render/restore-result.js';
import {typedCommand, type PlaceFlags} from '../../render/typed-command.js';
import {verifyResultLines} from '../../render/verify-lines.js';
import type {Messages} from '../../messages/messages.js';
import type {ErrorSummary} from '../../model/job-events.js';
import {isContinuable, type JobResult, type JobWork} from '../../model/jobs.js';
import {shortJobId} from '../../model/short-job-id.js';
import type {BodyLine} from '../step.js';
import type {JobEnd} from '../answers.js';
import {errorLines} from '../script.js';

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
			...(isContinuable(job) ? nextCommands(job.id, options) : []),
		];
	}

	const [first = '', ...rest] = resultLines(result, work, options);
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
		...errorsOf(result).flatMap(({name, error}) =>
			errorLines(messages, error).map(({text, tone}, index) => ({
				text: index === 0 ? `✘ ${name}: ${text}` : text && `  ${text}`,
				tone,
			})),
		),
		...('warnings' in result
			? result.warnings.map((warning): BodyLine => ({
					text: `! ${messages.warning(warning)}`,
					tone: 'warning',
				}))
			: []),
		...(again === undefined
			? []
			: [
					{text: texts.again, tone: 'dim' as const},
					{text: `  ${again}`, isCommand: true},
				]),
	];
}

/** For who leaves now and comes back by the command line. */
function nextCommands(id: string, {messages, flags}: Options): BodyLine[] {
	const {jobs} = messages.commands;
	const {config, address} = flags;
	return (
		[
			['continue', jobs.continueIt],
			['clean', jobs.cleanIt],
		] as const
	).map(([verb, text]) => ({
		text: `  ${text} ${typedCommand(['jobs', verb, shortJobId(id)], {config, address})}`,
		isCommand: true,
	}));
}

function resultLines(
	result: JobResult,
	work: JobWork,
	{messages, columns, flags}: Options,
): string[] {
	if (result.kind === 'backup' && work.kind === 'backup') {
		return backupResultLines(result, {
			messages,
			strategy: work.plan.strategy,
			restoreCommand: typedCommand(
				['restore', '--name', result.name, '--suffix', '_restored'],
				flags,
			),
			addCommand: typedCommand(['create', '--name', result.name, '--only-failed'], flags),
		});
	}

	if (result.kind === 'restore' && work.kind === 'restore') {
		return restoreResultLines(result, {messages, plan: work.plan, columns});
	}

	return result.kind === 'verify'
		? verifyResultLines(result, {messages, columns})
		: result.kind === 'delete'
			? deleteResultLines(result, messages)
			: [];
}

function errorsOf(result: JobResult): Array<{name: string; error: ErrorSummary}> {
	return 'backups' in result
		? result.backups.flatMap(({name, error}) => (error ? [{name, error}] : []))
		: result.collections.flatMap(({collection, error}) =>
				error ? [{name: collection, error}] : [],
			);
}
