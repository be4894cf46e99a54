import fastifySwagger from '@fastify/swagger';
import fastifySwaggerUi from '@fastify/swagger-ui';
import {jsonSchemaTransform, jsonSchemaTransformObject} from 'fastify-type-provider-zod';
import type {App} from './app.js';
import {publicPrefix} from './public-prefix.js';
import type {ServerContext} from './serve-options.js';

/**
 * Where the documentation lies, and from there the way to the root of the server: a proxy may have
 * put a path in front of it.
 */
const places = [
	['/docs', '..'],
	['/api/v1/docs', '../../..'],
] as const;

/**
 * The OpenAPI document, made of the routes' schemas, and Swagger UI. Registered before the routes.
 */
export async function addDocumentation(
	app: App,
	context: Pick<ServerContext, 'token' | 'version' | 'basePath'>,
): Promise<void> {
	await app.register(fastifySwagger, {
		openapi: {
			openapi: '3.1.0',
			info: {
				title: 'milvault',
				description:
					'Backs up and restores Milvus. /api/v2 has backups and jobs; /api/v1 is milvus-backup’s interface. The token is sent as `Authorization: Bearer`, or as the password of basic authentication.',
				version: context.version,
			},
			components: {
				securitySchemes: {token: {type: 'http', scheme: 'bearer'}},
			},
			...(context.token !== undefined && {security: [{token: []}]}),
		},
		transform: jsonSchemaTransform,
		transformObject: jsonSchemaTransformObject,
	});
	for (const [routePrefix, root] of places) {
		// Each in a scope of its own: it cannot be twice in one.
		await app.register(async scope => {
			// Without the slash its page names the root of the host, where behind a proxy something else
			// may be. The browser knows what stands before it.
			scope.addHook('onRequest', async ({url}, reply) => {
				if (url === routePrefix) {
					await reply.redirect(`${routePrefix.split('/').at(-1)}/`);
				}
			});
			await scope.register(fastifySwaggerUi, {
				routePrefix,
				uiConfig: {persistAuthorization: false, docExpansion: 'list'},
				// Relative to the document if no prefix is known: right whatever stands before it.
				transformSpecification: (document, request) => ({
					...document,
					servers: [{url: publicPrefix(request, context) || root}],
				}),
				transformSpecificationClone: false,
			});
		});
		app.get(`${routePrefix}/index.html`, {schema: {hide: true}}, async (_request, reply) =>
			reply.redirect('./'),
		);
	}
}
