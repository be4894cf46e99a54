import type {Messages} from '../messages/messages.js';
import {
	copyTarget,
	type Schedule,
	type ScheduleRun,
	type ScheduleRunStep,
	type ScheduleState,
	type UnreadableSchedule,
} from '../model/schedule.js';
import {formatShortDuration} from '../text/format-duration.js';
import {formatTable} from '../text/format-table.js';
import {formatTime} from '../text/format-time.js';
import {factLines, indented, tableWidth, type LineOptions} from './line-options.js';
import {typedCommand} from './typed-command.js';

type Known = ScheduleState | UnreadableSchedule;

/** Every schedule as a line of a table; why some cannot be read, below it. */
export function scheduleListLines(
	schedules: readonly Known[],
	{messages, columns, place}: LineOptions & {place: string},
): string[] {
	const {commands, words} = messages;
	const {labels, schedule: texts} = commands;
	if (schedules.length === 0) {
		return [texts.none(place)];
	}

	return [
		texts.title(place),
		'',
		...indented(
			formatTable({
				columns: [
					{heading: labels.name},
					{heading: texts.when, canShrink: true},
					{heading: texts.next},
					{heading: texts.last},
					{heading: texts.outcome},
					{heading: texts.late, align: 'right'},
				],
				rows: schedules.map(known =>
					'error' in known
						? [known.name, '', '', '', words.error, '']
						: [
								known.schedule.name,
								commands.facts([known.schedule.cron, known.schedule.timeZone]),
								shortTime(known.next[0]) ?? texts.never,
								shortTime(known.last?.startedAt) ?? texts.never,
								outcomeText(known, messages) ?? '',
								lateText(known.last) ?? '',
							],
				),
				width: tableWidth(columns),
			}),
		),
		...schedules.flatMap(known =>
			'error' in known
				? [`! ${known.name}: ${messages.error(known.error).sentence}`]
				: skippedLines(known, messages),
		),
	];
}

/** One schedule: what it does, its next runs, and how the last one went. */
export function scheduleLines(state: ScheduleState, messages: Messages): string[] {
	const {commands} = messages;
	const {labels, schedule: texts} = commands;
	const {schedule, last, next} = state;
	const {after, jitter} = schedule;
	return [
		...factLines([
			[labels.name, schedule.name],
			[texts.when, commands.facts([schedule.cron, schedule.timeZone])],
			[texts.jitter, jitter && texts.jitterOf(jitter)],
			[labels.cluster, schedule.cluster],
			[texts.runs, typedCommand(['create', ...createFlags(schedule)], {})],
			[texts.after, commands.facts(after)],
			[texts.next, next.map(time => formatTime(time))[0] ?? texts.never],
			...next.slice(1).map(time => ['', formatTime(time)] as const),
			[texts.last, last && formatTime(last.startedAt)],
			[texts.outcome, outcomeText(state, messages)],
			[texts.late, lateText(last)],
			[texts.backup, last?.backup],
		]),
		...(last ? stepLines(last, messages) : []),
		...skippedLines(state, messages),
	];
}

/** How each step of a run ended; of one that failed why. */
export function stepLines({steps}: ScheduleRun, messages: Messages): string[] {
	const {commands, words} = messages;
	const {schedule: texts} = commands;
	return steps.flatMap(({step, outcome, error}) => {
		if (outcome === 'complete') {
			return [];
		}

		const what = outcome === 'skipped' ? texts.stepSkipped : words.jobStates[outcome];
		return [
			`! ${stepName(step, messages)}: ${what}`,
			...(error ? [`  ${messages.error(error).sentence}`] : []),
		];
	});
}

function stepName(step: ScheduleRunStep['step'], {commands: {schedule: texts}}: Messages): string {
	return step === 'create' || step === 'prune' || step === 'verify' || step === 'verify:full'
		? texts.steps[step]
		: texts.copyTo(copyTarget(step) ?? '');
}

/** The flags of `create` that a schedule stands for. */
export function createFlags({create}: Pick<Schedule, 'create'>): string[] {
	const {name, filter, strategy, withRbac, bytesPerSecond, requestsPerSecond, gentle} = create;
	return [
		...(name === undefined ? [] : ['--name', name]),
		...(filter === undefined ? [] : ['--filter', filter]),
		...(strategy === undefined ? [] : ['--strategy', strategy]),
		...(withRbac ? ['--rbac'] : []),
		...(bytesPerSecond === undefined ? [] : ['--bwlimit', String(bytesPerSecond)]),
		...(requestsPerSecond === undefined ? [] : ['--max-requests', String(requestsPerSecond)]),
		...(gentle === undefined ? [] : ['--gentle', gentle]),
	];
}

function outcomeText(
	{last, isRunning}: ScheduleState,
	{commands, words}: Messages,
): string | undefined {
	const {schedule: texts} = commands;
	if (isRunning) {
		return texts.running;
	}

	return last && (last.outcome ? words.jobStates[last.outcome] : texts.interrupted);
}

function lateText(last: ScheduleRun | undefined): string | undefined {
	return last?.lateMs === undefined ? undefined : formatShortDuration(last.lateMs);
}

function skippedLines(
	{schedule: {name}, skips, last}: ScheduleState,
	{commands: {schedule: texts}}: Messages,
): string[] {
	return [
		...(skips ? [`! ${name}: ${texts.skipped(String(skips.count), formatTime(skips.slot))}`] : []),
		...(last?.missed ? [`! ${name}: ${texts.missed(String(last.missed))}`] : []),
	];
}

function shortTime(time: string | undefined): string | undefined {
	return time === undefined ? undefined : formatTime(time).replace(' UTC', '');
}
