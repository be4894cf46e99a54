import type {CollectionBackupInfo} from '../format/messages.js';
import type {CollectionRecord} from '../format/milvault-meta.js';
import {collectionKey} from '../model/collection-key.js';
import {dataTypeName} from '../model/data-types.js';
import type {BackupDetails} from '../model/plans.js';
import {msToDate} from '../model/timestamps.js';
import {pinOf, readPin, showPins} from './repository/pins.js';
import {readBackup, readText} from './repository/read-backup.js';
import {readVerified} from './repository/read-verified.js';
import {summaryOf} from './repository/backup-summary.js';
import type {Session} from './session.js';

/**
 * All that a backup holds: databases, collections, partitions, indexes.
 *
 * @throws backup-missing, backup-unfinished, metadata-unreadable, snapshot-format, newer-format
 */
export async function getBackup(
	session: Session,
	name: string,
	options: {signal?: AbortSignal} = {},
): Promise<BackupDetails> {
	const repository = await session.repositoryPlace();
	await repository.storage.ensureReachable(options);
	const {info, record} = await readBackup(repository, name, options.signal);
	const records = new Map(record?.collections.map(entry => [entry.collectionId, entry]));
	const collections = info.collection_backups ?? [];
	const databases = new Set([
		...(info.database_backups ?? []).map(({db_name: db}) => db ?? 'default'),
		...collections.map(({db_name: db}) => db ?? 'default'),
	]);
	const summary = summaryOf({name, record, info, isCommitted: true});
	return {
		...summary,
		...pinOf(summary, await showPins(readPin(repository, name, options.signal))),
		...(await readVerified(async file => readText(repository, name, file, options.signal))),
		databases: [...databases].toSorted(),
		contents: collections
			.map(collection => contentOf(collection, records.get(collection.collection_id)))
			.toSorted((a, b) => (a.collection < b.collection ? -1 : 1)),
		failed: record?.failed ?? [],
		warnings: record?.warnings ?? [],
	};
}

function contentOf(
	collection: CollectionBackupInfo,
	record: CollectionRecord | undefined,
): BackupDetails['contents'][number] {
	const db = collection.db_name ?? 'default';
	const name = collection.collection_name;
	const {schema} = collection;
	const partitions = (collection.partition_backups ?? []).map(partition => {
		const segments = partition.segment_backups ?? [];
		return {
			name: partition.partition_name,
			rows: segments
				.filter(segment => !segment.is_l0)
				.reduce((sum, segment) => sum + BigInt(segment.num_of_rows ?? 0), 0n)
				.toString(),
			bytes: Number(partition.size ?? 0),
			segments: segments.length,
		};
	});
	return {
		collection: collectionKey({db, name}),
		db,
		name,
		description: schema.description ?? '',
		rows: record?.rows ?? partitions.reduce((sum, {rows}) => sum + BigInt(rows), 0n).toString(),
		bytes: Number(collection.size ?? 0),
		loadState: loadStateOf(collection.load_state),
		aliases: collection.aliases ?? [],
		isDynamic: schema.enable_dynamic_field ?? false,
		fields: schema.fields.map(field => ({
			name: field.name,
			type: dataTypeName(field.data_type, field.element_type),
			isPrimaryKey: field.is_primary_key ?? false,
			description: field.description ?? '',
		})),
		partitions,
		indexes: (collection.index_infos ?? []).map(index => ({
			field: index.field_name ?? '',
			name: index.index_name ?? '',
			type: index.index_type ?? '',
			metric: index.params?.['metric_type'],
		})),
		properties: Object.fromEntries(
			[...(schema.properties ?? []), ...(collection.properties ?? [])].map(({key, value}) => [
				key,
				value,
			]),
		),
		...(record?.cut && {
			cutAt: msToDate(record.cut.endTsMs),
		}),
	};
}

function loadStateOf(state: string | undefined): 'NotLoad' | 'Loading' | 'Loaded' {
	return state === 'Loaded' || state === 'Loading' ? state : 'NotLoad';
}
