import {randomUUID} from 'node:crypto';
import type {CheckId} from '../../model/checks.js';
import {MilvaultError} from '../../model/milvault-error.js';
import {joinKey} from '../../storage/keys.js';
import {maxSmallBytes, readObjectText} from '../../storage/read-object.js';
import {transferObject} from '../../storage/transfer.js';
import {ok, warning, type Found} from './found.js';
import {tryObjects} from './try-objects.js';
import type {Session} from '../session.js';

const content = 'milvault check\n';

/**
 * Writes an object into the repository, reads it back, checks whether it can be created twice,
 * copies another one there, and removes both.
 *
 * Left behind after an interruption: `.milvault/check/<random>`, of a few bytes.
 */
export async function checkRepositoryWrites(
	session: Session,
	signal: AbortSignal | undefined,
	check: (id: CheckId, needs: readonly CheckId[], look: () => Promise<Found>) => Promise<void>,
): Promise<void> {
	const id = randomUUID();
	let key = '';
	const keys = (): string[] => [key, `${key}-copy`];
	try {
		await check('write', ['repository'], async () => {
			const {storage, rootPath, label: place} = await session.repositoryPlace();
			key = joinKey(rootPath, '.milvault/check', id);
			await storage.putIfAbsent(key, content, {signal});
			const read = await readObjectText(storage, key, {
				maxBytes: maxSmallBytes,
				signal,
			});
			if (read !== content) {
				throw new MilvaultError('object-changed', {
					key,
					place,
					expected: `${content.length} bytes`,
					found: `${read.length} bytes`,
				});
			}

			return ok({code: 'repository-written', details: {place}});
		});
		await check('conditionalWrite', ['write'], async () => {
			const {storage, label: place} = await session.repositoryPlace();
			const isWritten = await storage.putIfAbsent(key, `${content}twice\n`, {
				signal,
			});
			return isWritten
				? warning({code: 'write-unconditional', details: {place}})
				: ok({code: 'write-conditional', details: {place}});
		});
		await check('copy', ['storage', 'write'], async () =>
			copyFromCluster(session, `${key}-copy`, signal),
		);
		await check('delete', ['write'], async () => {
			const {storage, label: place} = await session.repositoryPlace();
			await storage.deleteMany(keys(), {signal});
			return ok({code: 'deleted', details: {place}});
		});
	} finally {
		if (key !== '') {
			await removeAnyway(session, keys());
		}
	}
}

async function copyFromCluster(
	session: Session,
	key: string,
	signal: AbortSignal | undefined,
): Promise<Found> {
	const from = await session.clusterPlace();
	const to = await session.repositoryPlace();
	const details = {from: from.label, to: to.label};
	let isStreamed = !to.storage.canCopyFrom(from.storage);
	await tryObjects(
		from,
		({sizeBytes}) => sizeBytes <= smallBytes,
		async ({key: source, sizeBytes}) => {
			await transferObject(from.storage, source, to.storage, key, {
				sizeBytes,
				signal,
				onStreamed() {
					isStreamed = true;
				},
			});
		},
		{signal},
	);
	return ok(isStreamed ? {code: 'copy-streamed', details} : {code: 'copy-by-store', details});
}

const smallBytes = 1024 ** 2;
const removeMs = 4000;

/** Also after a cancel, and after a failure that came before the removal. */
async function removeAnyway(session: Session, keys: readonly string[]): Promise<void> {
	try {
		const {storage} = await session.repositoryPlace();
		await storage.deleteMany([...keys], {
			signal: AbortSignal.timeout(removeMs),
		});
	} catch {
		// The check of deletion has reported it, or nothing could be written.
	}
}
