import {MilvaultError} from '../model/milvault-error.js';
import {environmentNameOf, secretPaths} from '../settings/keys.js';
import {copying} from '../settings/resolve-secrets.js';
import {formatBytes} from '../text/format-bytes.js';
import {done, type CommandEnd, type Context} from './shared/context.js';
import {withQueue} from './shared/with-queue.js';
import {withSession} from './shared/with-session.js';

export type WorkerOptions = {
	queue?: string;
	/** Objects in flight. */
	concurrency?: number;
	/** Bytes a second. */
	bwlimit?: number;
	/** A second. */
	maxRequests?: number;
};

/** `milvault worker`: copies and reads for jobs of other processes, until it is asked to end. */
export async function worker(context: Context, options: WorkerOptions): Promise<CommandEnd> {
	const {output, signal} = context;
	return withSession(
		withQueue(context, options.queue),
		copying,
		async session => {
			const {commands} = output.messages;
			const texts = commands.worker;
			const {queue, limits} = session.settings;
			if (!queue) {
				throw new MilvaultError('config-missing-value', {
					key: 'queue',
					ways: ['--queue', environmentNameOf('queue'), ...secretPaths('queue')].join(', '),
				});
			}

			const total = {items: 0, objects: 0, bytes: 0};
			const {runWorker} = await import('../queue/run-worker.js');
			await runWorker(session, {
				url: queue.value,
				concurrency: options.concurrency ?? limits.copyConcurrency,
				signal,
				onEvent(event) {
					switch (event.type) {
						case 'worker-ready': {
							output.emit(event);
							output.print(
								`✔ ${texts.ready(event.address)}`,
								...event.places.map(one => `  ${one}`),
							);
							break;
						}

						case 'item-ended': {
							total.items++;
							total.objects += event.objects;
							total.bytes += event.bytes;
							output.emit(event);
							break;
						}

						case 'item-failed': {
							const {code, details} = event.error;
							output.emit({...event, error: {code, details}});
							output.note(output.mask(output.messages.error(event.error).sentence));
							break;
						}
					}
				},
			});
			output.print(texts.ended(total.objects, formatBytes(total.bytes)));
			return done(total);
		},
		options,
	);
}
