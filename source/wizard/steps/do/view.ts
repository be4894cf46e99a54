import type {DoStep} from '../../../dialog/step.js';
import type {LiveEvent} from '../../../effects/effect-runner.js';
import {checkBody} from '../../../render/check-lines.js';
import {practiceEventLine} from '../../../render/practice-lines.js';
import type {Messages} from '../../../messages/messages.js';
import {formatShortDuration} from '../../../text/format-duration.js';
import type {DoView} from './keys.js';
import type {Drawing} from '../step-row.js';
import {layoutBody, line, type StyledLine} from '../../components/styled.js';

const frames = ['|', '/', '-', '\\'];
const slowFromMs = 1500;

/** What is being loaded or done, its reports so far, and the time since it began. */
export function drawDo(
	{doing}: DoStep,
	_: DoView,
	{messages, size: {columns, rows}, live, sinceMs, nowMs}: Drawing,
): StyledLine[] {
	const elapsedMs = nowMs - sinceMs;
	const frame = frames[Math.floor(nowMs / 500) % frames.length] ?? '|';
	const reports = layoutBody(liveLines(live, messages), columns);
	return [
		...reports.slice(-Math.max(0, rows - 1)),
		line(
			columns,
			{text: `${frame} `, tone: 'strong'},
			{text: `${doing} …`},
			{
				text:
					elapsedMs < slowFromMs
						? ''
						: `  ${formatShortDuration(Math.floor(elapsedMs / 1000) * 1000)}`,
				tone: 'dim',
			},
		),
	];
}

function liveLines(
	live: readonly LiveEvent[],
	messages: Messages,
): Parameters<typeof layoutBody>[0] {
	return live.flatMap(event =>
		event.type === 'check'
			? checkBody(event.check, messages)
			: [{text: practiceEventLine(event.event, messages)}],
	);
}
