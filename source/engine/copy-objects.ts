import type {LimitFunction} from 'p-limit';
import type {Storage} from '../storage/storage.js';
import {transferObject} from '../storage/transfer.js';
import {assertSamePlace} from './run/assert-same-place.js';
import type {CopiedObject, CopyWork, ObjectToCopy} from './run/crew.js';
import {mapBounded} from './run/map-bounded.js';
import type {Session} from './session.js';

/**
 * Copies objects for a job of another process, by this process's own configuration.
 *
 * 1. The target is where that job writes: else nothing is written.
 * 2. Each object is copied, several at once. Where copies may be there, each is looked for before:
 *    one with its size is whole, because copies appear completely or not at all, under names that
 *    only that job writes to.
 *
 * @param onCopied called for each object when it is at its place
 * @param whenAllowed waits while the job is paused
 * @param assertHeld throws once the work was given to another process
 * @throws worker-elsewhere, and what storage throws
 */
export async function copyObjects(
	session: Session,
	{from, to, objects, isRepeated, proof}: CopyWork,
	{
		copyLimit,
		signal,
		onCopied,
		whenAllowed,
		assertHeld,
	}: {
		copyLimit: LimitFunction;
		signal: AbortSignal;
		onCopied: (object: CopiedObject) => void;
		whenAllowed: () => Promise<void>;
		assertHeld: () => void;
	},
): Promise<CopiedObject[]> {
	const places = {
		cluster: await session.clusterPlace(),
		repository: await session.repositoryPlace(),
	};
	await assertSamePlace(places[to], proof, signal);
	const source = places[from].storage;
	const target = places[to].storage;
	return mapBounded(objects, copyLimit.concurrency, async object =>
		copyLimit(async () => {
			await whenAllowed();
			assertHeld();
			const copied =
				(isRepeated ? await copyThere(target, object, signal) : undefined) ??
				(await copyOne(source, target, object, {signal, assertHeld}));
			onCopied(copied);
			return copied;
		}),
	);
}

async function copyThere(
	target: Storage,
	{key, sizeBytes}: ObjectToCopy,
	signal: AbortSignal,
): Promise<CopiedObject | undefined> {
	const info = await target.head(key, {signal});
	if (info?.sizeBytes !== sizeBytes) {
		return undefined;
	}

	return {key, sizeBytes, checksum: info.checksum ?? (await target.checksum(key, {signal}))};
}

async function copyOne(
	source: Storage,
	target: Storage,
	{sourceKey, key, sizeBytes}: ObjectToCopy,
	{signal, assertHeld}: {signal: AbortSignal; assertHeld: () => void},
): Promise<CopiedObject> {
	const copied = await transferObject(source, sourceKey, target, key, {
		sizeBytes,
		signal,
		assertMayEnd: assertHeld,
	});
	const {checksum, contentSum} = copied;
	return {
		key,
		sizeBytes: copied.sizeBytes,
		...(checksum !== undefined && {checksum}),
		...(contentSum !== undefined && {contentSum}),
	};
}
