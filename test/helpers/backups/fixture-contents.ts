import type {ExecutionContext} from 'ava';
import {getBackup} from '../../../source/engine/get-backup.js';
import {listBackups} from '../../../source/engine/list-backups.js';
import type {Session} from '../../../source/engine/session.js';
import type {BackupDetails} from '../../../source/model/plans.js';

/** What `list` says of a repository that holds both fixtures and nothing else. */
export async function assertFixturesListed(t: ExecutionContext, session: Session): Promise<void> {
	const common = {
		state: 'complete',
		milvusVersion: 'v2.3.5-lite',
		madeBy: 'milvus-backup',
	} as const;
	t.deepEqual(await listBackups(session), [
		{
			...common,
			name: 'shop_peer',
			id: '86e9b68c-3aeb-4aa6-83ee-2132a0c90bde',
			createdAt: '2026-11-22T11:54:14.000Z',
			collections: 3,
			rows: '600',
			bytes: 64_360,
		},
		{
			...common,
			name: 'hello_peer',
			id: '53d20c16-7772-4d2e-9cf1-cdd6c8bf8e4b',
			createdAt: '2026-11-22T11:04:28.000Z',
			collections: 2,
			rows: '900',
			bytes: 46_529,
		},
	]);
}

/** What `get` says of the fixtures, that `list` does not. */
export async function assertFixturesShown(t: ExecutionContext, session: Session): Promise<void> {
	const hello = await getBackup(session, 'hello_peer');
	const shop = await getBackup(session, 'shop_peer');
	t.deepEqual(hello.databases, ['default']);
	t.deepEqual(shop.databases, ['default']);
	t.deepEqual(
		[...hello.contents, ...shop.contents].map(content => line(content)),
		[
			'default.hello_milvus 300 rows, pk VarChar key, random Double, embeddings FloatVector, _default 300/1, embeddings IVF_FLAT L2, NotLoad',
			'default.hello_milvus2 600 rows, pk VarChar key, random Double, embeddings FloatVector, _default 600/1, embeddings IVF_FLAT L2, NotLoad',
			'default.shop_empty 0 rows, id Int64 key, v BinaryVector, _default 0/0, NotLoad',
			'default.shop_items (商品 items) 400 rows, id Int64 key, title VarChar, price Float, attrs JSON, v FloatVector, dynamic, _default 0/0, books 200/4, music 200/4, v HNSW IP, Loaded, alias shop_current, collection.ttl.seconds 864000000',
			'default.shop_tenants 200 rows, pk VarChar key, tenant VarChar, v FloatVector, _default_0 44/1, _default_1 45/1, _default_2 44/1, _default_3 67/1, NotLoad',
		],
	);
}

function line(content: BackupDetails['contents'][number]): string {
	const isHello = content.name.startsWith('hello');
	return [
		[
			content.collection,
			...(content.description && !isHello ? [`(${content.description})`] : []),
			content.rows,
			'rows',
		].join(' '),
		...content.fields.map(field =>
			[field.name, field.type, ...(field.isPrimaryKey ? ['key'] : [])].join(' '),
		),
		...(content.isDynamic ? ['dynamic'] : []),
		...content.partitions.map(({name, rows, segments}) => `${name} ${rows}/${segments}`),
		...content.indexes.map(({name, type, metric}) => [name, type, metric].join(' ')),
		content.loadState,
		...content.aliases.map(alias => `alias ${alias}`),
		...Object.entries(content.properties).map(entry => entry.join(' ')),
	].join(', ');
}
