import {getSchedule} from '../../engine/list-schedules.js';
import {putSchedule} from '../../engine/put-schedule.js';
import {MilvaultError} from '../../model/milvault-error.js';
import type {ScheduledCreate, ScheduleStep} from '../../model/schedule.js';
import {indented} from '../../render/line-options.js';
import {scheduleLines} from '../../render/schedule-lines.js';
import {typedCommand} from '../../render/typed-command.js';
import {repositoryOnly} from '../../settings/resolve-secrets.js';
import type {GivenCreate} from '../program/schedule-commands.js';
import type {CreateOptions} from '../create.js';
import {done, type CommandEnd, type Context} from '../shared/context.js';
import {placeFlags} from '../shared/place-flags.js';
import {withSession} from '../shared/with-session.js';

type AddOptions = {
	operands: {name: string; flags: string[]};
	cron?: string;
	timeZone?: string;
	jitter?: string;
	after?: string[];
	replace?: boolean;
};

/** `milvault schedule add`: records it in the repository. */
export async function scheduleAdd(
	given: Context,
	{operands: {name}, cron, timeZone = 'UTC', jitter, after = [], replace = false}: AddOptions,
	{create, globals}: GivenCreate,
): Promise<CommandEnd> {
	const {output, signal} = given;
	const texts = output.messages.commands.schedule;
	const refuse = (option: string): MilvaultError =>
		new MilvaultError('usage', {reason: texts.notInSchedules(option)});
	if (cron === undefined) {
		throw new MilvaultError('usage', {reason: texts.missingCron});
	}

	const {cluster} = globals as {cluster?: string};
	for (const key of ['config', 'repository', 'address', 'set', 'plain', 'lang']) {
		if (globals[key] !== undefined) {
			throw refuse(`--${key}`);
		}
	}

	const context = cluster === undefined ? given : {...given, globals: {...given.globals, cluster}};
	return withSession(context, repositoryOnly, async session => {
		const schedule = await putSchedule(
			session,
			{
				name,
				cron,
				timeZone,
				...(jitter !== undefined && {jitter}),
				cluster: session.cluster.name,
				create: scheduled(create, refuse),
				after: after.flatMap(steps => steps.split(',')) as ScheduleStep[],
			},
			{replace, signal},
		);
		const state = await getSchedule(session, name, {signal});
		output.print(
			`✔ ${replace ? texts.replaced(name) : texts.added(name)}`,
			...scheduleLines(state, output.messages),
			'',
			texts.runsBy,
			...indented([typedCommand(['schedule', 'install', name, '--systemd'], placeFlags(context))]),
		);
		return done({schedule, next: state.next});
	});
}

/** @throws usage for an option that a schedule cannot have */
function scheduled(
	{name, filter, strategy, rbac, bwlimit, maxRequests, gentle, ...others}: CreateOptions,
	refuse: (option: string) => MilvaultError,
): ScheduledCreate {
	for (const [key, option] of [
		['onlyFailed', '--only-failed'],
		// Its URL may hold a password.
		['queue', '--queue'],
		['detach', '--detach'],
		['dryRun', '--dry-run'],
	] as const) {
		if (others[key]) {
			throw refuse(option);
		}
	}

	return {
		...(name !== undefined && {name}),
		...(filter !== undefined && {filter}),
		...(strategy !== undefined && {strategy}),
		...(rbac && {withRbac: true}),
		...(bwlimit !== undefined && {bytesPerSecond: bwlimit}),
		...(maxRequests !== undefined && {requestsPerSecond: maxRequests}),
		...(gentle !== undefined && {gentle: gentle === true ? 'on' : gentle}),
	};
}
