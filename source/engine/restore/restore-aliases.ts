import {alterAlias, createAlias, listAllAliases} from '../../milvus/aliases.js';
import {isDanglingAlias} from '../../milvus/dangling-alias.js';
import type {Milvus} from '../../milvus/milvus.js';
import {collectionKey, type CollectionName} from '../../model/collection-key.js';
import type {Warning} from '../../model/job-events.js';
import {hasCode} from '../../model/milvault-error.js';

/**
 * Gives a restored collection its aliases. One that another collection holds stays there, unless it
 * was asked for: the applications that use it must not change their collection unexpectedly.
 */
export async function restoreAliases(
	milvus: Milvus,
	aliases: readonly string[],
	{
		target,
		isMoved,
		warn,
	}: {
		target: CollectionName;
		isMoved: boolean;
		warn: (warning: Warning) => void;
	},
): Promise<void> {
	if (aliases.length === 0) {
		return;
	}

	const held = new Map(
		(await listAllAliases(milvus, target.db)).map(({alias, collection}) => [alias, collection]),
	);
	for (const alias of aliases) {
		const holder = held.get(alias);
		if (holder === target.name) {
			continue;
		}

		if (holder === undefined || isMoved) {
			try {
				await (holder === undefined
					? createAlias(milvus, target.db, alias, target.name)
					: alterAlias(milvus, target.db, alias, target.name));
				continue;
			} catch (error) {
				if (!hasCode(error, 'milvus-refused')) {
					throw error;
				}

				// A collection of that name, or an alias created since the check: neither is ours.
				if (await isTakenUp(milvus, target, alias)) {
					continue;
				}
			}
		}

		warn({
			code: 'alias-held-elsewhere',
			details: {
				alias,
				holder: holder ?? alias,
				target: collectionKey(target),
			},
		});
	}
}

/**
 * An alias that stayed when its collection was dropped refers to no collection: it is free, and it
 * cannot be created again, only moved.
 */
async function isTakenUp(
	milvus: Milvus,
	{db, name}: CollectionName,
	alias: string,
): Promise<boolean> {
	if (!(await isDanglingAlias(milvus, {db, name: alias}))) {
		return false;
	}

	try {
		await alterAlias(milvus, db, alias, name);
		return true;
	} catch (error) {
		if (hasCode(error, 'milvus-refused')) {
			return false;
		}

		throw error;
	}
}
