import test from 'ava';
import {hasCode} from '../../source/model/milvault-error.js';
import * as paths from '../../source/format/paths.js';

const ids = {
	collectionId: '1',
	partitionId: '2',
	groupId: '3',
	segmentId: '4',
	fieldId: '100',
	logId: '5',
};
const old = {...ids, groupId: '0'};

test('binlogs lie where milvus-backup looks for them, with and without group directories', t => {
	t.is(paths.insertLogKey(ids), 'binlogs/insert_log/1/2/3/4/100/5');
	t.is(paths.insertLogKey(old), 'binlogs/insert_log/1/2/4/100/5');
	t.is(paths.insertLogKey({...ids, groupId: undefined}), 'binlogs/insert_log/1/2/4/100/5');
	t.is(paths.deltaLogKey(ids), 'binlogs/delta_log/1/2/3/4/5');
	t.is(paths.deltaLogKey(old), 'binlogs/delta_log/1/2/4/5');
});

test('deletes for all partitions never have a group directory', t => {
	const all = {...ids, partitionId: '-1'};
	t.is(paths.deltaLogKey(all), 'binlogs/delta_log/1/-1/4/5');
	t.is(paths.allPartitionDeltaLogKey(all), 'binlogs/delta_log/1/-1/4/5');
	t.is(paths.allPartitionDeltaDir(all), 'binlogs/delta_log/1/-1/4/');
});

test('directories end in a slash, so that no other id can begin like them', t => {
	t.is(paths.partitionInsertDir(ids), 'binlogs/insert_log/1/2/');
	t.is(paths.partitionDeltaDir(ids), 'binlogs/delta_log/1/2/');
	t.is(paths.groupInsertDir(ids), 'binlogs/insert_log/1/2/3/');
	t.is(paths.groupInsertDir(old), 'binlogs/insert_log/1/2/');
	t.is(paths.groupDeltaDir(ids), 'binlogs/delta_log/1/2/3/');
	t.is(paths.groupDeltaDir(old), 'binlogs/delta_log/1/2/');
});

const evil = ['..', '.', '', '/', '1/2', '../1', '-1', '1\n', '１', '0x1', '%2e'];
for (const id of evil) {
	test(`the id ${JSON.stringify(id)} never becomes part of a path`, t => {
		for (const part of ['collectionId', 'partitionId', 'segmentId', 'fieldId', 'logId']) {
			const error = t.throws(() => paths.insertLogKey({...ids, [part]: id}), undefined, part);
			t.true(hasCode(error, 'metadata-unsafe'), part);
		}

		if (id !== '') {
			t.throws(() => paths.groupDeltaDir({...ids, groupId: id}), {
				code: 'metadata-unsafe',
			});
		}
	});
}

test("Milvus's own keys give their ids", t => {
	t.deepEqual(paths.parseBinlogKey('insert_log/1/2/4/100/5'), {
		kind: 'insert',
		collectionId: '1',
		partitionId: '2',
		segmentId: '4',
		fieldId: '100',
		logId: '5',
	});
	t.deepEqual(paths.parseBinlogKey('delta_log/1/-1/4/5'), {
		kind: 'delta',
		collectionId: '1',
		partitionId: '-1',
		segmentId: '4',
		logId: '5',
	});
});

for (const key of [
	'insert_log/1/2/4/5',
	'insert_log/1/2/4/100/5/6',
	'insert_log/1/-1/4/100/5',
	'insert_log/1/2/4/100/',
	'insert_log/1/2/4/100/5\n',
	'delta_log/1/2/4/100/5',
	'delta_log/1/-2/4/5',
	'stats_log/1/2/4/100/5',
	'index_files/1/2/4/100/5',
	'files/insert_log/1/2/4/100/5',
	'insert_log/a/2/4/100/5',
	'',
]) {
	test(`${JSON.stringify(key)} is no binlog`, t => {
		t.is(paths.parseBinlogKey(key), undefined);
	});
}
