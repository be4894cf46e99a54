import type {Messages} from '../messages/messages.js';
import type {ErrorSummary} from '../model/job-events.js';
import type {JobResult, JobWork} from '../model/jobs.js';
import {shortJobId} from '../model/short-job-id.js';
import {backupResultLines} from './backup-result.js';
import {copyResultLines} from './copy-lines.js';
import {deleteResultLines} from './delete-lines.js';
import {drillResultLines} from './drill-result.js';
import {pruneResultLines} from './prune-lines.js';
import {indented, type LineOptions} from './line-options.js';
import {restoreResultLines} from './restore-result.js';
import {typedCommand, type PlaceFlags} from './typed-command.js';
import {verifyResultLines} from './verify-lines.js';

/** A collection or a backup that failed. */
export type FailedPart = {name: string; error: ErrorSummary};

/**
 * What a job did, what was checked, and the command that comes next. What failed is said by
 * `failedParts`.
 */
export function jobReportLines(
	work: JobWork,
	result: JobResult,
	{messages, columns, flags}: LineOptions & {flags: PlaceFlags},
): string[] {
	if (work.kind === 'backup' && result.kind === 'backup') {
		const {name} = result;
		return backupResultLines(result, {
			messages,
			strategy: work.plan.strategy,
			restoreCommand: typedCommand(['restore', '--name', name, '--suffix', '_restored'], flags),
			addCommand: typedCommand(['create', '--name', name, '--only-failed'], flags),
		});
	}

	if (work.kind === 'restore' && result.kind === 'restore') {
		return work.plan.request.drill
			? drillResultLines(result, messages)
			: restoreResultLines(result, {messages, plan: work.plan, columns});
	}

	if (result.kind === 'verify') {
		return verifyResultLines(result, {messages, columns});
	}

	if (result.kind === 'copy') {
		return copyResultLines(result, messages);
	}

	if (result.kind === 'prune') {
		return pruneResultLines(result, messages);
	}

	return result.kind === 'delete' ? deleteResultLines(result, messages) : [];
}

/** The collections or backups that failed, each with its error. */
export function failedParts(result: JobResult): FailedPart[] {
	const parts =
		'backups' in result
			? result.backups.filter(({outcome}) => outcome === 'failed')
			: result.collections.map(({collection, error}) => ({name: collection, error}));
	return parts.flatMap(({name, error}) => (error ? [{name, error}] : []));
}

/** What was removed with a job. */
export function cleanedJobLines(
	id: string,
	{removed, warnings}: {removed: readonly string[]; warnings: readonly unknown[]},
	{commands: {jobs}}: Messages,
): string[] {
	return [
		`✔ ${jobs.cleaned(shortJobId(id))}`,
		...indented(
			removed.length === 0 && warnings.length === 0
				? [jobs.nothingLeft]
				: removed.map(what => jobs.removed(what)),
		),
	];
}
