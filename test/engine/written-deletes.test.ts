import {randomBytes} from 'node:crypto';
import {mkdtemp, rm} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import path from 'node:path';
import test from 'ava';
import {readDeleteLog} from '../../source/format/binlog/read-delete-log.js';
import {readKeyColumn} from '../../source/format/binlog/read-key-column.js';
import {writeDeleteLog} from '../../source/format/binlog/write-delete-log.js';
import type {SegmentBackupInfo} from '../../source/format/messages.js';
import {deltaLogKey, insertLogKey} from '../../source/format/paths.js';
import {readBackupInfo} from '../../source/format/read-backup-meta.js';
import {tsoOfMs} from '../../source/model/timestamps.js';
import {openStorage} from '../../source/storage/open-storage.js';
import {
	fixturesDirectory,
	putBackupFiles,
	readBackupFiles,
} from '../helpers/backups/backup-files.js';
import {dropDatabase} from '../helpers/milvus/drop-database.js';
import {sessionFor} from '../helpers/program/engine-session.js';
import {assertShopItems} from '../helpers/backups/fixture-checks.js';
import {closeFiles} from '../helpers/milvus/move-to-l0.js';
import {restoreInto} from '../helpers/program/restore-into.js';
import {openSdk} from '../helpers/milvus/rows.js';
import {servers} from '../helpers/servers/servers.js';

const {milvus235local} = servers();

test('Milvus 2.3.5 applies the delta logs that milvault writes, for keys of both types', async t => {
	const db = `written_${randomBytes(4).toString('hex')}`;
	const directory = await mkdtemp(path.join(tmpdir(), 'milvault-written-'));
	const sdk = await openSdk(milvus235local);
	t.teardown(async () => {
		await dropDatabase(sdk, db);
		await sdk.closeConnection();
		await rm(directory, {recursive: true, force: true});
	});
	const name = 'shop_peer';
	const files = new Map(await readBackupFiles(path.join(fixturesDirectory, name)));
	const info = await readBackupInfo({
		name,
		read: async file => files.get(file)?.toString(),
	});
	const collections = info.collection_backups ?? [];
	const ids = (segment: SegmentBackupInfo) => ({
		collectionId: segment.collection_id,
		partitionId: segment.partition_id,
		segmentId: segment.segment_id,
		groupId: segment.group_id ?? '0',
	});

	// Int64: what Milvus wrote is written again.
	const segmentsOf = (collection: string) =>
		collections
			.filter(each => each.collection_name === collection)
			.flatMap(each => each.partition_backups ?? [])
			.flatMap(each => each.segment_backups ?? []);
	let rewritten = 0;
	for (const segment of segmentsOf('shop_items')) {
		for (const log of segment.deltalogs?.flatMap(each => each.binlogs ?? []) ?? []) {
			const key = deltaLogKey({...ids(segment), logId: log.log_id});
			const entries = await Array.fromAsync(readDeleteLog(files.get(key)!, key));
			const bytes = writeDeleteLog(entries, {
				ids: ids(segment),
				keyType: 'Int64',
			});
			files.set(key, Buffer.from(bytes));
			log.log_size = String(bytes.length);
			rewritten += entries.length;
		}
	}

	t.is(rewritten, 5);

	// VarChar: two rows of one partition are deleted, whatever they are called.
	const tenants = segmentsOf('shop_tenants')[0]!;
	const keyLog = tenants.binlogs?.find(({fieldID}) => fieldID === '100')?.binlogs?.[0];
	const keysAt = insertLogKey({
		...ids(tenants),
		fieldId: '100',
		logId: keyLog?.log_id ?? '',
	});
	const keys = [...(readKeyColumn(files.get(keysAt)!, keysAt, '100') ?? [])];
	const bytes = writeDeleteLog(
		[...keys.slice(0, 2), 'no "key" of \\ any row – 键'].map(pk => ({
			pk,
			ts: tsoOfMs('1799000000000'),
		})),
		{ids: ids(tenants), keyType: 'VarChar'},
	);
	files.set(deltaLogKey({...ids(tenants), logId: '9'}), Buffer.from(bytes));
	tenants.deltalogs = [
		{
			fieldID: '0',
			binlogs: [{log_id: '9', log_size: String(bytes.length)}],
		},
	];
	closeFiles({files, info});
	const storage = await openStorage({type: 'local', path: directory});
	await putBackupFiles(storage, name, files);
	storage.close();
	const session = await sessionFor(t, {
		server: milvus235local,
		repository: {type: 'local', path: directory},
	});
	const {result} = await restoreInto(session, name, db);
	t.is(result.outcome, 'complete', JSON.stringify(result));
	t.deepEqual(result.collections.map(({target, rows}) => `${target} ${rows}`).toSorted(), [
		`${db}.shop_empty 0`,
		`${db}.shop_items 395`,
		`${db}.shop_tenants 198`,
	]);
	await assertShopItems(t, sdk, db);
});
