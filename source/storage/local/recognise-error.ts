import {MilvaultError, toMilvaultError} from '../../model/milvault-error.js';
import {fragment} from '../../model/fragments.js';

export type LocalAction = 'read' | 'write' | 'list' | 'delete';

/** Translates errors of node:fs into our codes; the only place that uses errno names. */
export function recogniseLocalError(
	error: unknown,
	context: {action: LocalAction; path: string; root: string},
): MilvaultError {
	if (error instanceof MilvaultError || (error instanceof Error && error.name === 'AbortError')) {
		return toMilvaultError(error);
	}

	const {action, root} = context;
	const path = action === 'list' ? (pathOf(error) ?? context.path) : context.path;
	const code = errnoOf(error);
	switch (code) {
		case undefined: {
			return toMilvaultError(error);
		}

		case 'ENOSPC':
		case 'EDQUOT': {
			return new MilvaultError('disk-full', {path: root}, {cause: error});
		}

		case 'EACCES':
		case 'EPERM':
		case 'EROFS': {
			return new MilvaultError(
				'storage-denied',
				{action, resource: path, endpoint: root},
				{cause: error},
			);
		}

		// Opened with O_NOFOLLOW: a symbolic link stands where an object was expected.
		case 'ELOOP': {
			return new MilvaultError('metadata-unsafe', {file: path, key: path}, {cause: error});
		}

		default: {
			return new MilvaultError(
				'storage-refused',
				{action, resource: path, reason: reasons[code] ?? code},
				{cause: error},
			);
		}
	}
}

/** The errno name of what node:fs threw, such as ENOENT. */
export function errnoOf(error: unknown): string | undefined {
	return error instanceof Error &&
		'code' in error &&
		typeof error.code === 'string' &&
		/^E[A-Z\d]+$/.test(error.code)
		? error.code
		: undefined;
}

/** The key does not exist: also when a file has the name of a directory of the key. */
export function isMissing(error: unknown): boolean {
	const code = errnoOf(error);
	return code === 'ENOENT' || code === 'ENOTDIR';
}

export function isDenied(error: unknown): boolean {
	const code = errnoOf(error);
	return code === 'EACCES' || code === 'EPERM';
}

/** The path at which node:fs failed: a listing also reads directories that no caller named. */
function pathOf(error: unknown): string | undefined {
	return error instanceof Error && 'path' in error ? String(error.path) : undefined;
}

const reasons: Readonly<Record<string, string>> = {
	EIO: fragment('disk-error'),
	EISDIR: fragment('is-directory'),
	ENOTDIR: fragment('no-directory'),
	ENOTEMPTY: fragment('is-directory'),
	ENAMETOOLONG: fragment('long-name'),
	EMFILE: fragment('open-files'),
	ENFILE: fragment('open-files-machine'),
	EXDEV: fragment('other-file-system'),
	EFBIG: fragment('large-file'),
	ENOENT: fragment('no-file'),
};
