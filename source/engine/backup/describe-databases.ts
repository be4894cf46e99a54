import type {BackupInfo} from '../../format/messages.js';
import {describeDatabase} from '../../milvus/databases.js';
import type {Milvus} from '../../milvus/milvus.js';
import {mapBounded} from '../run/map-bounded.js';
import {metadataConcurrency} from '../../milvus/map-calls.js';

/** Records of databases, with their properties where the server reports them. */
export async function describeDatabases(
	milvus: Milvus,
	names: readonly string[],
): Promise<NonNullable<BackupInfo['database_backups']>> {
	return mapBounded(names, metadataConcurrency, async name => {
		const database = milvus.features.describeDatabase
			? await describeDatabase(milvus, name)
			: undefined;
		return {
			db_name: name,
			db_id: database?.id,
			properties: database?.properties,
		};
	});
}
