import type {FastifyPluginCallbackZod} from 'fastify-type-provider-zod';
import {z} from 'zod';
import {getSchedule, listSchedules} from '../../engine/list-schedules.js';
import {putSchedule, removeSchedule} from '../../engine/put-schedule.js';
import type {Messages} from '../../messages/messages.js';
import type {ScheduleRun, ScheduleState} from '../../model/schedule.js';
import {clientSignal} from '../client-signal.js';
import {errorBody} from '../problem.js';
import type {Scheduler} from '../scheduler.js';
import type {ServerContext} from '../serve-options.js';
import * as schemas from './schedule-schemas.js';
import {problems} from './schemas.js';

/** Schedules: those of the repository, and runs of them. */
export function scheduleRoutes(
	context: ServerContext,
	scheduler: Scheduler,
): FastifyPluginCallbackZod {
	const {session, messages} = context;
	const tags = ['v2: schedules'];
	return (app, _options, done) => {
		app.get(
			'/schedules',
			{
				schema: {
					tags,
					summary: 'Every schedule of the repository, by name',
					response: {
						200: z.object({
							schedules: z.array(z.union([schemas.scheduleState, schemas.unreadableSchedule])),
						}),
						...problems(502, 503),
					},
				},
			},
			async (_request, reply) => {
				const schedules = await listSchedules(session, {signal: clientSignal(reply)});
				return {
					schedules: schedules.map(known =>
						'error' in known
							? {name: known.name, error: errorBody(known.error, messages)}
							: stateShape(known, messages),
					),
				};
			},
		);

		app.get(
			'/schedules/:name',
			{
				schema: {
					tags,
					summary: 'A schedule, its next five times and its last run',
					params: schemas.scheduleName,
					response: {200: schemas.scheduleState, ...problems(400, 404, 422, 502, 503)},
				},
			},
			async ({params}, reply) =>
				stateShape(
					await getSchedule(session, params.name, {signal: clientSignal(reply)}),
					messages,
				),
		);

		app.put(
			'/schedules/:name',
			{
				schema: {
					tags,
					summary: 'Put a schedule, also in the place of one with this name',
					description:
						'For the cluster of this server, which runs it from then on. What is known of earlier runs stays.',
					params: schemas.scheduleName,
					body: schemas.scheduleBody,
					response: {200: schemas.scheduleState, ...problems(400, 502, 503, 507)},
				},
			},
			async ({params: {name}, body}) => {
				const {create, ...times} = body;
				const {rbac, ...flags} = create;
				await putSchedule(
					session,
					{
						name,
						...times,
						cluster: session.cluster.name,
						create: {...flags, ...(rbac && {withRbac: true})},
					},
					{replace: true},
				);
				scheduler.refresh();
				return stateShape(await getSchedule(session, name), messages);
			},
		);

		app.delete(
			'/schedules/:name',
			{
				schema: {
					tags,
					summary: 'Remove a schedule; its backups stay',
					params: schemas.scheduleName,
					response: {
						204: z.null().meta({description: 'It is removed.'}),
						...problems(400, 404, 502, 503),
					},
				},
			},
			async ({params}, reply) => {
				await removeSchedule(session, params.name);
				scheduler.refresh();
				return reply.code(204).send(null);
			},
		);

		app.post(
			'/schedules/:name/run',
			{
				schema: {
					tags,
					summary: 'Run a schedule now',
					params: schemas.scheduleName,
					response: {202: schemas.scheduleRun, ...problems(400, 404, 409, 422, 502, 503, 507)},
				},
			},
			async ({params}, reply) =>
				reply.code(202).send(runShape(await scheduler.run(params.name), messages)),
		);
		done();
	};
}

function stateShape(
	{schedule, next, isRunning, last, skips}: ScheduleState,
	messages: Messages,
): z.input<typeof schemas.scheduleState> {
	const {name, cron, timeZone, jitter, cluster, create, after} = schedule;
	const {withRbac, ...flags} = create;
	return {
		name,
		cron,
		timeZone,
		...(jitter !== undefined && {jitter}),
		cluster,
		create: {...flags, ...(withRbac && {rbac: true})},
		after: [...after],
		next: [...next],
		isRunning,
		...(last && {last: runShape(last, messages)}),
		...(skips && {skipped: skips}),
	};
}

function runShape(run: ScheduleRun, messages: Messages): z.input<typeof schemas.scheduleRun> {
	const {steps, lastSlot, ...facts} = run;
	return {
		...facts,
		...(lastSlot !== undefined && {lastSlot}),
		steps: steps.map(({error, ...step}) => ({
			...step,
			...(error && {error: errorBody(error, messages)}),
		})),
	};
}
