import {appendFile, open, type FileHandle} from 'node:fs/promises';
import type {JobEvent} from '../model/job-events.js';
import {MilvaultError} from '../model/milvault-error.js';
import {escapeJson} from '../utils/escape-json.js';

/**
 * Copies that ended close together; a log of half a million objects must not be half a million
 * lines.
 */
type ObjectsCopied = {
	type: 'objects-copied';
	collection: string;
	objects: number;
	bytes: number;
};

type Logged = Exclude<JobEvent, {type: 'object-copied'}> | ObjectsCopied;

export type JobLog = {
	add(event: JobEvent): void;
	close(): Promise<void>;
};

const everyMs = 100;

/**
 * A job's events, one JSON object a line with its time, secrets masked; written every tenth of a
 * second. What cannot be written is left out: a log is no reason to fail.
 */
export function openJobLog(file: string, mask: (text: string) => string): JobLog {
	let waiting: Logged[] = [];
	let writing: Promise<void> = Promise.resolve();
	let timer: NodeJS.Timeout | undefined;
	const flush = (): void => {
		timer = undefined;
		const at = new Date().toISOString();
		const body = waiting
			.map(event => JSON.stringify({at, ...plainEvent(event)}))
			.map(line => `${escapeJson(mask(line))}\n`)
			.join('');
		waiting = [];
		writing = writing.then(async () =>
			appendFile(file, body, {mode: 0o600}).catch(() => undefined),
		);
	};

	return {
		add(event) {
			const before = waiting.at(-1);
			if (event.type !== 'object-copied') {
				waiting.push(event);
			} else if (before?.type === 'objects-copied' && before.collection === event.collection) {
				before.objects++;
				before.bytes += event.bytes;
			} else {
				const {collection, bytes} = event;
				waiting.push({type: 'objects-copied', collection, objects: 1, bytes});
			}

			timer ??= setTimeout(flush, everyMs);
		},
		async close() {
			clearTimeout(timer);
			flush();
			await writing;
		},
	};
}

/** Reads a log from the last position: events with errors as errors again. */
export async function readJobLog(
	file: string,
	from: number,
): Promise<{events: JobEvent[]; next: number}> {
	let handle: FileHandle;
	try {
		handle = await open(file, 'r');
	} catch (error) {
		if ((error as NodeJS.ErrnoException).code === 'ENOENT') {
			return {events: [], next: from};
		}

		throw error;
	}

	try {
		const {size} = await handle.stat();
		const bytes = Buffer.alloc(Math.max(0, size - from));
		await handle.read(bytes, 0, bytes.length, from);
		const end = bytes.lastIndexOf(0x0a) + 1;
		const events = bytes
			.subarray(0, end)
			.toString('utf8')
			.split('\n')
			.filter(Boolean)
			.flatMap(line => eventsOf(JSON.parse(line) as Logged));
		return {events, next: from + end};
	} finally {
		await handle.close();
	}
}

/** An error is its code and details: everything else is only for the process that threw it. */
function plainEvent(event: Logged): object {
	if (event.type !== 'collection-ended' || !event.error) {
		return event;
	}

	const {code, details} = event.error;
	return {...event, error: {code, details}};
}

function eventsOf(logged: Logged): JobEvent[] {
	if (logged.type === 'objects-copied') {
		const {collection, objects, bytes} = logged;
		return Array.from({length: objects}, (_, index) => ({
			type: 'object-copied',
			collection,
			bytes: index === 0 ? bytes : 0,
		}));
	}

	if (logged.type === 'collection-ended' && logged.error) {
		const {code, details} = logged.error;
		return [{...logged, error: new MilvaultError(code, details)}];
	}

	return [logged];
}
