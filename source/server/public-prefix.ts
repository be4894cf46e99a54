import type {FastifyRequest} from 'fastify';
import {urlPath} from '../utils/url-path.js';
import type {ServerContext} from './serve-options.js';

/**
 * The path under which callers see this server, where a proxy in front of it says so
 * (X-Forwarded-Prefix) or `--base-path` does: `/ns/backup`; empty: neither does.
 */
export function publicPrefix(
	{headers}: Pick<FastifyRequest, 'headers'>,
	{basePath = ''}: Pick<ServerContext, 'basePath'>,
): string {
	const given = headers['x-forwarded-prefix'];
	const said = typeof given === 'string' ? (urlPath(given) ?? '') : '';
	return said || basePath;
}
