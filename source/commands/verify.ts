import {isDeepStrictEqual} from 'node:util';
import type {VerifyLevel} from '../model/verify-result.js';
import {parseFilter} from '../model/filter.js';
import {MilvaultError} from '../model/milvault-error.js';
import type {Settings} from '../settings/settings.js';
import {shortJobId} from '../model/short-job-id.js';
import type {CommandEnd, Context} from './shared/context.js';
import {practiceCluster, type DrillOptions} from './shared/drill-options.js';
import {findInterrupted} from './shared/find-interrupted.js';
import {runOrDetach} from './shared/run-or-detach.js';
import {reading, repositoryOnly} from '../settings/resolve-secrets.js';
import {withQueue} from './shared/with-queue.js';
import {withSession} from './shared/with-session.js';

/**
 * `milvault verify`: is what lies in the repository what was backed up? A full one that was
 * interrupted is continued. A drill follows one that found nothing.
 */
export async function verify(
	given: Context,
	{
		operands: {names},
		level: asked = 'quick',
		queue,
		...drill
	}: DrillOptions & {
		operands: {names: string[]};
		/** restore: full, and then a drill. */
		level?: VerifyLevel | 'restore';
		/** URL of the queue where workers are. */
		queue?: string;
	},
): Promise<CommandEnd> {
	const isDrill = asked === 'restore';
	const level = isDrill ? 'full' : asked;
	const [useless] = drillFlags.filter(flag => !isDrill && drill[flag] !== undefined);
	if (useless) {
		throw new MilvaultError('flags-exclude', {first: `--${useless}`, second: `--level ${asked}`});
	}

	if (queue !== undefined && level === 'quick') {
		throw new MilvaultError('flags-exclude', {first: '--queue', second: '--level quick'});
	}

	// Before hours of reading.
	parseFilter(drill.collections);
	const context = withQueue(given, queue);
	const wanted = {kind: 'verify', names: [...new Set(names)], level} as const;
	return withSession(context, level === 'full' ? reading : repositoryOnly, async session => {
		assertKnown(session.settings, drill.into);
		const interrupted =
			level === 'full'
				? await findInterrupted(context, session, work => isDeepStrictEqual(work, wanted))
				: undefined;
		if (interrupted) {
			const {jobs} = context.output.messages.commands;
			context.output.note(jobs.goingOn(shortJobId(interrupted.id)));
		}

		const end = await runOrDetach(context, session, wanted, {
			id: interrupted?.id,
			isDetached: false,
		});
		if (!isDrill || end.exitCode !== 0) {
			return end;
		}

		const {drillAll} = await import('./shared/drill.js');
		return drillAll(context, session, wanted.names, drill);
	});
}

/** @throws unknown-cluster */
function assertKnown({clusters}: Settings, into: string | undefined): void {
	if (into !== undefined && into !== practiceCluster && !Object.hasOwn(clusters, into)) {
		throw new MilvaultError('unknown-cluster', {
			name: into,
			known: Object.keys(clusters),
			origin: '--into',
		});
	}
}

const drillFlags = ['into', 'sample', 'collections'] as const;
