import {stateDirectory} from '../../jobs/job-files.js';
import {loadRunSettings} from '../../effects/load-run-settings.js';
import type {JobKind} from '../../model/jobs.js';
import type {MilvaultError} from '../../model/milvault-error.js';
import {warningLines} from '../../render/warnings.js';
import {maskSecrets} from '../../settings/describe-settings.js';
import type {Context} from './context.js';

const kinds: Readonly<Record<string, JobKind>> = {
	create: 'backup',
	restore: 'restore',
	verify: 'verify',
	delete: 'delete',
	prune: 'prune',
	'schedule run': 'backup',
	copy: 'copy',
};

/**
 * Notifies the receivers of `notify` of a command that failed before its job began, as a plan that
 * Milvus did not answer; a job has notified them itself. Not where a person sees the error.
 */
export async function notifyOfFailure(context: Context, error: MilvaultError): Promise<void> {
	const {command, globals, environment, streams, output} = context;
	const kind = kinds[command];
	if (!kind || error.code === 'cancelled' || streams.stdin.isTTY) {
		return;
	}

	try {
		const settings = await loadRunSettings(globals, {environment, secretsFor: []});
		if (!settings.notify) {
			return;
		}

		const {notifyOfError} = await import('../../notify/notify-job.js');
		const warnings = await notifyOfError(settings, kind, error, {
			stateDir: stateDirectory(environment),
			mask: text => maskSecrets(output.mask(text), settings),
			cluster: globals.cluster,
			repository: globals.repository,
		});
		output.note(...warningLines(warnings, output));
	} catch {
		// Without settings there are no receivers; the error itself is what counts.
	}
}
