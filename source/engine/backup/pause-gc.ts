import {
	pauseGarbageCollection,
	resumeGarbageCollection,
} from '../../milvus/garbage-collection.js';
import type {Warning} from '../../model/job-events.js';
import {toMilvaultError} from '../../model/milvault-error.js';

/** So long Milvus waits when nobody asks again: a program that is killed holds it up for no longer. */
const pauseSeconds = 600;
const renewMs = 120_000;

/**
 * Does the work while Milvus's garbage collection stands still, where a management URL is configured. The pause is renewed long before it
 * ends, and is always resumed. Its failure is a warning and no more: what is collected during a copy is cut and copied anew.
 */
export async function withGcPaused<Result>(
	{
		managementUrl,
		warn,
		signal,
		everyMs = renewMs,
	}: {
		managementUrl: string | undefined;
		warn: (warning: Warning) => void;
		signal?: AbortSignal;
		/** Between renewals; default two minutes. */
		everyMs?: number;
	},
	work: () => Promise<Result>,
): Promise<Result> {
	if (managementUrl === undefined) {
		return work();
	}

	let ticket: string | undefined;
	let isPaused = false;
	const pause = async (): Promise<void> => {
		try {
			ticket = await pauseGarbageCollection(
				managementUrl,
				pauseSeconds,
				signal,
			);
			isPaused = true;
		} catch (thrown) {
			signal?.throwIfAborted();
			const {code, details} = toMilvaultError(thrown);
			warn({
				code: 'gc-not-paused',
				details: {url: managementUrl, error: {code, details}},
			});
		}
	};

	await pause();
	let renewing: Promise<void> = Promise.resolve();
	const timer = setInterval(() => {
		if (isPaused) {
			renewing = renewing.then(pause).catch(() => undefined);
		}
	}, everyMs);
	timer.unref();
	try {
		return await work();
	} finally {
		clearInterval(timer);
		await renewing;
		if (isPaused) {
			await resume(managementUrl, ticket, warn);
		}
	}
}

async function resume(
	managementUrl: string,
	ticket: string | undefined,
	warn: (warning: Warning) => void,
): Promise<void> {
	try {
		await resumeGarbageCollection(managementUrl, ticket);
	} catch {
		warn({
			code: 'gc-not-resumed',
			details: {url: managementUrl, seconds: pauseSeconds},
		});
	}
}
