import {createHash} from 'node:crypto';
import type {
	CheckedObject,
	CheckWork,
	CopiedObject,
	CopyWork,
	ObjectToCheck,
	ObjectToCopy,
} from '../engine/run/crew.js';
import type {Session} from '../engine/session.js';
import type {ErrorSummary} from '../model/job-events.js';
import type {StorageSettings} from '../settings/settings.js';

/** All keys in Redis begin with it. */
export const prefix = 'milvault';

/** Part of the name of every queue: other versions of what is put there do not meet. */
const formatVersion = 2;

/** How long a job's consent to work on its items lasts, unless the job renews it. */
export const leaseMs = 15_000;
/** How often a job renews it, and looks after its items. */
export const beatMs = 2000;
/** A worker looks this often whether its items are still its own. */
export const checkMs = 1000;
/** A worker that cannot look stops after this time: before BullMQ gives its items to another. */
export const holdMs = 10_000;
export const lockMs = 15_000;
/** A worker that died is noticed after `lockMs` and two of these at most. */
export const stalledMs = 3000;
/** After this time no worker writes any more for a job that is gone, or gave an item up. */
export const settledMs = leaseMs + 5000;

/** What a job hands out, cut into items. */
export type Task = ({kind: 'copy'} & CopyWork) | ({kind: 'check'} & CheckWork);
export type TaskObject = ObjectToCopy | ObjectToCheck;
/** What is answered for one object. */
export type DoneObject = CopiedObject | CheckedObject;

/** What stands on a queue: a few objects of a task. Who gets it twice does no harm with it. */
export type Item = Task & {
	jobId: string;
	/** Another process may have begun it. */
	isRepeated: boolean;
	/** The consent: `leaseKey`. */
	lease: string;
	/** The run of Redis in which it was put there: one that was started again may know old things. */
	serverRun: string;
};

export type ItemAnswer = {
	/** For people: where it was done. */
	worker: string;
	done?: DoneObject[];
	failure?: ErrorSummary;
};

export function leaseKey(lease: string): string {
	return `${prefix}:lease:${lease}`;
}

export const workersKey = `${prefix}:workers`;

/**
 * The places of a session, for people and to be compared: no credentials. A directory is the same
 * one only if it has the same path everywhere.
 */
export function placesOf({cluster, repository}: Session): [cluster: string, repository: string] {
	return [placeOf(cluster.storage), placeOf(repository.storage)];
}

function placeOf(storage: StorageSettings): string {
	if (storage.type === 'local') {
		return storage.path;
	}

	const {endpoint = 'AWS', bucket, rootPath} = storage;
	const path = [bucket, rootPath].filter(Boolean).join('/');
	return `s3://${path} (${endpoint.toLowerCase().replace(/\/+$/, '')})`;
}

/**
 * One queue for each pair of places: a worker gets only items of places that its own configuration
 * names.
 */
export function queueName(places: readonly string[]): string {
	const digest = createHash('sha256').update(JSON.stringify(places)).digest('hex');
	return `v${formatVersion}-${digest.slice(0, 24)}`;
}
