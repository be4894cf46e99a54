import type {Session} from '../engine/session.js';
import type {JobWork} from '../model/jobs.js';
import {MilvaultError} from '../model/milvault-error.js';

/**
 * A job goes on where it began, and nowhere else: names in a configuration may have come to mean other places.
 *
 * @throws job-elsewhere
 */
export async function assertSamePlaces(
	session: Session,
	id: string,
	work: JobWork,
): Promise<void> {
	if ('names' in work) {
		return;
	}

	const {kind, plan} = work;
	const repository = await session.repositoryPlace();
	const found = `${repository.label}/${plan.name}`;
	const expected = kind === 'backup' ? plan.to : plan.from;
	if (found !== expected) {
		const what = 'repository';
		throw new MilvaultError('job-elsewhere', {id, what, expected, found});
	}

	const cluster = await session.clusterPlace();
	const data = kind === 'backup' ? plan.from : plan.clusterData;
	if (data !== cluster.label) {
		throw new MilvaultError('job-elsewhere', {
			id,
			what: 'cluster',
			expected: data,
			found: cluster.label,
		});
	}
}
