import {Registry} from 'prom-client';
import {observeRepository} from '../engine/observe-repository.js';
import {registerRepositoryMetrics} from '../metrics/repository-metrics.js';
import {cannotWrite} from '../model/cannot-write.js';
import {repositoryOnly} from '../settings/resolve-secrets.js';
import {replaceFile} from '../utils/replace-file.js';
import {untilAborted} from '../utils/until-aborted.js';
import {done, type CommandEnd, type Context} from './shared/context.js';
import {withSession} from './shared/with-session.js';

/** node_exporter has a user of its own; there are no secrets in it. */
const readableByAll = 0o644;

/**
 * `milvault metrics`: what the repository says of its backups and schedules, in Prometheus's text
 * format. Where it cannot be read, that is what it says, and the command fails.
 */
export async function metrics(context: Context, {file}: {file?: string}): Promise<CommandEnd> {
	const {output, signal} = context;
	return withSession(context, repositoryOnly, async session => {
		const seen = await untilAborted(observeRepository(session, {signal}), signal).then(
			observed => ({observed, isReachable: true, error: undefined}),
			(error: unknown) => ({observed: undefined, isReachable: false, error}),
		);
		signal.throwIfAborted();
		const registry = new Registry();
		registerRepositoryMetrics(registry, async () => seen);
		const text = await registry.metrics();
		if (file === undefined) {
			output.print(...text.trimEnd().split('\n'));
		} else {
			await replaceFile(file, text, {mode: readableByAll}).catch((error: unknown) => {
				throw cannotWrite(error, file, '--file');
			});
		}

		if (seen.error) {
			throw seen.error;
		}

		return done({metrics: await registry.getMetricsAsJSON()});
	});
}
