import {openSession} from '../engine/open-session.js';
import type {Session} from '../engine/session.js';
import type {ServerContext} from './serve-options.js';

/** A connection to Milvus of its own for each piece of work: an idle one would grow old. */
export async function withOwnSession<Value>(
	context: Pick<ServerContext, 'session' | 'settings'>,
	use: (own: Session) => Promise<Value>,
	signal?: AbortSignal,
	/** The repository that is copied to. */
	target?: string,
): Promise<Value> {
	using own = await openOwnSession(context, signal, target);
	return await use(own);
}

/** The same, for what closes it itself. */
export async function openOwnSession(
	{session, settings}: Pick<ServerContext, 'session' | 'settings'>,
	signal?: AbortSignal,
	target?: string,
): Promise<Session> {
	return openSession(settings, {
		...(target !== undefined && {target}),
		cluster: session.cluster.name,
		repository: session.repository.name,
		signal,
	});
}
