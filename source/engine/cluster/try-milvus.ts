import {connectMilvus} from '../../milvus/connect-milvus.js';
import {hasCode} from '../../model/milvault-error.js';
import type {MilvusSettings} from '../../settings/settings.js';
import {listCluster} from './list-cluster.js';

export type TriedMilvus = {
	needsLogin: boolean;
	tls: 'off' | 'one-way';
};

/**
 * Connects to an address of which nothing else is known: plaintext first, then TLS. The result says
 * what it requires.
 *
 * @param given `https://` before the address means TLS
 * @throws milvus-unreachable, milvus-timeout, milvus-tls, not-a-milvus; milvus-login when the login
 *   that was given is wrong
 */
export async function tryMilvus(
	given: Pick<MilvusSettings, 'address' | 'username' | 'password'>,
	{signal}: {signal?: AbortSignal} = {},
): Promise<TriedMilvus> {
	const isTls = given.address.startsWith('https://');
	const address = given.address.replace(/^https?:\/\//, '');
	const call = async (mode: 'off' | 'one-way'): Promise<TriedMilvus> => {
		try {
			const milvus = await connectMilvus({...given, address, tls: {mode}}, {signal});
			try {
				await listCluster(milvus);
				return {needsLogin: false, tls: mode};
			} finally {
				milvus.close();
			}
		} catch (error) {
			if (hasCode(error, 'milvus-login') && given.username === undefined) {
				return {needsLogin: true, tls: mode};
			}

			throw error;
		}
	};

	if (isTls) {
		return call('one-way');
	}

	try {
		return await call('off');
	} catch (error) {
		if (hasCode(error, 'milvus-unreachable') || hasCode(error, 'cancelled')) {
			throw error;
		}

		// A server that requires TLS drops a plaintext call without an error; if both fail, the first
		// error is more specific.
		return call('one-way').catch(() => {
			throw error;
		});
	}
}
