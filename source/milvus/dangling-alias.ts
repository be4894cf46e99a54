import {collectionKey, type CollectionName} from '../model/collection-key.js';
import {hasCode, MilvaultError} from '../model/milvault-error.js';
import type {Milvus} from './milvus.js';
import {describeCollection} from './collections.js';

/**
 * Is this name an alias of a collection that was dropped? Servers up to 2.5 keep it, and let a
 * collection be made under its name or renamed to it, which nothing leads to then.
 *
 * No reading call shows it (measured on 2.2.16 and 2.3.5): ListAliases and DescribeAlias leave such
 * an alias out, DescribeCollection answers for it as for a collection that was dropped an hour ago.
 * RenameCollection refuses an alias before it looks at anything else; from a name to itself it
 * never changes anything: a free name is "not found", a collection's is "duplicated".
 */
export async function isDanglingAlias(
	milvus: Milvus,
	{db, name}: CollectionName,
): Promise<boolean> {
	if (!milvus.features.rename || (await describeCollection(milvus, db, name))) {
		return false;
	}

	try {
		await milvus.call(
			'RenameCollection',
			{db_name: db, oldName: name, newName: name, newDBName: db},
			{db},
		);
		return false;
	} catch (error) {
		if (hasCode(error, 'milvus-refused')) {
			return /\balias to rename\b/i.test(error.details.reason);
		}

		// Who may not rename cannot restore in the place of anything either.
		if (hasCode(error, 'milvus-denied') || hasCode(error, 'milvus-unsupported')) {
			return false;
		}

		throw error;
	}
}

/** @throws alias-leads-nowhere */
export async function assertNoDanglingAlias(milvus: Milvus, target: CollectionName): Promise<void> {
	if (await isDanglingAlias(milvus, target)) {
		throw new MilvaultError('alias-leads-nowhere', {
			targets: [collectionKey(target)],
		});
	}
}
