import {constants, open, type FileHandle} from 'node:fs/promises';
import {MilvaultError} from '../../model/milvault-error.js';
import {guardStream} from '../guard-stream.js';
import type {ObjectBody, ReadOptions} from '../storage.js';
import type {LocalSession} from './local-session.js';
import {isMissing} from './recognise-error.js';
import {resolveKey} from './resolve-key.js';

/** Fewer, larger reads: a read is a trip through the thread pool. */
const readSizeBytes = 1024 * 1024;

/** @throws object-changed for another version than the one asked for, object-missing */
export async function readFile(
	session: LocalSession,
	key: string,
	call?: ReadOptions,
): Promise<ObjectBody> {
	const {root, realRoot, recognise} = session;
	return session.attempt('read', key, call, async signal => {
		const {file, version} = await openFile(await realRoot(), key, root);
		if (call?.version !== undefined && call.version !== version) {
			await file.close();
			throw new MilvaultError('object-changed', {
				key,
				place: root,
				expected: call.version,
				found: version,
			});
		}

		const body = guardStream(
			file.createReadStream({
				start: call?.range?.start,
				end: call?.range?.end,
				highWaterMark: readSizeBytes,
			}),
			{signal, recognise: error => recognise(error, 'read', key)},
		);
		return Object.assign(body, {version});
	});
}

async function openFile(
	realRoot: string,
	key: string,
	root: string,
): Promise<{file: FileHandle; version: string}> {
	const path = await resolveKey(realRoot, key);
	let file: FileHandle | undefined;
	try {
		file = await open(path, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
		const stats = await file.stat({bigint: true});
		if (stats.isFile()) {
			const {dev, ino, size, mtimeNs} = stats;
			return {file, version: [dev, ino, size, mtimeNs].join('-')};
		}
	} catch (error) {
		if (!isMissing(error)) {
			await file?.close();
			throw error;
		}
	}

	await file?.close();
	throw new MilvaultError('object-missing', {key, place: root});
}
