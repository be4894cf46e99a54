import {alterAlias, createAlias, listAllAliases} from '../../milvus/aliases.js';
import type {Milvus} from '../../milvus/milvus.js';
import {
	collectionKey,
	type CollectionName,
} from '../../model/collection-key.js';
import type {Warning} from '../../model/job-events.js';
import {hasCode} from '../../model/milvault-error.js';

/**
 * Gives a restored collection its aliases. One that another collection holds stays there, unless it was asked for: the applications
 * that use it must not be moved behind their owner's back.
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
		(await listAllAliases(milvus, target.db)).map(({alias, collection}) => [
			alias,
			collection,
		]),
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
				// A collection of that name, or an alias made since we looked: both are somebody else's.
				if (!hasCode(error, 'milvus-refused')) {
					throw error;
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
