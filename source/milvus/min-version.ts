import {hasCode} from '../model/milvault-error.js';
import {newerVersion} from './features.js';
import type {CallOptions, Milvus} from './milvus.js';
import {isUnknownCall} from './recognise-error.js';

/**
 * Calls that distinguish versions, newest first, and the first version that knows each. None
 * changes anything: they read, and a field is added to a collection that cannot be.
 */
const firstKnown: ReadonlyArray<readonly [rpc: string, version: string]> = [
	['AddCollectionField', '2.6.0'],
	['BackupRBAC', '2.4.10'],
	['DescribeDatabase', '2.4.3'],
	['ListAliases', '2.3.0'],
];

/**
 * The version that a server is at least, of one that does not say it (the package of 2.3.0 calls
 * itself `v2.2-testing-20230824-68-ga34a9d6-lite`, builds of one's own `unknown`): by the calls
 * that it knows, and by the line that it names. Where two versions look the same, the older counts.
 *
 * @throws milvus-unreachable, milvus-timeout, milvus-login, cancelled
 */
export async function minVersion(
	call: Milvus['call'],
	buildTag: string,
	options: Pick<CallOptions, 'timeoutMs' | 'signal'>,
): Promise<string> {
	for (const [rpc, version] of firstKnown) {
		const known = await askFor(call, rpc, options);
		if (known !== 'unknown') {
			const isServed = known === 'served' && rpc === 'ListAliases';
			// Known from 2.3.0 on, served from 2.3.5 on.
			return newerVersion(isServed ? '2.3.5' : version, buildTag);
		}
	}

	return newerVersion('2.2.0', buildTag);
}

async function askFor(
	call: Milvus['call'],
	rpc: string,
	options: Pick<CallOptions, 'timeoutMs' | 'signal'>,
): Promise<'unknown' | 'known' | 'served'> {
	try {
		await call(rpc, {}, options);
		return 'served';
	} catch (error) {
		if (isUnknownCall(error)) {
			return 'unknown';
		}

		// Refused, or not for this user: it is there.
		if (
			hasCode(error, 'milvus-unsupported') ||
			hasCode(error, 'milvus-refused') ||
			hasCode(error, 'milvus-denied')
		) {
			return 'known';
		}

		throw error;
	}
}
