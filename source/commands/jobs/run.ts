import {text} from 'node:stream/consumers';
import {openSession} from '../../engine/open-session.js';
import {runJob} from '../../jobs/run-job.js';
import type {Handover} from '../../jobs/start-detached.js';
import {maskSecrets} from '../../settings/describe-settings.js';
import {lowerPriority} from '../../utils/lower-priority.js';
import type {CommandEnd, Context} from '../shared/context.js';
import {tellJobResult} from '../shared/tell-job-result.js';

/**
 * A detached job's own process: it reads everything, secrets too, from its standard input. Not
 * for people.
 */
export async function run(context: Context): Promise<CommandEnd> {
	const {streams, output, signal} = context;
	const {settings, work, ...handover} = JSON.parse(await text(streams.stdin)) as Handover;
	output.useSettings(settings);
	if (work.kind === 'backup' && settings.limits.gentle !== 'off') {
		lowerPriority();
	}

	using session = await openSession(settings, {
		...handover.choice,
		signal,
	});
	const result = await runJob(session, work, {
		...handover,
		isDetached: true,
		mask: line => maskSecrets(line, settings),
		signal,
	});
	return tellJobResult(context, work, result);
}
