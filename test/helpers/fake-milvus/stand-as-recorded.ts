import {mkdir, readFile, writeFile} from 'node:fs/promises';
import {dirname, join} from 'node:path';
import {parse as parseJson} from 'lossless-json';
import type {KeyValue} from '../../../source/model/collection.js';
import {
	recordedAnswer,
	recordedCollection,
	samplesDirectory,
	type RecordedDescription,
} from './put-recorded.js';
import type {FakeCollection, FakeState} from './state.js';

type RecordedSegment = {
	segmentID: string;
	partitionID: string;
	num_rows?: string;
	level: 'L0' | 'L1';
	storage_version?: string;
};

/** commonpb.SegmentLevel */
const levels = {L0: 1, L1: 2} as const;

/**
 * Brings a simulated Milvus to the state in which the real one was when its answers were recorded
 * (live-samples): databases, collections with their indexes, aliases, partitions and segments, and
 * files of no content where the logs of segments lay.
 *
 * @param version that of the samples
 */
export async function standAsRecorded(state: FakeState, version: string): Promise<void> {
	state.buildTag = (await recordedAnswer<{version: string}>(version, 'GetVersion')).version;
	await putDatabases(state, version);
	for (const name of ['alias', 'pkey', 'nulls', 'bm25', 'ttl_mmap']) {
		const answer = await recordedAnswer<Partial<RecordedDescription>>(
			version,
			`DescribeCollection-${name}`,
		);
		if (answer.schema && answer.collectionID !== undefined) {
			state.collections.push(recordedCollection(state, answer as RecordedDescription));
		}
	}

	state.collections.push(plain('parts', '1'), plain('empty', '2'));
	await putIndexes(state, version);
	await putPartitions(collection(state, 'parts'), version);
	collection(state, 'alltypes').loaded.add('_default');
	await putSegments(collection(state, 'alltypes'), version, '');
	await putSegments(collection(state, 'parts'), version, '-parts');
	await putLogs(state, version);
}

/** One that was described in no sample. */
function plain(name: string, id: string): FakeCollection {
	return {
		db: 'default',
		name,
		id,
		schema: {
			name,
			fields: [{fieldID: '100', name: 'id', data_type: 5, is_primary_key: true}],
		},
		shardsNum: 1,
		consistencyLevel: 2,
		numPartitions: 0,
		properties: [],
		aliases: [],
		partitions: [],
		indexes: [],
		loaded: new Set(),
		segments: [],
		rows: [],
		deletes: [],
	};
}

function collection(state: FakeState, name: string): FakeCollection {
	const found = state.collections.find(each => each.name === name);
	if (!found) {
		throw new Error(`no ${name} in the samples`);
	}

	return found;
}

async function putDatabases(state: FakeState, version: string): Promise<void> {
	const {db_names: names} = await recordedAnswer<{db_names: string[]}>(version, 'ListDatabases');
	for (const name of names) {
		state.databases.set(name, {id: state.nextId(), properties: []});
	}

	const sales = await recordedAnswer<{dbID: string; properties: KeyValue[]}>(
		version,
		'DescribeDatabase-sales',
	);
	state.databases.set('sales', {id: sales.dbID, properties: sales.properties});
}

async function putIndexes(state: FakeState, version: string): Promise<void> {
	for (const [name, sample] of [
		['alltypes', 'DescribeIndex'],
		['ttl_mmap', 'DescribeIndex-ttl'],
	] as const) {
		const {index_descriptions: found} = await recordedAnswer<{
			index_descriptions: Array<{
				index_name: string;
				indexID: string;
				field_name: string;
				params: KeyValue[];
			}>;
		}>(version, sample);
		collection(state, name).indexes = found.map(index => ({
			field: index.field_name,
			name: index.index_name,
			id: index.indexID,
			params: index.params,
		}));
	}
}

async function putPartitions(parts: FakeCollection, version: string): Promise<void> {
	const {partition_names: names, partitionIDs: ids} = await recordedAnswer<{
		partition_names: string[];
		partitionIDs: string[];
	}>(version, 'ShowPartitions');
	parts.partitions = names.map((name, index) => ({name, id: ids[index] ?? ''}));
	parts.loaded = new Set(names);
}

async function putSegments(into: FakeCollection, version: string, suffix: string): Promise<void> {
	const {infos} = await recordedAnswer<{infos: RecordedSegment[]}>(
		version,
		`GetPersistentSegmentInfo${suffix}`,
	);
	into.segments = infos.map(info => ({
		id: info.segmentID,
		partitionId: info.partitionID,
		rows: info.num_rows ?? '0',
		level: levels[info.level],
		storageVersion: Number(info.storage_version ?? 0),
		vChannel: `by-dev-rootcoord-dml_0_${into.id}v0`,
		strayLogs: new Set(),
	}));
}

type Logs = Array<{fieldID: number; logIDs: bigint[]}>;
type Described = {
	segmentID: bigint;
	insertLogs: Logs;
	deltaLogs: Logs;
	numRows: number;
};

/** Of servers that describe segments; one of 2.5.27 had been compacted. */
async function putLogs(state: FakeState, version: string): Promise<void> {
	const alltypes = collection(state, 'alltypes');
	for (const info of await describedSegments(version, 'segments-describe')) {
		const id = String(info.segmentID);
		const partition = alltypes.segments.find(each => each.id === id);
		await putFiles(state, alltypes, {
			id,
			partitionId: partition?.partitionId ?? '',
			info,
		});
	}

	for (const info of await describedSegments(version, 'segments-describe-dropped')) {
		const id = String(info.segmentID);
		const [partition] = alltypes.partitions;
		const partitionId = partition?.id ?? '';
		alltypes.segments.push({
			id,
			partitionId,
			rows: String(info.numRows),
			level: levels.L1,
			storageVersion: 0,
			state: 6,
			childDeltas: info.deltaLogs.flatMap(({logIDs}) => logIDs.map(String)),
			vChannel: `by-dev-rootcoord-dml_0_${alltypes.id}v0`,
			strayLogs: new Set(),
		});
		await putFiles(state, alltypes, {
			id,
			partitionId,
			info: {...info, deltaLogs: []},
		});
	}
}

async function describedSegments(version: string, sample: string): Promise<Described[]> {
	const file = new URL(`${version}/rest-${sample}.json`, samplesDirectory);
	let text: string;
	try {
		text = await readFile(file, 'utf8');
	} catch {
		return [];
	}

	const {raw = text} = JSON.parse(text) as {raw?: string};
	return raw.startsWith('{')
		? (
				parseJson(raw, undefined, digits =>
					digits.length > 15 ? BigInt(digits) : Number(digits),
				) as {data: {segmentInfos: Described[]}}
			).data.segmentInfos
		: [];
}

async function putFiles(
	state: FakeState,
	{id: collectionId}: FakeCollection,
	{id, partitionId, info}: {id: string; partitionId: string; info: Described},
): Promise<void> {
	const ids = [collectionId, partitionId, id];
	const logs = [
		...info.insertLogs.flatMap(({fieldID, logIDs}) =>
			logIDs.map(log => ['insert_log', ...ids, String(fieldID), String(log)]),
		),
		...info.deltaLogs.flatMap(({logIDs}) => logIDs.map(log => ['delta_log', ...ids, String(log)])),
	];
	for (const parts of logs) {
		const file = join(state.root, ...parts);
		await mkdir(dirname(file), {recursive: true});
		await writeFile(file, '');
	}
}
