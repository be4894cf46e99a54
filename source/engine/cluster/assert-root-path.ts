import type {Milvus} from '../../milvus/milvus.js';
import {persistentSegments} from '../../milvus/segments.js';
import {joinKey} from '../../storage/keys.js';
import type {Place} from '../session.js';
import {flushedState, l0Level} from '../../milvus/segments.js';
import {wrongRootPath} from './wrong-root-path.js';

type Counted = {db: string; name: string; collectionId: string; rows: string};

/**
 * A wrong bucket or root path is reported before anything is done: by the collection with the most
 * rows, whose flushed rows must have binlogs there.
 *
 * @returns the collection that was found there; undefined when none has flushed rows, so that
 *   it cannot be decided
 * @throws wrong-root-path
 */
export async function assertRootPath<Collection extends Counted>(
	milvus: Milvus,
	cluster: Place,
	collections: ReadonlyArray<Collection | undefined>,
): Promise<Collection | undefined> {
	const [largest] = collections
		.filter(collection => collection !== undefined)
		.toSorted((a, b) => Number(BigInt(b.rows) - BigInt(a.rows)));
	if (!largest || largest.rows === '0') {
		return undefined;
	}

	const {collectionId} = largest;
	const segments = await persistentSegments(milvus, largest.db, largest.name);
	const flushed = segments.filter(
		({state, level, rows, collectionId: id}) =>
			state === flushedState && level !== l0Level && rows !== '0' && id === collectionId,
	);
	if (flushed.length === 0) {
		return undefined;
	}

	const prefix = `${joinKey(cluster.rootPath, 'insert_log', collectionId)}/`;
	if (!(await cluster.storage.hasPrefix(prefix))) {
		throw await wrongRootPath(cluster, largest, largest, flushed);
	}

	return largest;
}
