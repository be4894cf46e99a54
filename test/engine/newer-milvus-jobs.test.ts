import test from 'ava';
import {
	importJobs,
	importJobsAtOnce,
	importUnits,
	type ImportUnits,
} from '../../source/engine/import/import-jobs.js';
import type {SegmentBackupInfo} from '../../source/format/messages.js';
import {featuresOf} from '../../source/milvus/features.js';
import {viewOf} from '../helpers/backups/view-of.js';

/* How a collection is cut into import jobs: plain tables, no server. */

const units: ReadonlyArray<[version: string, api: 'grpc' | 'rest', units: ImportUnits]> = [
	['2.2.16', 'grpc', {data: 'directory', l0: 'applied'}],
	['2.3.5', 'grpc', {data: 'directory', l0: 'applied'}],
	['2.4.15', 'grpc', {data: {groups: 1}, l0: 1}],
	['2.4.15', 'rest', {data: {groups: 256}, l0: 1}],
	['2.5.10', 'rest', {data: {groups: 256}, l0: 1}],
	['2.6.6', 'rest', {data: {groups: 256}, l0: 256}],
	['2.6.6', 'grpc', {data: {groups: 1}, l0: 1}],
];

for (const [version, api, expected] of units) {
	test(`Milvus ${version} takes ${JSON.stringify(expected)} a job by ${api}`, t => {
		t.deepEqual(importUnits({features: featuresOf(version)}, api), expected);
	});
}

for (const [version, given, expected] of [
	['2.2.16', 0, 3],
	['2.3.5', 0, 3],
	['2.4.15', 0, 32],
	['2.6.6', 0, 32],
	['2.6.6', 5, 6],
] as const) {
	test(`Milvus ${version} is given ${expected} jobs at once where limits.importJobsAhead is ${given}`, t => {
		t.is(importJobsAtOnce({features: featuresOf(version)}, {importJobsAhead: given}), expected);
	});
}

const newest: ImportUnits = {data: {groups: 256}, l0: 256};

test('many segments are cut at 256 groups', t => {
	const view = viewOf(Array.from({length: 600}, (_, id) => segment(id + 1)));
	t.deepEqual(
		importJobs(view, newest).map(({groups}) => groups.length),
		[256, 256, 88],
	);
});

test('channels and storage versions are not mixed in a job', t => {
	const view = viewOf([
		segment(1, {v_channel: 'a'}),
		segment(2, {v_channel: 'b'}),
		segment(3, {v_channel: 'a'}),
		segment(4, {v_channel: 'a', storage_version: '2'}),
	]);
	t.deepEqual(
		importJobs(view, newest).map(job => [
			job.storageVersion,
			job.segments.map(({segment_id: id}) => id),
		]),
		[
			[0, ['1', '3']],
			[0, ['2']],
			[2, ['4']],
		],
	);
});

test('segments without rows make no job, and neither does a collection without segments', t => {
	t.deepEqual(importJobs(viewOf([segment(1, {binlogs: []})]), newest), []);
	t.deepEqual(importJobs(viewOf([]), newest), []);
});

test('a backup without group directories is one job a partition, on newer servers too', t => {
	const view = viewOf([segment(1, {group_id: '0'}), segment(2, {group_id: undefined})]);
	t.deepEqual(
		importJobs(view, newest).map(({groups}) => groups),
		[[{insert: 'binlogs/insert_log/7/8/'}]],
	);
});

function segment(id: number, changes: Partial<SegmentBackupInfo> = {}): SegmentBackupInfo {
	return {
		segment_id: String(id),
		collection_id: '7',
		partition_id: '8',
		num_of_rows: '1',
		group_id: String(id),
		binlogs: [{fieldID: '100', binlogs: [{log_id: '1'}]}],
		deltalogs: [],
		...changes,
	};
}
