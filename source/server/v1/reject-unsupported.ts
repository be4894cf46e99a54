import type {Place} from '../../engine/session.js';
import type {ServerTexts} from '../../messages/texts.js';
import {RequestError} from '../problem.js';

/** What milvault leaves out is never left out silently. */
export function rejectUnsupported(
	key: string,
	text: (refusals: ServerTexts['refusals']) => {why: string; hint?: string},
): never {
	throw new RequestError(400, 'not-supported', texts => {
		const {why, hint} = text(texts.refusals);
		return {sentence: texts.notSupported(key, why), hint};
	});
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
	const ours = storage.place.replace(/^[a-z\d]+:\/\//, '');
	if (bucket && bucket !== ours) {
		rejectUnsupported('bucket_name', refusals => refusals.otherBucket(ours));
	}

	const trim = (text: string): string => text.replaceAll(/^\/+|\/+$/g, '');
	if (path && trim(path) !== trim(rootPath)) {
		rejectUnsupported(pathKey, refusals => refusals.otherPath(rootPath, ours));
	}
}
