import {z} from 'zod';
import {hasCode} from '../../model/milvault-error.js';
import type {Pin} from '../../model/pin.js';
import type {BackupSummary} from '../../model/plans.js';
import {joinKey} from '../../storage/keys.js';
import {maxSmallBytes, readObjectText} from '../../storage/read-object.js';
import {mapBounded} from '../run/map-bounded.js';
import type {Place} from '../session.js';

const pinFile = z.object({
	formatVersion: z.literal(1),
	/** Of the backup that is pinned: another one of its name is not. */
	backupId: z.string(),
	reason: z.string().optional(),
	until: z.iso.datetime().optional(),
	at: z.iso.datetime(),
});

/** `backupId` is absent in a pin that this version cannot read: it holds whatever has its name. */
export type KeptPin = Pin & {backupId?: string};

const directory = '.milvault/pins';

/** All pins of a repository by the names of backups, also those that have ended. */
export async function readPins(
	repository: Place,
	signal?: AbortSignal,
): Promise<Map<string, KeptPin>> {
	const prefix = `${joinKey(repository.rootPath, directory)}/`;
	const names: string[] = [];
	for await (const {key} of repository.storage.list(prefix, {signal})) {
		const name = key.slice(prefix.length);
		// Not ours.
		if (!name.includes('/')) {
			names.push(name);
		}
	}

	const pins = await mapBounded(names, 32, async name => readPin(repository, name, signal));
	return new Map(
		names.flatMap((name, index) => {
			const pin = pins[index];
			return pin ? [[name, pin] as const] : [];
		}),
	);
}

/** Undefined where there is none. */
export async function readPin(
	repository: Place,
	name: string,
	signal?: AbortSignal,
): Promise<KeptPin | undefined> {
	const key = pinKey(repository, name);
	try {
		const body = await readObjectText(repository.storage, key, {maxBytes: maxSmallBytes, signal});
		return pinFile.safeParse(JSON.parse(body)).data ?? {};
	} catch (error) {
		if (hasCode(error, 'object-missing')) {
			return undefined;
		}

		if (hasCode(error, 'metadata-unreadable') || error instanceof SyntaxError) {
			return {};
		}

		throw error;
	}
}

/**
 * To be shown only: who may read the backups may not be allowed to read the pins. What deletes reads
 * them itself.
 */
export async function showPins<Pins>(reading: Promise<Pins>): Promise<Pins | undefined> {
	try {
		return await reading;
	} catch (error) {
		if (hasCode(error, 'storage-denied')) {
			return undefined;
		}

		throw error;
	}
}

/** Replaces one that is there. */
export async function putPin(
	repository: Place,
	name: string,
	{signal, ...pin}: Pin & {backupId: string; signal?: AbortSignal},
): Promise<void> {
	const body = JSON.stringify({formatVersion: 1, ...pin, at: new Date().toISOString()});
	await repository.storage.put(pinKey(repository, name), `${body}\n`, {signal});
}

export async function removePins(
	repository: Place,
	names: readonly string[],
	signal?: AbortSignal,
): Promise<void> {
	await repository.storage.deleteMany(
		names.map(name => pinKey(repository, name)),
		{signal},
	);
}

/**
 * The pin, where it holds this backup now. One whose id cannot be read may be the one that was
 * pinned.
 */
export function pinOf(
	{id}: Pick<BackupSummary, 'id'>,
	pin: KeptPin | undefined,
	now = new Date(),
): {pin?: Pin} {
	if (!pin) {
		return {};
	}

	const {backupId, ...rest} = pin;
	const isIts = backupId === undefined || id === undefined || backupId === id;
	const hasEnded = rest.until !== undefined && Date.parse(rest.until) <= now.getTime();
	return isIts && !hasEnded ? {pin: rest} : {};
}

function pinKey({rootPath}: Place, name: string): string {
	return joinKey(rootPath, directory, name);
}
