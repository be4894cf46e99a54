import type {VerifyResult} from '../../model/verify-result.js';
import type {JobResult, JobWork} from '../../model/jobs.js';
import {exitCodeOf} from '../../model/exit-codes.js';
import {exitCodeOfResult} from '../../model/result-exit-code.js';
import {failureLines} from '../../render/failures.js';
import {failedParts, jobReportLines} from '../../render/job-report.js';
import type {CommandEnd, Context} from './context.js';
import {placeFlags} from './place-flags.js';

/** Prints a job's result, whatever started the job, and returns the command's outcome. */
export function tellJobResult(context: Context, work: JobWork, result: JobResult): CommandEnd {
	const {output, signal} = context;
	const {messages, columns} = output;
	const report = jobReportLines(work, result, {messages, columns, flags: placeFlags(context)});
	const failures = failureLines(failedParts(result), output);
	// A list of backups shows itself which of them failed: why comes below it.
	if ('backups' in result) {
		output.print(...report);
		output.note(...failures);
	} else {
		output.note(...failures);
		output.print(...report);
	}

	return {outcome: result.outcome, exitCode: exitCodeOfJob(result, signal), result};
}

function exitCodeOfJob(result: JobResult, signal: AbortSignal): number {
	if (result.kind === 'verify') {
		return exitCodeOfVerification(result, signal);
	}

	const parts = 'backups' in result ? result.backups : result.collections;
	return exitCodeOfResult({
		outcome: result.outcome,
		errors: parts.map(({error}) => error),
	});
}

function exitCodeOfVerification({backups}: VerifyResult, signal: AbortSignal): number {
	const errors = backups.map(({error, outcome}) =>
		outcome === 'failed' ? (error ?? {code: 'backup-differs' as const, details: {}}) : undefined,
	);
	const codes = new Set(errors.flatMap(error => (error ? [exitCodeOf(error.code)] : [])));
	if (signal.aborted) {
		return 130;
	}

	// What is wrong with any of them is what a script must hear.
	if (codes.has(8)) {
		return 8;
	}

	const [first = 0] = codes;
	return codes.size > 1 ? 1 : first;
}
