import {isDeepStrictEqual} from 'node:util';
import type {VerifyLevel} from '../model/plans.js';
import {MilvaultError} from '../model/milvault-error.js';
import {shortJobId} from '../model/short-job-id.js';
import type {CommandEnd, Context} from './shared/context.js';
import {findInterrupted} from './shared/find-interrupted.js';
import {runOrDetach} from './shared/run-or-detach.js';
import {reading, repositoryOnly} from '../settings/resolve-secrets.js';
import {withQueue} from './shared/with-queue.js';
import {withSession} from './shared/with-session.js';

/**
 * `milvault verify`: is what lies in the repository what was backed up? A full one that was
 * interrupted is continued.
 */
export async function verify(
	given: Context,
	{
		operands: {names},
		level = 'quick',
		queue,
	}: {
		operands: {names: string[]};
		level?: VerifyLevel;
		/** URL of the queue where workers are. */
		queue?: string;
	},
): Promise<CommandEnd> {
	if (queue !== undefined && level === 'quick') {
		throw new MilvaultError('flags-exclude', {first: '--queue', second: '--level quick'});
	}

	const context = withQueue(given, queue);
	const wanted = {kind: 'verify', names: [...new Set(names)], level} as const;
	return withSession(context, level === 'full' ? reading : repositoryOnly, async session => {
		const interrupted =
			level === 'full'
				? await findInterrupted(context, session, work => isDeepStrictEqual(work, wanted))
				: undefined;
		if (interrupted) {
			const {jobs} = context.output.messages.commands;
			context.output.note(jobs.goingOn(shortJobId(interrupted.id)));
		}

		return runOrDetach(context, session, wanted, {
			id: interrupted?.id,
			isDetached: false,
		});
	});
}
