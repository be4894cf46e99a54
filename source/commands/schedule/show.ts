import {getSchedule, listSchedules} from '../../engine/list-schedules.js';
import {scheduleLines, scheduleListLines} from '../../render/schedule-lines.js';
import {repositoryOnly} from '../../settings/resolve-secrets.js';
import {done, type CommandEnd, type Context} from '../shared/context.js';
import {withSession} from '../shared/with-session.js';

/** `milvault schedule list`: each with its next and its last run. */
export async function scheduleList(context: Context): Promise<CommandEnd> {
	const {output, signal} = context;
	return withSession(context, repositoryOnly, async session => {
		const schedules = await listSchedules(session, {signal});
		const {label: place} = await session.repositoryPlace();
		const {messages, columns} = output;
		output.print(...scheduleListLines(schedules, {messages, columns, place}));
		const unreadable = schedules.find(one => 'error' in one);
		return unreadable ? {outcome: 'partial', exitCode: 3, result: {schedules}} : done({schedules});
	});
}

/** `milvault schedule show`. */
export async function scheduleShow(
	context: Context,
	{operands: {name}}: {operands: {name: string}},
): Promise<CommandEnd> {
	const {output, signal} = context;
	return withSession(context, repositoryOnly, async session => {
		const state = await getSchedule(session, name, {signal});
		output.print(...scheduleLines(state, output.messages));
		return done(state);
	});
}
