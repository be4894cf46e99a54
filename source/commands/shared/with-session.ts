import {openSession} from '../../engine/open-session.js';
import type {Session} from '../../engine/session.js';
import {limited, type LimitFlags} from '../../settings/limited.js';
import {resolveTarget, type SecretNeed} from '../../settings/resolve-secrets.js';
import {formatShortDuration} from '../../text/format-duration.js';
import type {Context} from './context.js';
import {loadContextSettings} from './load-context-settings.js';

/**
 * Opens the cluster and the repository that settings and flags choose, and closes them whatever
 * happens.
 */
export async function withSession<Result>(
	context: Context,
	needs: readonly SecretNeed[],
	use: (session: Session) => Promise<Result>,
	limits: LimitFlags = {},
): Promise<Result> {
	using session = await openContextSession(context, needs, limits);
	return await use(session);
}

/** A session of the cluster and the repository that settings and flags choose. */
export async function openContextSession(
	context: Context,
	needs: readonly SecretNeed[],
	limits: LimitFlags = {},
): Promise<Session> {
	const {globals, signal} = context;
	const {target} = globals;
	const loaded = await resolveTarget(await loadContextSettings(context, needs), target, {
		environment: context.environment,
		signal,
	});
	// Its secrets are masked too.
	context.output.useSettings(loaded);
	const settings = limited(loaded, limits);
	const isMilvusNeeded = needs.includes('milvus');
	// With several clusters and none chosen, a command that needs none still opens a session.
	const anyCluster = Object.keys(settings.clusters)[0];
	const session = await openSession(settings, {
		cluster:
			globals.cluster ?? (isMilvusNeeded ? undefined : settings.defaultCluster || anyCluster),
		repository: globals.repository,
		target,
		signal,
	});
	tellRetries(session, context);
	return session;
}

/** What is over before it is read is not worth a line. */
const toldFromMs = 1000;

/** A command reports that it waits for a slow connection; a job reports it as an event instead. */
function tellRetries({hooks}: Session, {output}: Context): void {
	hooks.onRetry = ({action, resource, reason, waitMs}) => {
		if (waitMs < toldFromMs) {
			return;
		}

		const {commands, detail} = output.messages;
		output.note(
			commands.progress.retried(
				`${action} ${resource}`,
				detail(output.mask(reason)),
				formatShortDuration(waitMs),
			),
		);
	};
}
