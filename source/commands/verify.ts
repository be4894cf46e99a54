import {isDeepStrictEqual} from 'node:util';
import type {VerifyLevel} from '../model/plans.js';
import {shortJobId} from '../model/short-job-id.js';
import type {CommandEnd, Context} from './shared/context.js';
import {findInterrupted} from './shared/find-interrupted.js';
import {runOrDetach} from './shared/run-or-detach.js';
import {repositoryOnly} from '../settings/resolve-secrets.js';
import {withSession} from './shared/with-session.js';

/**
 * `milvault verify`: is what lies in the repository what was backed up? A full one that was
 * interrupted is continued.
 */
export async function verify(
	context: Context,
	{operands: {names}, level = 'quick'}: {operands: {names: string[]}; level?: VerifyLevel},
): Promise<CommandEnd> {
	const wanted = {kind: 'verify', names: [...new Set(names)], level} as const;
	return withSession(context, repositoryOnly, async session => {
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
