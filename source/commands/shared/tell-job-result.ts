import type {
	BackupPlan,
	BackupResult,
	DeleteResult,
	RestorePlan,
	RestoreResult,
	VerifyResult,
} from '../../model/plans.js';
import type {JobResult, JobWork} from '../../model/jobs.js';
import {exitCodeOf} from '../../model/exit-codes.js';
import type {ErrorSummary} from '../../model/job-events.js';
import {exitCodeOfResult} from '../../model/result-exit-code.js';
import {backupResultLines} from '../../render/backup-result.js';
import {deleteResultLines} from '../../render/delete-lines.js';
import {failureLines} from '../../render/failures.js';
import {verifyResultLines} from '../../render/verify-lines.js';
import {restoreResultLines} from '../../render/restore-result.js';
import type {CommandEnd, Context} from './context.js';
import {typedCommand} from '../../render/typed-command.js';

/** Says what a job came to, whoever started it, and gives the command's end. */
export function tellJobResult(context: Context, work: JobWork, result: JobResult): CommandEnd {
	if (work.kind === 'backup' && result.kind === 'backup') {
		tellBackup(context, work.plan, result);
	} else if (work.kind === 'restore' && result.kind === 'restore') {
		tellRestore(context, work.plan, result);
	} else if (result.kind === 'delete') {
		tellDelete(context, result);
	} else if (result.kind === 'verify') {
		return tellVerify(context, result);
	}

	const errors =
		'backups' in result
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
			addCommand: typedCommand(['create', '--name', result.name, '--only-failed'], globals),
		}),
	);
}

function tellRestore({output}: Context, plan: RestorePlan, result: RestoreResult): void {
	const {messages, columns} = output;
	output.note(...failureLines(result.collections, output));
	output.print(...restoreResultLines(result, {messages, plan, columns}));
}

function tellVerify(context: Context, result: VerifyResult): CommandEnd {
	const {output, signal} = context;
	const {messages, columns} = output;
	output.print(...verifyResultLines(result, {messages, columns}));
	tellErrors(context, result.backups);
	const errors = result.backups.map(({error, outcome}) =>
		outcome === 'failed' ? (error ?? {code: 'backup-differs' as const, details: {}}) : undefined,
	);
	const codes = new Set(errors.flatMap(error => (error ? [exitCodeOf(error.code)] : [])));
	// What is wrong with any of them is what a script must hear.
	const exitCode = signal.aborted
		? 130
		: codes.has(8)
			? 8
			: codes.size === 1
				? [...codes][0]!
				: codes.size === 0
					? 0
					: 1;
	return {outcome: result.outcome, exitCode, result};
}

function tellDelete(context: Context, result: DeleteResult): void {
	const {output} = context;
	output.print(...deleteResultLines(result, output.messages));
	tellErrors(context, result.backups);
}

function tellErrors(
	{output}: Context,
	backups: ReadonlyArray<{name: string; error?: ErrorSummary}>,
): void {
	const {messages} = output;
	for (const {name, error} of backups) {
		if (error) {
			const {sentence, hint} = messages.error(error);
			output.note(
				`${output.paintError('red', '✘')} ${name}: ${sentence}`,
				...(hint === undefined ? [] : [`  ${hint}`]),
			);
		}
	}
}
