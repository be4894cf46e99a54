import {describeCollection} from '../../milvus/collections.js';
import type {Milvus, MilvusMessages} from '../../milvus/milvus.js';
import {rawDifferences} from '../../milvus/raw-differences.js';
import {schemaOfAnswer, withDescription} from '../../milvus/raw-schema.js';
import {decodeSchema, encodeSchema} from '../../milvus/schema.js';
import type {CollectionName} from '../../model/collection-key.js';
import type {CollectionDescription} from '../../model/collection.js';
import {MilvaultError} from '../../model/milvault-error.js';
import {schemaDifferences} from '../../model/schema-differences.js';
import {fragment} from '../../model/fragments.js';
import type {BackupCollection} from '../repository/collection-view.js';

/**
 * The schema as Milvus sent it when the backup was made (schemapb.CollectionSchema): with what
 * milvus-backup's metadata has no place for. Undefined for backups that have no such record.
 *
 * @throws metadata-unreadable when it is not the schema that the backup's metadata has
 */
export function recordedSchema(
	messages: MilvusMessages,
	view: BackupCollection,
): Buffer | undefined {
	const {record, collection, description} = view;
	if (record?.describeCollection === undefined) {
		return undefined;
	}

	const [reason] = differencesFromRecorded(messages, view);
	if (reason !== undefined) {
		throw new MilvaultError('metadata-unreadable', {
			file: 'meta/milvault.json',
			reason: fragment('schema-not-that-of', {collection, file: 'meta/full_meta.json', reason}),
		});
	}

	const raw = schemaOfAnswer(Buffer.from(record.describeCollection, 'base64'));
	return description === undefined ? raw : withDescription(raw, description);
}

/**
 * How the schema of the backup's metadata differs from the one that Milvus sent, in one text;
 * empty: it does not, or none was recorded.
 */
export function differencesFromRecorded(
	messages: MilvusMessages,
	{info, record}: BackupCollection,
): string[] {
	if (record?.describeCollection === undefined) {
		return [];
	}

	try {
		const raw = schemaOfAnswer(Buffer.from(record.describeCollection, 'base64'));
		const differences = schemaDifferences(info.schema, decodeSchema(messages, raw));
		return differences.length === 0 ? [] : [differences.join('; ')];
	} catch (error) {
		return [error instanceof Error ? error.message : String(error)];
	}
}

/** Names of the fields that are clustering keys: milvus-backup's metadata does not have them. */
export function clusteringKeys(messages: MilvusMessages, view: BackupCollection): string[] {
	const raw = recordedSchema(messages, view);
	const {fields} = messages.decode(
		'milvus.proto.schema.CollectionSchema',
		raw ?? Buffer.alloc(0),
	) as {fields: Array<{name: string; is_clustering_key: boolean}>};
	return fields.filter(field => field.is_clustering_key).map(({name}) => name);
}

/** What of a collection, its rows aside, is not as the backup has it. */
export function otherwiseMade(
	messages: MilvusMessages,
	view: BackupCollection,
	made: CollectionDescription,
): string[] {
	const {info} = view;
	const shards = info.shards_num ?? 0;
	return [
		...rawDifferences(
			messages,
			recordedSchema(messages, view) ?? encodeSchema(messages, info.schema),
			schemaOfAnswer(Buffer.from(made.answer, 'base64')),
		),
		...(shards > 0 && made.shardsNum !== shards
			? [fragment('shards', {found: `${made.shardsNum}`, expected: shards})]
			: []),
	];
}

/**
 * Nothing takes another's place that is not what was backed up: it is known before anything is
 * imported.
 *
 * @throws restored-differs
 */
export async function assertMadeAlike(
	milvus: Milvus,
	view: BackupCollection,
	{db, name}: CollectionName,
): Promise<void> {
	const made = await describeCollection(milvus, db, name);
	const differences = made ? otherwiseMade(milvus.messages, view, made) : [];
	if (differences.length > 0) {
		throw new MilvaultError('restored-differs', {
			collection: view.collection,
			differences,
		});
	}
}
