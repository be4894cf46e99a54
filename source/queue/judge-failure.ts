import type {Session} from '../engine/session.js';
import type {ErrorCode} from '../model/error-codes.js';
import {fragment} from '../model/fragments.js';
import {MilvaultError} from '../model/milvault-error.js';
import type {ItemAnswer, Task} from './names.js';

/** Of the objects or of the target itself: the same for every worker. */
const final: ReadonlySet<ErrorCode> = new Set([
	'object-changed',
	'metadata-unreadable',
	'disk-full',
	'newer-format',
]);

/**
 * Is a worker's failure that of the work, or only of this worker? A worker that reads another
 * place than the job does not find what is there.
 */
export async function judgeFailure(
	session: Session,
	task: Task,
	{worker, failure}: ItemAnswer,
): Promise<{error: MilvaultError; isFinal: boolean}> {
	const {code, details} = failure ?? {code: 'unexpected', details: {reason: fragment('no-answer')}};
	const error = new MilvaultError(code, details as never);
	if (code === 'worker-elsewhere') {
		const {place, key} = details as {place: string; key: string};
		return {error: new MilvaultError(code, {worker, place, key}), isFinal: false};
	}

	if (code !== 'object-missing') {
		return {error, isFinal: final.has(code)};
	}

	const {key} = details as {key: string};
	const isOfCluster = task.kind === 'copy' && task.from === 'cluster';
	const place = await (isOfCluster ? session.clusterPlace() : session.repositoryPlace());
	const isSource =
		task.kind === 'copy'
			? task.objects.some(({sourceKey}) => sourceKey === key)
			: task.objects.some(object => object.key === key);
	return isSource && (await place.storage.head(key))
		? {
				error: new MilvaultError('worker-elsewhere', {worker, place: place.label, key}),
				isFinal: false,
			}
		: {error, isFinal: true};
}
