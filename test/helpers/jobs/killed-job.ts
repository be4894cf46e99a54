/*
 * A job's process that kills itself (-9) at an exact step: what it is to do, and where to die, come over standard input as JSON. Everything
 * else is what `milvault jobs run` does. Ends with 0 when the step never came.
 */
import {text} from 'node:stream/consumers';
import {runJob} from '../../../source/jobs/run-job.js';
import type {Handover} from '../../../source/jobs/start-detached.js';
import {openSession} from '../../../source/engine/open-session.js';
import type {Journal} from '../../../source/engine/journal/journal.js';
import type {Session} from '../../../source/engine/session.js';
import type {CallOptions} from '../../../source/milvus/milvus.js';

export type KillAt =
	/** Before or after the nth entry of a type is safe on disk; of any type without `name`. */
	| {on: 'journal'; name?: string; nth: number; when: 'before' | 'after'}
	/** Before the nth call of a kind is sent, or when it was answered. */
	| {on: 'call'; name: string; nth: number; when: 'before' | 'after'}
	/** When the nth object was copied. */
	| {on: 'object'; nth: number};

export type KilledJob = {handover: Handover; killAt?: KillAt};

const {handover, killAt} = JSON.parse(await text(process.stdin)) as KilledJob;
const {id, stateDir, settings, choice, work} = handover;
let seen = 0;

function die(): void {
	process.kill(process.pid, 'SIGKILL');
}

/** True for the very step at which this process is to die. */
function isIt(on: KillAt['on'], name: string): boolean {
	if (killAt?.on !== on) {
		return false;
	}

	const isCounted =
		killAt.on === 'object' || killAt.name === undefined || killAt.name === name;
	seen += isCounted ? 1 : 0;
	return isCounted && seen === killAt.nth;
}

function deadly(journal: Journal): Journal {
	return {
		entries: journal.entries,
		async append(entry) {
			const isNow = isIt('journal', entry.type);
			if (isNow && killAt?.on === 'journal' && killAt.when === 'before') {
				die();
			}

			await journal.append(entry);
			if (isNow) {
				die();
			}
		},
	};
}

const opened = await openSession(settings, choice);
const milvus = await opened.milvus();
const session: Session = {
	...opened,
	milvus: async () => ({
		...milvus,
		async call<Response>(rpc: string, request: object, options?: CallOptions) {
			const isNow = isIt('call', rpc);
			if (isNow && killAt?.on === 'call' && killAt.when === 'before') {
				die();
			}

			const answer = await milvus.call<Response>(rpc, request, options);
			if (isNow) {
				die();
			}

			return answer;
		},
	}),
};
await runJob(session, work, {
	stateDir,
	id,
	choice,
	mask: line => line,
	wrapJournal: deadly,
	onEvent(event) {
		if (event.type === 'object-copied' && isIt('object', '')) {
			die();
		}
	},
});
session.close();
