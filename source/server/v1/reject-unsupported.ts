import type {Place} from '../../engine/session.js';
import {RequestError} from '../problem.js';

/** What milvault leaves out is never left out silently. */
export function rejectUnsupported(key: string, why: string, hint?: string): never {
	throw new RequestError(400, 'not-supported', `${key} is not supported: ${why}`, hint);
}

/**
 * No place of the caller's choosing: only what the server is configured for.
 *
 * @throws RequestError 400
 */
export function assertOurPlace(
	{storage, rootPath}: Place,
	{bucket, path, pathKey}: {bucket?: string | null; path?: string | null; pathKey: string},
): void {
	const hint =
		'A server answers for one repository. Start another one with --repository, or leave it out.';
	const ours = storage.place.replace(/^[a-z\d]+:\/\//, '');
	if (bucket && bucket !== ours) {
		rejectUnsupported('bucket_name', `this server’s repository is in ${ours}.`, hint);
	}

	const trim = (text: string): string => text.replaceAll(/^\/+|\/+$/g, '');
	if (path && trim(path) !== trim(rootPath)) {
		rejectUnsupported(pathKey, `this server’s repository is at “${rootPath}” of ${ours}.`, hint);
	}
}
