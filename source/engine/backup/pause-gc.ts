import {pauseGarbageCollection, resumeGarbageCollection} from '../../milvus/garbage-collection.js';
import type {Warning} from '../../model/job-events.js';
import {toMilvaultError} from '../../model/milvault-error.js';

/**
 * Length of a pause that is not renewed: a killed milvault pauses garbage collection no longer.
 */
const pauseSeconds = 600;
const renewMs = 120_000;
const maxRunning = Math.ceil((pauseSeconds * 1000) / renewMs) + 1;

/**
 * Does the work while Milvus's garbage collection is paused, where a management URL is configured.
 * The pause is renewed long before it ends. Afterwards it is ended where it is ours alone (2.6
 * gives tickets); the one pause that 2.4 and 2.5 have may be another client's too, and ends by
 * itself. A failure is only a warning: a collection whose files are garbage collected during the
 * copy is cut and copied again.
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

	/** One for each request; each is a separate pause. */
	const tickets: string[] = [];
	let isPaused = false;
	const pause = async (): Promise<void> => {
		try {
			const ticket = await pauseGarbageCollection(managementUrl, pauseSeconds, signal);
			isPaused = true;
			if (ticket !== undefined) {
				tickets.push(ticket);
			}
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
		await resume(managementUrl, tickets, warn);
	}
}

async function resume(
	managementUrl: string,
	tickets: readonly string[],
	warn: (warning: Warning) => void,
): Promise<void> {
	// Those before have ended by themselves.
	const running = tickets.slice(-maxRunning);
	const ends = await Promise.allSettled(
		running.map(async ticket => resumeGarbageCollection(managementUrl, ticket)),
	);
	if (ends.at(-1)?.status === 'rejected') {
		warn({
			code: 'gc-not-resumed',
			details: {url: managementUrl, seconds: pauseSeconds},
		});
	}
}
