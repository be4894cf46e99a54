/*
 * A job's process that stops at an exact step, for ever, and says so: to be killed (-9) there by
 * killHard. What it is to do, and where to stop, come over standard input as JSON. Everything else
 * is what `milvault jobs run` does. Ends with 0 when the step never came.
 */
import {writeSync} from 'node:fs';
import {text} from 'node:stream/consumers';
import {cleanJob} from '../../../source/jobs/clean-job.js';
import {runJob} from '../../../source/jobs/run-job.js';
import type {Handover} from '../../../source/jobs/start-detached.js';
import {openSession} from '../../../source/engine/open-session.js';
import type {Journal, JournalEntry} from '../../../source/engine/journal/journal.js';
import type {Place, Session} from '../../../source/engine/session.js';
import type {CallOptions} from '../../../source/milvus/milvus.js';
import {stopped} from './kill-hard.js';

export type KillAt =
	/** Before or after the nth entry of a type is safe on disk; of any type without `name`. */
	| {on: 'journal'; name?: string; nth: number; when: 'before' | 'after'}
	/**
	 * After the first entry that says what no run of the job has written before: one that only says
	 * it again is none.
	 */
	| {on: 'news'}
	/** Before the nth call of a kind is sent, or when it was answered. */
	| {on: 'call'; name: string; nth: number; when: 'before' | 'after'}
	/**
	 * Before or after the nth object is written, or deleted, whose key ends like this; temporary
	 * copies are not written but copied.
	 */
	| {
			on: 'put' | 'delete';
			name: string;
			nth: number;
			when: 'before' | 'after';
	  }
	/** When the nth object was copied. */
	| {on: 'object'; nth: number};

export type KilledJob = {
	handover: Handover;
	killAt?: KillAt;
	/** What the job left is to be removed: `jobs clean`; default false. */
	isCleaned?: boolean;
};

const {handover, killAt, isCleaned = false} = JSON.parse(await text(process.stdin)) as KilledJob;
const {id, stateDir, settings, choice, work} = handover;
let seen = 0;

/** Nothing runs in this process from here on. */
function die(): void {
	writeSync(1, `${stopped}\n`);
	process.kill(process.pid, 'SIGSTOP');
	// Should another thread take the signal, a moment later.
	Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0);
}

/** True for the very step at which this process is to stop. */
function isIt(on: KillAt['on'], name: string): boolean {
	if (killAt?.on !== on) {
		return false;
	}

	const isCounted =
		killAt.on === 'object' ||
		killAt.on === 'news' ||
		killAt.name === undefined ||
		(killAt.on === 'put' || killAt.on === 'delete'
			? name.endsWith(killAt.name)
			: name === killAt.name);
	seen += isCounted ? 1 : 0;
	return isCounted && seen === ('nth' in killAt ? killAt.nth : 1);
}

/** Takes a step, or stops before or after it. */
async function step<Value>(
	on: Exclude<KillAt['on'], 'object' | 'news'>,
	name: string,
	take: () => Promise<Value>,
): Promise<Value> {
	const isNow = isIt(on, name);
	if (isNow && killAt && 'when' in killAt && killAt.when === 'before') {
		die();
	}

	const value = await take();
	if (isNow) {
		die();
	}

	return value;
}

/**
 * A rename to the same name asks whether it is an alias (dangling-alias.ts) and changes nothing: no
 * step.
 */
function isQuestion(rpc: string, request: object): boolean {
	return (
		rpc === 'RenameCollection' &&
		'oldName' in request &&
		'newName' in request &&
		request.oldName === request.newName
	);
}

/** What an entry is about, whatever it says of when and how much. */
function whatOf(entry: JournalEntry): string {
	return [
		entry.type,
		'source' in entry && entry.source,
		'collection' in entry && entry.collection,
		'job' in entry && entry.job,
	].join(' ');
}

function deadlyJournal(journal: Journal): Journal {
	return {
		entries: journal.entries,
		async append(entry) {
			await step('journal', entry.type, async () => journal.append(entry));
			const isNews = !journal.entries.some(earlier => whatOf(earlier) === whatOf(entry));
			if (isNews && isIt('news', entry.type)) {
				die();
			}
		},
	};
}

function deadlyPlace(place: Place): Place {
	const {storage} = place;
	return {
		...place,
		storage: {
			...storage,
			put: async (key, ...rest) => step('put', key, async () => storage.put(key, ...rest)),
			async deleteMany(keys, options) {
				// One by one, so that it can end between any two.
				for await (const key of keys) {
					await step('delete', key, async () => storage.deleteMany([key], options));
				}
			},
		},
	};
}

const opened = await openSession(settings, choice);
const session: Session = {
	...opened,
	async milvus() {
		const milvus = await opened.milvus();
		return {
			...milvus,
			call: async <Response>(rpc: string, request: object, options?: CallOptions) =>
				isQuestion(rpc, request)
					? milvus.call<Response>(rpc, request, options)
					: step('call', rpc, async () => milvus.call<Response>(rpc, request, options)),
		};
	},
	repositoryPlace: async () => deadlyPlace(await opened.repositoryPlace()),
	clusterPlace: async () => deadlyPlace(await opened.clusterPlace()),
	targetPlace: async () => deadlyPlace(await opened.targetPlace()),
};
if (isCleaned) {
	await cleanJob(session, stateDir, id);
} else {
	await runJob(session, work, {
		stateDir,
		id,
		choice,
		mask: line => line,
		wrapJournal: deadlyJournal,
		onEvent(event) {
			if (event.type === 'object-copied' && isIt('object', '')) {
				die();
			}
		},
	});
}

session.close();
