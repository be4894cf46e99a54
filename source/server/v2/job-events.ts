import {EventEmitter, on} from 'node:events';
import {toJson} from '../../lines/to-json.js';
import type {JobEvent} from '../../model/job-events.js';
import type {JobSummary} from '../../model/jobs.js';
import {escapeJson} from '../../utils/escape-json.js';
import type {ServerJobs} from '../server-jobs.js';
import type {ServerContext} from '../serve-options.js';

const keepAliveMs = 15_000;

/** A job's events as server-sent events until it is over; a comment now and then keeps the connection. */
export async function* jobEvents(
	id: string,
	{
		jobs,
		context: {messages, mask},
		signal,
		whole,
	}: {
		jobs: ServerJobs;
		context: Pick<ServerContext, 'messages' | 'mask'>;
		signal: AbortSignal;
		whole: (job: JobSummary) => Promise<object>;
	},
): AsyncGenerator<string> {
	const emitter = new EventEmitter();
	const ended = new AbortController();
	const timer = setInterval(() => {
		emitter.emit('told', ': waiting\n\n');
	}, keepAliveMs);
	let count = 0;
	const tell = (type: string, data: unknown): void => {
		count++;
		emitter.emit(
			'told',
			`id: ${count}\nevent: ${type}\ndata: ${escapeJson(JSON.stringify(data))}\n\n`,
		);
	};

	const watching = (async () => {
		await jobs.watch(id, {
			signal: AbortSignal.any([signal, ended.signal]),
			onEvent(event: JobEvent) {
				tell(event.type, toJson(event, messages, mask));
			},
		});
		tell('end', await whole(await jobs.get(id)));
		emitter.emit('over');
	})();
	// Whoever listened has gone, or the server ends: there is nobody to tell.
	watching.catch(() => emitter.emit('over'));
	try {
		for await (const [text] of on(emitter, 'told', {close: ['over']})) {
			yield text as string;
		}
	} finally {
		clearInterval(timer);
		ended.abort();
	}
}
