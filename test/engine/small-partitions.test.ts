import test from 'ava';
import {smallPartitions} from '../../source/engine/import/small-partitions.js';
import type {BackupCollection} from '../../source/engine/repository/collection-view.js';
import {planInserts} from '../../source/engine/restore/plan-inserts.js';
import type {SegmentBackupInfo} from '../../source/format/messages.js';
import {featuresOf} from '../../source/milvus/features.js';
import type {Milvus} from '../../source/milvus/milvus.js';
import type {FieldSchema} from '../../source/model/collection.js';
import {dataTypes} from '../../source/model/data-types.js';
import type {PlannedRestore, RestoreRequest} from '../../source/model/plans.js';
import {viewOf} from '../helpers/backups/view-of.js';

/* Which partitions are inserted: plain tables, no server. */

const key: FieldSchema = {
	fieldID: '100',
	name: 'id',
	data_type: dataTypes.Int64,
	is_primary_key: true,
};
const vector: FieldSchema = {fieldID: '101', name: 'v', data_type: dataTypes.FloatVector};

type Changes = {
	segment?: Partial<SegmentBackupInfo>;
	schema?: Parameters<typeof viewOf>[1];
	view?: Partial<BackupCollection>;
	partition?: string;
};

function segmentOf(): SegmentBackupInfo {
	return {
		segment_id: '9',
		collection_id: '7',
		partition_id: '8',
		num_of_rows: '10000',
		binlogs: [{fieldID: '100', binlogs: [{log_id: '1', log_size: '1000'}]}],
	};
}

function collection({segment, schema, view, partition = 'p'}: Changes): BackupCollection {
	const segments = [{...segmentOf(), ...segment}];
	return {
		...viewOf(segments, {fields: [key, vector], ...schema}),
		partitions: [
			{id: '8', name: partition, segments},
			{id: '10', name: 'empty', segments: []},
		],
		...view,
	};
}

function insertedOf(changes: Changes, version = '2.3.5'): string[] {
	return smallPartitions(collection(changes), {features: featuresOf(version)}).map(
		({name}) => name,
	);
}

test('a small partition is inserted by 2.2 and 2.3, and left to an import job from 2.4 on', t => {
	t.deepEqual(insertedOf({}, '2.2.16'), ['p']);
	t.deepEqual(insertedOf({}, '2.3.5'), ['p']);
	t.deepEqual(insertedOf({}, '2.4.0'), []);
	t.deepEqual(insertedOf({}, '2.6.6'), []);
});

const large = 16 * 1024 * 1024 + 1;
const left: ReadonlyArray<[string, Changes]> = [
	['the default partition, which cannot be dropped', {partition: '_default'}],
	['more than 10,000 rows', {segment: {num_of_rows: '10001'}}],
	[
		'more than 16 MB',
		{segment: {binlogs: [{fieldID: '100', binlogs: [{log_id: '1', log_size: String(large)}]}]}},
	],
	[
		'a collection of more than ten million rows',
		{
			view: {
				partitions: [
					...collection({}).partitions,
					{id: '11', name: 'q', segments: [{...segmentOf(), num_of_rows: '9990001'}]},
				],
			},
		},
	],
	['column groups', {segment: {storage_version: '2'}}],
	['keys that Milvus makes', {schema: {fields: [{...key, autoID: true}, vector]}}],
	['keys that Milvus makes, by the schema', {schema: {autoID: true}}],
	['a partition key', {schema: {fields: [{...key, is_partition_key: true}, vector]}}],
	['a time to live', {view: {properties: [{key: 'collection.ttl.seconds', value: '60'}]}}],
	['nulls', {schema: {fields: [key, {...vector, nullable: true}]}}],
	['a default value', {schema: {fields: [key, {...vector, default_value_base64: 'CAE='}]}}],
	['a function', {schema: {functions: [{name: 'bm25'}]}}],
	['an array of structs', {schema: {struct_array_fields: [{fieldID: '103', name: 's'}]}}],
	[
		'deletes of L0 segments',
		{view: {l0Segments: [{segment_id: '1', collection_id: '7', partition_id: '-1'}]}},
	],
	[
		'a type that an insert does not carry',
		{schema: {fields: [key, {...vector, data_type: dataTypes.Geometry}]}},
	],
];

for (const [what, changes] of left) {
	test(`left to an import job: ${what}`, t => {
		t.deepEqual(insertedOf(changes), []);
	});
}

/** A Milvus that says how many data nodes it has. */
function milvusWith(dataNodes: number | undefined): Milvus {
	return {
		features: featuresOf('2.3.5'),
		async call(rpc: string) {
			if (rpc !== 'GetMetrics' || dataNodes === undefined) {
				throw new Error(rpc);
			}

			const types = ['rootcoord', ...Array.from({length: dataNodes}, () => 'datanode')];
			return {response: JSON.stringify({nodes_info: types.map(type => ({infos: {type}}))})};
		},
	} as unknown as Milvus;
}

const request: RestoreRequest = {
	name: 'b',
	onConflict: 'fail',
	withIndex: true,
	withLoad: true,
	metaOnly: false,
	withRbac: false,
};

const cases: ReadonlyArray<
	[
		string,
		{
			partitions: number;
			nodes?: number;
			action?: 'append';
			more?: Partial<RestoreRequest>;
			inserted: number;
		},
	]
> = [
	['five are as fast by import', {partitions: 5, nodes: 1, inserted: 0}],
	['six are not', {partitions: 6, nodes: 1, inserted: 6}],
	['six are where there are two data nodes', {partitions: 6, nodes: 2, inserted: 0}],
	['eleven are not', {partitions: 11, nodes: 2, inserted: 11}],
	['a Milvus that does not say has one', {partitions: 6, inserted: 6}],
	['rows that are appended are imported', {partitions: 6, action: 'append', inserted: 0}],
	['and all with --imports-only', {partitions: 6, more: {importsOnly: true}, inserted: 0}],
	['without rows there are none', {partitions: 6, more: {metaOnly: true}, inserted: 0}],
];

for (const [what, {partitions, nodes, action = 'create', more, inserted}] of cases) {
	test(`of small partitions, ${what}`, async t => {
		// Half of them in each of two collections: Milvus works on one job at a time, whosever it is.
		const halves = [Math.floor(partitions / 2), Math.ceil(partitions / 2)];
		const views = halves.map(count => {
			const view = collection({});
			return {
				...view,
				partitions: Array.from({length: count}, (_, index) => ({
					...view.partitions[0]!,
					name: `p${index}`,
				})),
			};
		});
		const planned = halves.map(count => ({action, importJobs: count + 1}) as PlannedRestore);
		const plans = await planInserts(planned, views, {...request, ...more}, milvusWith(nodes));
		t.deepEqual(
			plans.map(({importJobs, insertedPartitions}) => [importJobs, insertedPartitions]),
			inserted === 0
				? halves.map(count => [count + 1, undefined])
				: halves.map(count => [1, count]),
		);
	});
}

test('without its time to live, a collection is inserted', async t => {
	const properties = [{key: 'collection.ttl.seconds', value: '60'}];
	const one = collection({view: {properties}});
	const view = {
		...one,
		partitions: Array.from({length: 6}, (_, index) => ({...one.partitions[0]!, name: `p${index}`})),
	};
	const planned = [{action: 'create', importJobs: 6} as PlannedRestore];
	for (const withoutTtl of [false, true]) {
		const [plan] = await planInserts(planned, [view], {...request, withoutTtl}, milvusWith(1));
		t.is(plan?.insertedPartitions, withoutTtl ? 6 : undefined);
	}
});
