import type {
	BackupPlan,
	BackupResult,
	DeleteResult,
	RestorePlan,
	RestoreResult,
} from '../../model/plans.js';
import type {JobResult, JobWork} from '../../model/jobs.js';
import {exitCodeOfResult} from '../../model/result-exit-code.js';
import {backupResultLines} from '../lines/backup-result.js';
import {deleteResultLines} from '../lines/delete-lines.js';
import {failureLines} from '../lines/failures.js';
import {restoreResultLines} from '../lines/restore-result.js';
import type {CommandEnd, Context} from './context.js';
import {typedCommand} from './typed-command.js';

/** Says what a job came to, whoever started it, and gives the command's end. */
export function tellJobResult(
	context: Context,
	work: JobWork,
	result: JobResult,
): CommandEnd {
	if (work.kind === 'backup' && result.kind === 'backup') {
		tellBackup(context, work.plan, result);
	} else if (work.kind === 'restore' && result.kind === 'restore') {
		tellRestore(context, work.plan, result);
	} else if (result.kind === 'delete') {
		tellDelete(context, result);
	}

	const errors =
		result.kind === 'delete'
			? result.backups.map(({error}) => error)
			: result.collections.map(({error}) => error);
	const {outcome} = result;
	return {outcome, exitCode: exitCodeOfResult({outcome, errors}), result};
}

function tellBackup(
	{output, globals}: Context,
	{strategy}: BackupPlan,
	result: BackupResult,
): void {
	const {messages} = output;
	output.note(...failureLines(result.collections, output));
	output.print(
		...backupResultLines(result, {
			messages,
			strategy,
			restoreCommand: typedCommand(
				['restore', '--name', result.name, '--suffix', '_restored'],
				globals,
			),
			addCommand: typedCommand(
				['create', '--name', result.name, '--only-failed'],
				globals,
			),
		}),
	);
}

function tellRestore(
	{output}: Context,
	plan: RestorePlan,
	result: RestoreResult,
): void {
	const {messages, columns} = output;
	output.note(...failureLines(result.collections, output));
	output.print(...restoreResultLines(result, {messages, plan, columns}));
}

function tellDelete({output}: Context, result: DeleteResult): void {
	const {messages} = output;
	output.print(...deleteResultLines(result, messages));
	for (const {name, error} of result.backups) {
		if (error) {
			const {sentence, hint} = messages.error(error);
			output.note(
				`${output.paintError('red', '✘')} ${name}: ${sentence}`,
				...(hint === undefined ? [] : [`  ${hint}`]),
			);
		}
	}
}
