import {defaultProvider} from '@aws-sdk/credential-provider-node';
import {MilvaultError} from '../../model/milvault-error.js';
import {fragment} from '../../model/fragments.js';

/**
 * An endpoint of credentials that accepts a connection and never answers would be waited for
 * without an end.
 */
const limitMs = 8000;

/**
 * What this machine has: the environment, a profile, a web identity, the role of the container or
 * the instance, in this order.
 */
export function machineCredentials(
	endpoint: string,
	logger: NonNullable<Parameters<typeof defaultProvider>[0]>['logger'],
): ReturnType<typeof defaultProvider> {
	const chain = defaultProvider({logger});
	return async properties => {
		let timer: NodeJS.Timeout | undefined;
		const tooLate = new Promise<never>((_resolve, reject) => {
			timer = setTimeout(() => {
				reject(new Error(fragment('no-answer-in', {seconds: limitMs / 1000})));
			}, limitMs);
		});
		try {
			return await Promise.race([chain(properties), tooLate]);
		} catch (error) {
			const reason = error instanceof Error ? error.message : String(error);
			throw new MilvaultError('storage-no-credentials', {endpoint, reason}, {cause: error});
		} finally {
			clearTimeout(timer);
		}
	};
}
