import {hasCode, MilvaultError} from '../../model/milvault-error.js';
import {maxSmallBytes, readObjectText} from '../../storage/read-object.js';
import type {Place} from '../session.js';
import type {Proof} from './crew.js';

/**
 * Is this the place of the job that another process does work for?
 *
 * @throws worker-elsewhere
 */
export async function assertSamePlace(
	{storage, label}: Place,
	{key, contains}: Proof,
	signal: AbortSignal,
): Promise<void> {
	const text = await readObjectText(storage, key, {maxBytes: maxSmallBytes, signal}).catch(
		(error: unknown) => {
			if (hasCode(error, 'object-missing')) {
				return '';
			}

			throw error;
		},
	);
	if (!text.includes(contains)) {
		throw new MilvaultError('worker-elsewhere', {place: label, key});
	}
}
