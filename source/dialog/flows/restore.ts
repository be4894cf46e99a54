import {restorePlanLines} from '../../render/restore-plan.js';
import {brokenCollectionName} from '../../model/collection-key.js';
import {lossesOf, type Loss} from '../../model/losses.js';
import type {BackupSummary, RestoreRequest} from '../../model/plans.js';
import {badTarget, firstResolutions, requestOf, sameTargets} from '../conflicts.js';
import type {Opened} from '../effects.js';
import {restoreCommand} from '../equivalent-command.js';
import {filterOf} from '../selection.js';
import type {Refusal} from '../step.js';
import type {Script} from '../script.js';
import {chooseBackup} from './choose-backup.js';
import {review} from './review.js';
import {runJob} from './run-job.js';

/**
 * Which backup, what of it, under which names; what stands there already; the whole plan; then the
 * job.
 */
export function restore(script: Script, opened: Opened): never {
	const name = chooseBackup(script, opened, isRestorable);
	const filter = chooseContents(script, name);
	const suffix = chooseSuffix(script);
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
	const request = chooseTimeToLive(script, resolveConflicts(script, plain));
	const {messages} = script;
	const texts = messages.dialog.restore;
	const plan = script.load('planRestore', request);
	const losses = lossesOf(plan);
	const replaced = losses.map(({target}) => target);
	for (const loss of losses) {
		confirm(script, loss);
	}

	const command = restoreCommand(request, replaced, opened.flags);
	review(script, 'reviewRestore', {
		lines: restorePlanLines(plan, {
			messages,
			columns: script.columns,
			isWhole: true,
		}),
		warnings: plan.warnings,
		command,
		question: texts.review,
	});
	return runJob(script, {
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
function chooseContents(script: Script, name: string): string | undefined {
	const {contents} = script.load('details', {name});
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
	const texts = script.messages.dialog.restore;
	const all = collections.map(({collection}) => collection);
	const before = script.answers.restoreCollections?.filter(one => all.includes(one));
	const picked = script.multiSelect('restoreCollections', {
		question: texts.which(name),
		help: texts.whichHelp,
		seen,
		picked: before && before.length > 0 ? before : all,
	});
	return filterOf(seen, picked);
}

function chooseSuffix(script: Script): string | undefined {
	const texts = script.messages.dialog.restore;
	const naming = script.select('naming', {
		question: texts.naming,
		help: texts.namingHelp,
		choices: [
			{value: 'suffix', label: texts.withSuffix, detail: texts.suffixDetail},
			{value: 'same', label: texts.sameNames, detail: texts.sameDetail},
		],
		preselected: script.answers.naming ?? 'suffix',
	});
	return naming === 'same'
		? undefined
		: script.input('suffix', {
				question: texts.suffix,
				help: texts.namingHelp,
				initial: script.answers.suffix ?? '_recover',
				isNarrow: true,
				check: text =>
					text === '' || brokenCollectionName(`a${text}`)
						? {problem: texts.badSuffix, suggestion: '_recover'}
						: undefined,
			});
}

function resolveConflicts(script: Script, plain: RestoreRequest): RestoreRequest {
	const {messages} = script;
	const texts = messages.dialog.restore;
	const targets = script.load('targets', plain);
	const resolutions = script.resolveConflicts({
		question: targets.every(({isFree}) => isFree) ? texts.allFree : texts.conflicts,
		help: texts.conflictsHelp,
		targets,
		resolutions: firstResolutions(targets, script.answers.resolutions),
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

			return Object.values(chosen).every(({kind}) => kind === 'skip')
				? {problem: texts.nothingLeft}
				: undefined;
		},
	});
	return requestOf(plain, targets, resolutions);
}

/** Asked only where rows of the backup are past their time, or soon will be. */
function chooseTimeToLive(script: Script, request: RestoreRequest): RestoreRequest {
	const {messages} = script;
	const texts = messages.dialog.restore;
	const plan = script.load('planRestore', request);
	const expire = plan.warnings.find(({code}) => code === 'rows-expire');
	if (!expire) {
		return request;
	}

	const answer = script.select('timeToLive', {
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
		preselected: script.answers.timeToLive ?? 'without',
	});
	return answer === 'without' ? {...request, withoutTtl: true} : request;
}

/** What cannot be undone needs the name typed. */
function confirm(script: Script, loss: Loss): void {
	const {target} = loss;
	const texts = script.messages.dialog.restore;
	const short = target.replace(/^default\./, '');
	script.input(`confirm ${target}`, {
		body: [{text: texts.willReplace(target), tone: 'warning'}, {text: ''}],
		question: script.messages.commands.restore.typeToReplace({
			...loss,
			target: short,
		}),
		help: texts.replaceHelp,
		isNarrow: true,
		check: text => (text === short || text === target ? undefined : {problem: texts.notThatName}),
	});
}
