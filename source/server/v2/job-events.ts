import {EventEmitter, on} from 'node:events';
import {toJson} from '../../render/to-json.js';
import type {JobEvent} from '../../model/job-events.js';
import type {JobSummary} from '../../model/jobs.js';
import {escapeJson} from '../../utils/escape-json.js';
import type {ServerJobs} from '../server-jobs.js';
import type {ServerContext} from '../serve-options.js';

/** Proxies give up after 15 s and more without a word. */
const keepAliveMs = 10_000;

/**
 * A job's events as server-sent events until it is over; a comment at once, which brings the
 * headers, and one now and then, which keep the connection. Ids are the numbers of the events from
 * the job's beginning, the same for every caller: they are read from its log.
 *
 * @param after id of the last event that the caller has; those up to it are left out
 */
export async function* jobEvents(
	id: string,
	{
		jobs,
		context: {messages, mask},
		signal,
		whole,
		after,
	}: {
		jobs: ServerJobs;
		context: Pick<ServerContext, 'messages' | 'mask'>;
		signal: AbortSignal;
		whole: (job: JobSummary) => Promise<object>;
		after: number;
	},
): AsyncGenerator<string> {
	const emitter = new EventEmitter();
	const ended = new AbortController();
	const timer = setInterval(() => {
		emitter.emit('event', ': waiting\n\n');
	}, keepAliveMs);
	let count = 0;
	const send = (type: string, data: () => unknown): void => {
		count++;
		if (count > after) {
			emitter.emit(
				'event',
				`id: ${count}\nevent: ${type}\ndata: ${escapeJson(JSON.stringify(data()))}\n\n`,
			);
		}
	};

	const watching = (async () => {
		await jobs.watch(id, {
			signal: AbortSignal.any([signal, ended.signal]),
			onEvent(event: JobEvent) {
				send(event.type, () => toJson(event, messages, mask));
			},
		});
		const job = await whole(await jobs.get(id));
		send('end', () => job);
		emitter.emit('over');
	})();
	// The caller has disconnected, or the server ends: no receiver is left.
	watching.catch(() => emitter.emit('over'));
	const texts = on(emitter, 'event', {close: ['over']});
	try {
		yield ': these are the events of a job\n\n';
		for await (const [text] of texts) {
			yield text as string;
		}
	} finally {
		clearInterval(timer);
		ended.abort();
	}
}

/** Of the header Last-Event-ID, as browsers send it when they connect again; 0: all events. */
export function lastEventId(header: string | string[] | undefined): number {
	return typeof header === 'string' && /^\d{1,9}$/.test(header) ? Number(header) : 0;
}
