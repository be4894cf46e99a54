import type {FastifyPluginCallbackZod} from 'fastify-type-provider-zod';
import {checkCluster} from '../../engine/check-cluster.js';
import {checkText} from '../../render/check-lines.js';
import {errorBody} from '../problem.js';
import {withOwnSession} from '../own-session.js';
import type {ServerContext} from '../serve-options.js';
import {clientSignal} from '../client-signal.js';
import * as schemas from './schemas.js';

/** The check of the cluster and the repository. */
export function checkRoutes(context: ServerContext): FastifyPluginCallbackZod {
	return (app, _options, done) => {
		app.get(
			'/check',
			{
				schema: {
					tags: ['v2: cluster'],
					summary: 'Everything that a backup and a restore need, one by one',
					response: {200: schemas.check, ...schemas.problems(502, 503)},
				},
			},
			async (_request, reply) => {
				const signal = clientSignal(reply);
				const {messages, proxies} = context;
				const result = await withOwnSession(
					context,
					async own => checkCluster(own, {signal, proxies}),
					signal,
				);
				return {
					outcome: result.outcome,
					cluster: result.cluster,
					repository: result.repository,
					checks: result.checks.map(check => ({
						id: check.id,
						state: check.state,
						...checkText(check, messages),
						...(check.error && {error: errorBody(check.error, messages)}),
					})),
				};
			},
		);
		done();
	};
}
