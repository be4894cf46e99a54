import type {Journal} from '../engine/journal/journal.js';
import type {Control} from '../engine/run/control.js';
import type {Crew} from '../engine/run/crew.js';
import type {Session} from '../engine/session.js';
import {fragment} from '../model/fragments.js';
import type {OnEvent} from '../model/job-events.js';
import {settledMs} from '../queue/names.js';
import {wait} from '../utils/wait.js';

type CrewOptions = {
	session: Session;
	jobId: string;
	journal: Journal;
	control: Control;
	signal?: AbortSignal;
};

/**
 * Does a job's work with the workers at the queue that its settings name; without a queue, with
 * none. Nothing of it is loaded, and Redis is not asked, before there is something to copy or to
 * read that passes through a process.
 */
export async function withCrew<Result>(
	options: CrewOptions,
	work: (crew: Crew | undefined) => Promise<Result>,
): Promise<Result> {
	const {session, journal} = options;
	const url = session.settings.queue?.value;
	if (url === undefined) {
		return work(undefined);
	}

	let opening: ReturnType<typeof open> | undefined;
	let areUsed = false;
	const open = async () => {
		const {openCrew} = await import('../queue/open-crew.js');
		return openCrew({
			...options,
			url,
			async onFirstCopy() {
				await journal.append({type: 'workers', are: 'used'});
				areUsed = true;
			},
		});
	};

	try {
		return await work({
			async copy(objects, run) {
				opening ??= open();
				return (await opening).copy(objects, run);
			},
			async check(objects, run) {
				opening ??= open();
				return (await opening).check(objects, run);
			},
		});
	} catch (error) {
		if (areUsed) {
			// The crew returned only when none was at work any more.
			await journal.append({type: 'workers', are: 'ended'}).catch(() => undefined);
		}

		throw error;
	} finally {
		const opened = await opening?.catch(() => undefined);
		await opened?.close();
	}
}

/**
 * A job that was killed could not see its workers stop, and what they still write must not surprise
 * the run that continues it.
 */
export async function untilWorkersStopped(
	{entries}: Journal,
	{signal, onEvent}: {signal?: AbortSignal; onEvent?: OnEvent},
): Promise<void> {
	const last = entries.findLast(({type}) => type === 'workers' || type === 'ended');
	if (last?.type === 'workers' && last.are === 'used') {
		onEvent?.({
			type: 'retried',
			what: 'copy',
			reason: fragment('workers-before'),
			waitMs: settledMs,
		});
		await wait(settledMs, signal);
	}
}
