import {createHash, timingSafeEqual} from 'node:crypto';
import type {FastifyRequest} from 'fastify';
import {isLoopback} from '../utils/is-loopback.js';
import {RequestError} from './problem.js';

/**
 * Requires the token. A server without one accepts only requests whose Host and Origin are of this
 * machine: a page of another site, or a foreign name that leads here, is refused.
 *
 * @throws RequestError 401, 403
 */
export function assertAllowed(
	{headers}: Pick<FastifyRequest, 'headers'>,
	token: string | undefined,
): void {
	if (token === undefined) {
		assertOurs(headers.host, headers.origin);
		return;
	}

	const shown = shownToken(headers.authorization ?? '');
	if (!isSame(shown, token)) {
		throw new RequestError(401, 'unauthorized', texts => texts.token(shown === ''));
	}
}

/**
 * `Bearer <token>`, or basic authentication with the token as the password of any user, or as
 * a user without one.
 */
function shownToken(authorization: string): string {
	const [, scheme = '', shown = ''] = /^(Bearer|Basic) +(\S+) *$/i.exec(authorization) ?? [];
	if (scheme.toLowerCase() !== 'basic') {
		return shown;
	}

	const [user = '', ...rest] = Buffer.from(shown, 'base64').toString('utf8').split(':');
	return rest.join(':') || user;
}

function assertOurs(host: string | undefined, origin: string | undefined) {
	if (!isLoopback(nameOf(host ?? ''))) {
		throw new RequestError(403, 'foreign-host', texts => texts.foreignHost);
	}

	if (origin !== undefined && origin !== `http://${host}`) {
		throw new RequestError(403, 'foreign-origin', texts => texts.foreignOrigin);
	}
}

/** What stands in a Host header, without its port and the brackets of an IPv6 address. */
function nameOf(host: string): string {
	return host.replace(/:\d+$/, '').replaceAll(/[[\]]/g, '');
}

/** In constant time. */
function isSame(one: string, other: string): boolean {
	const digest = (text: string): Buffer => createHash('sha256').update(text).digest();
	return timingSafeEqual(digest(one), digest(other));
}
