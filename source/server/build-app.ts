import type {IncomingMessage} from 'node:http';
import {inspect} from 'node:util';
import {
	fastify,
	type FastifyBodyParser,
	type FastifyReply,
	type FastifyRequest,
	type FastifyError,
	type FastifyServerOptions,
} from 'fastify';
import {
	hasZodFastifySchemaValidationErrors,
	serializerCompiler,
	validatorCompiler,
	type ZodTypeProvider,
} from 'fastify-type-provider-zod';
import {addDocumentation} from './documentation.js';
import {assertAllowed} from './guard.js';
import {healthRoutes} from './health-routes.js';
import type {Metrics} from './metrics.js';
import {problemOf, RequestError, titles, type Problem} from './problem.js';
import type {Scheduler} from './scheduler.js';
import type {ServerJobs} from './server-jobs.js';
import type {ServerContext} from './serve-options.js';
import {listBackups} from '../engine/list-backups.js';
import {escapeJson} from '../utils/escape-json.js';
import {shareWork} from '../utils/share-work.js';
import {v1BackupRoutes} from './v1/backup-routes.js';
import {readRoutes} from './v1/read-routes.js';
import {v1RestoreRoutes} from './v1/restore-routes.js';
import {backupRoutes} from './v2/backup-routes.js';
import {restoreRoutes} from './v2/restore-routes.js';
import {checkRoutes} from './v2/check-routes.js';
import {jobActionRoutes} from './v2/job-action-routes.js';
import {jobRoutes} from './v2/job-routes.js';
import {scheduleRoutes} from './v2/schedule-routes.js';
import type {App} from './app.js';

/** A restore with thousands of names fits in. */
const bodyMostBytes = 4 * 1024 * 1024;

/**
 * All of HTTP: routes, their schemas, the documentation made of them, and the answers to failures.
 * Never listens.
 *
 * @param tls certificate and key, in PEM
 */
export async function buildApp(
	context: ServerContext,
	{
		jobs,
		metrics,
		schedules,
		tls,
	}: {
		jobs: ServerJobs;
		metrics: Metrics;
		schedules: Scheduler;
		tls?: {cert: string; key: string};
	},
): Promise<App> {
	const options: FastifyServerOptions = {
		bodyLimit: bodyMostBytes,
		// A busy machine takes its time to start; what is registered here always comes to an end.
		pluginTimeout: 0,
		// A name that is too long for a backup is refused with a sentence, not by the router.
		routerOptions: {maxParamLength: 1024},
		return503OnClosing: true,
		// As milvus-backup's server, which sends such callers on.
		rewriteUrl: ({url = ''}: IncomingMessage) => withoutLastSlash(url),
		forceCloseConnections: 'idle',
		...(tls && {https: tls}),
	};
	const app: App = fastify(options).withTypeProvider<ZodTypeProvider>();
	// Scripts say that all they send is JSON, also where they send nothing.
	const parse = app.getDefaultJsonParser('error', 'error');
	const parseBody: FastifyBodyParser<string> = (request, body, done) => {
		if (body === '') {
			done(null);
		} else {
			void parse(request, body, (error, value) => {
				done(error && new RequestError(400, 'bad-request', texts => texts.noJson), value);
			});
		}
	};

	app.addContentTypeParser('application/json', {parseAs: 'string'}, parseBody);
	app.setValidatorCompiler(validatorCompiler);
	app.setSerializerCompiler(serializerCompiler);
	if (context.token === undefined) {
		// Also of what needs no token: a name that was made to lead here shows a page nothing of this
		// machine.
		app.addHook('onRequest', async ({headers}) => {
			assertAllowed({headers}, undefined);
		});
	}

	app.addHook('onSend', async ({url}, reply, payload) => {
		protect(reply, url);
		return typeof payload === 'string' && String(reply.getHeader('content-type')).includes('json')
			? escapeJson(payload)
			: payload;
	});
	app.setErrorHandler(async (error, request, reply) => sendError(error, request, reply, context));
	app.setNotFoundHandler(async (request, reply) =>
		sendError(
			new RequestError(404, 'not-found', texts =>
				texts.noRoute(request.method, request.url.split('?')[0] ?? ''),
			),
			request,
			reply,
			context,
		),
	);
	await addDocumentation(app, context);
	await app.register(healthRoutes(context, metrics));
	const list = shareWork(async () => listBackups(context.session));
	const guard = async ({headers}: FastifyRequest): Promise<void> => {
		assertAllowed({headers}, context.token);
	};

	await app.register(
		async scope => {
			scope.addHook('onRequest', guard);
			// Scripts for milvus-backup send JSON as curl sends it, whatever that calls it.
			scope.addHook('onRequest', async ({headers}) => {
				headers['content-type'] = 'application/json';
			});
			await scope.register(readRoutes(context, jobs, list));
			await scope.register(v1BackupRoutes(context, jobs));
			await scope.register(v1RestoreRoutes(context, jobs));
		},
		{prefix: '/api/v1'},
	);
	await app.register(
		async scope => {
			scope.addHook('onRequest', guard);
			await scope.register(backupRoutes(context, jobs, list));
			await scope.register(restoreRoutes(context, jobs));
			await scope.register(jobRoutes(context, jobs));
			await scope.register(jobActionRoutes(context, jobs));
			await scope.register(checkRoutes(context));
			await scope.register(scheduleRoutes(context, schedules));
		},
		{prefix: '/api/v2'},
	);
	return app;
}

/** `/api/v1/list/` is `/api/v1/list`; the documentation's own address ends with one. */
function withoutLastSlash(url: string): string {
	const [path = '', ...query] = url.split('?');
	return /^\/api\/.*[^/]\/+$/.test(path) && !path.startsWith('/api/v1/docs')
		? [path.replace(/\/+$/, ''), ...query].join('?')
		: url;
}

/**
 * Security headers: no content sniffing, no framing, and no caching of answers about backups.
 */
function protect(reply: FastifyReply, url: string): void {
	const isAnswer = url.startsWith('/api/') && !url.startsWith('/api/v1/docs');
	for (const [name, value] of [
		['x-content-type-options', 'nosniff'],
		['x-frame-options', 'DENY'],
		[
			'content-security-policy',
			isAnswer ? "default-src 'none'; frame-ancestors 'none'" : "frame-ancestors 'none'",
		],
		...(isAnswer ? [['cache-control', 'no-store']] : []),
	] as Array<[string, string]>) {
		if (!reply.hasHeader(name)) {
			reply.header(name, value);
		}
	}
}

async function sendError(
	error: unknown,
	request: FastifyRequest,
	reply: FastifyReply,
	context: ServerContext,
): Promise<void> {
	const problem = toProblem(error, context);
	if (problem.status === 500) {
		context.log(context.mask(`${request.method} ${request.url.split('?')[0]}: ${inspect(error)}`));
	}

	if (problem.status === 401) {
		reply.header('www-authenticate', 'Bearer');
	}

	const text = [problem.detail, problem.hint].filter(Boolean).join(' ');
	const isV1 = request.url.startsWith('/api/v1/');
	await reply
		.code(problem.status)
		.type(isV1 ? 'application/json' : 'application/problem+json')
		// As it is: an error has no schema to fit into.
		.serializer(value => JSON.stringify(value))
		.send(isV1 ? {code: problem.status === 400 ? 400 : 3, msg: text, error: text} : problem);
}

function toProblem(error: unknown, {messages}: ServerContext): Problem {
	if (error instanceof RequestError) {
		return error.toProblem(messages);
	}

	const {statusCode: status, message} = error as FastifyError;
	if (hasZodFastifySchemaValidationErrors(error)) {
		const [first] = error.validation;
		const {validationContext: part} = error;
		const where = first?.instancePath.replaceAll('/', '.').replace(/^\./, '');
		return new RequestError(400, 'bad-request', texts =>
			texts.badValue(`${part}${where ? `, ${where}` : ''}`, first?.message ?? message),
		).toProblem(messages);
	}

	return status !== undefined && status >= 400 && status < 500
		? new RequestError(
				status,
				(titles[status] ?? 'refused').toLowerCase().replaceAll(' ', '-'),
				texts => (status === 415 ? texts.badMediaType(message) : texts.refused(message)),
			).toProblem(messages)
		: problemOf(error, messages);
}
