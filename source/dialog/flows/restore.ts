import {restorePlanLines} from '../../render/restore-plan.js';
import {brokenCollectionName} from '../../model/collection-key.js';
import {lossesOf, type Loss} from '../../model/losses.js';
import type {BackupSummary, RestoreRequest} from '../../model/plans.js';
import {badTarget, firstResolutions, requestOf, sameTargets} from '../conflicts.js';
import type {Opened} from '../effects.js';
import {restoreCommand} from '../equivalent-command.js';
import {filterOf} from '../selection.js';
import type {Refusal} from '../step.js';
import type {Talk} from '../talk.js';
import {chooseBackup} from './choose-backup.js';
import {review} from './review.js';
import {runJob} from './run-job.js';

/**
 * Which backup, what of it, under which names; what stands there already; the whole plan; then the
 * job.
 */
export function restore(talk: Talk, opened: Opened): never {
	const name = chooseBackup(talk, opened, isRestorable);
	const filter = chooseContents(talk, name);
	const suffix = chooseSuffix(talk);
	const plain: RestoreRequest = {
		name,
		filter,
		suffix,
		onConflict: 'fail',
		withIndex: true,
		withLoad: true,
		metaOnly: false,
		withRbac: false,
	};
	const request = chooseTimeToLive(talk, resolveConflicts(talk, plain));
	const {messages} = talk;
	const texts = messages.dialog.restore;
	const plan = talk.know('planRestore', request);
	const losses = lossesOf(plan);
	const replaced = losses.map(({target}) => target);
	for (const loss of losses) {
		confirm(talk, loss);
	}

	const command = restoreCommand(request, replaced, opened.flags);
	review(talk, 'reviewRestore', {
		lines: restorePlanLines(plan, {
			messages,
			columns: talk.columns,
			isWhole: true,
		}),
		warnings: plan.warnings,
		command,
		question: texts.review,
	});
	return runJob(talk, {
		work: {kind: 'restore', plan},
		again: restoreCommand(nextTime(request), replaced, opened.flags),
		opened,
	});
}

/** What was free now is taken then: it goes beside what this made. */
function nextTime(request: RestoreRequest): RestoreRequest {
	return request.onConflict === 'fail' ? {...request, onConflict: 'rename'} : request;
}

function isRestorable({state}: BackupSummary): boolean {
	return state === 'complete' || state === 'partial';
}

/** Asked only where there is something to choose. */
function chooseContents(talk: Talk, name: string): string | undefined {
	const {contents} = talk.know('details', {name});
	if (contents.length < 2) {
		return undefined;
	}

	const collections = contents.map(content => ({
		collection: content.collection,
		db: content.db,
		name: content.name,
		description: content.description,
		rows: content.rows,
		aboutBytes: content.bytes,
		loadState: content.loadState,
		isWorking: false,
	}));
	const seen = {
		databases: [...new Set(collections.map(({db}) => db))],
		collections,
	};
	const texts = talk.messages.dialog.restore;
	const all = collections.map(({collection}) => collection);
	const kept = talk.answers.restoreCollections?.filter(one => all.includes(one));
	const picked = talk.pick('restoreCollections', {
		question: texts.which(name),
		help: texts.whichHelp,
		seen,
		picked: kept && kept.length > 0 ? kept : all,
	});
	return filterOf(seen, picked);
}

function chooseSuffix(talk: Talk): string | undefined {
	const texts = talk.messages.dialog.restore;
	const naming = talk.choose('naming', {
		question: texts.naming,
		help: texts.namingHelp,
		choices: [
			{value: 'suffix', label: texts.withSuffix, detail: texts.suffixDetail},
			{value: 'same', label: texts.sameNames, detail: texts.sameDetail},
		],
		preselected: talk.answers.naming ?? 'suffix',
	});
	return naming === 'same'
		? undefined
		: talk.write('suffix', {
				question: texts.suffix,
				help: texts.namingHelp,
				initial: talk.answers.suffix ?? '_recover',
				isNarrow: true,
				check: text =>
					text === '' || brokenCollectionName(`a${text}`)
						? {problem: texts.badSuffix, suggestion: '_recover'}
						: undefined,
			});
}

function resolveConflicts(talk: Talk, plain: RestoreRequest): RestoreRequest {
	const {messages} = talk;
	const texts = messages.dialog.restore;
	const targets = talk.know('targets', plain);
	const resolutions = talk.resolve({
		question: targets.every(({isFree}) => isFree) ? texts.allFree : texts.conflicts,
		help: texts.conflictsHelp,
		targets,
		resolutions: firstResolutions(targets, talk.answers.resolutions),
		check(chosen): Refusal | undefined {
			const same = sameTargets(chosen);
			if (same) {
				const {sentence} = messages.error({code: 'same-target', details: same});
				return {problem: sentence};
			}

			const bad = badTarget(chosen);
			if (bad !== undefined) {
				return {problem: texts.badTarget(bad)};
			}

			return Object.values(chosen).every(({how}) => how === 'skip')
				? {problem: texts.nothingLeft}
				: undefined;
		},
	});
	return requestOf(plain, targets, resolutions);
}

/** Asked only where rows of the backup are past their time, or soon will be. */
function chooseTimeToLive(talk: Talk, request: RestoreRequest): RestoreRequest {
	const {messages} = talk;
	const texts = messages.dialog.restore;
	const plan = talk.know('planRestore', request);
	const expire = plan.warnings.find(({code}) => code === 'rows-expire');
	if (!expire) {
		return request;
	}

	const answer = talk.choose('timeToLive', {
		body: [{text: messages.warning(expire), tone: 'warning'}, {text: ''}],
		question: texts.timeToLive,
		help: texts.timeToLiveHelp,
		choices: [
			{
				value: 'without',
				label: texts.withoutTtl,
				detail: texts.withoutTtlDetail,
			},
			{value: 'with', label: texts.withTtl, detail: texts.withTtlDetail},
		],
		preselected: talk.answers.timeToLive ?? 'without',
	});
	return answer === 'without' ? {...request, withoutTtl: true} : request;
}

/** What cannot be undone needs the name typed. */
function confirm(talk: Talk, loss: Loss): void {
	const {target} = loss;
	const texts = talk.messages.dialog.restore;
	const short = target.replace(/^default\./, '');
	talk.write(`confirm ${target}`, {
		body: [{text: texts.willReplace(target), tone: 'warning'}, {text: ''}],
		question: talk.messages.commands.restore.typeToReplace({
			...loss,
			target: short,
		}),
		help: texts.replaceHelp,
		isNarrow: true,
		check: text => (text === short || text === target ? undefined : {problem: texts.notThatName}),
	});
}
