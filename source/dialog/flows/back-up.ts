import {backupPlanLines} from '../../render/backup-plan.js';
import {brokenRule, possibleBackupName} from '../../model/backup-name.js';
import type {BackupRequest} from '../../model/plans.js';
import {formatBytes} from '../../text/format-bytes.js';
import type {Opened} from '../effects.js';
import {createCommand} from '../equivalent-command.js';
import {freeName, suggestedName} from '../name-pattern.js';
import {filterOf, firstPicks} from '../selection.js';
import type {Refusal} from '../step.js';
import type {Script} from '../script.js';
import {pickNotes, unflushedNote} from './pick-notes.js';
import {review} from './review.js';
import {runJob} from './run-job.js';

/** Which collections, under which name; the whole plan; then the job. */
export function backUp(script: Script, opened: Opened): never {
	const {messages, answers, now} = script;
	const texts = messages.dialog.backUp;
	const seen = script.load('look', {});
	const before = answers.offeredAt === opened.address ? answers : {};
	const first = firstPicks(seen, before);
	const picked = script.multiSelect('collections', {
		body: pickNotes(seen, {first, offered: before.offered, messages}),
		question: texts.which,
		help: texts.whichHelp,
		seen,
		picked: first,
	});
	const backups = script.load('backups', {});
	const taken = new Map(backups.map(backup => [backup.name, backup.state]));
	const names = new Set(taken.keys());
	const name = script.input('name', {
		question: texts.name(opened.repositoryPlace),
		help: texts.nameHelp,
		initial: suggestedName(answers.name, names, now),
		isNarrow: true,
		check(text): Refusal | undefined {
			const rule = brokenRule(text);
			if (rule !== undefined) {
				const {sentence} = messages.error({
					code: 'bad-backup-name',
					details: {name: text, rule},
				});
				return {
					problem: `${sentence} ${texts.nameHelp}`,
					suggestion: freeName(possibleBackupName(text), names),
				};
			}

			const state = taken.get(text);
			return (
				state && {
					problem: state === 'unfinished' ? texts.unfinished(text) : texts.taken(text),
					suggestion: freeName(text, names),
				}
			);
		},
	});
	const request: BackupRequest = {
		name,
		filter: filterOf(seen, picked),
		strategy: 'auto',
		withRbac: false,
	};
	const plan = script.load('planBackup', request);
	const chosen = new Set(picked);
	const copied = seen.collections.filter(({collection}) => chosen.has(collection));
	const aboutBytes = copied.reduce((sum, one) => sum + one.aboutBytes, 0);
	const command = createCommand(request, opened.flags);
	review(script, 'reviewBackup', {
		lines: backupPlanLines(plan, {
			messages,
			columns: script.columns,
			isWhole: true,
		}),
		notes: unflushedNote(copied, messages),
		warnings: plan.warnings,
		command,
		question: texts.review(formatBytes(Math.round(aboutBytes))),
	});
	return runJob(script, {
		work: {kind: 'backup', plan},
		again: command,
		opened,
	});
}
