import {readdirSync, readFileSync} from 'node:fs';
import {join} from 'node:path';
import {readDeleteLog} from '../../../source/format/binlog/read-delete-log.js';
import {readInt64Column} from '../../../source/format/binlog/read-int64-column.js';
import {readKeyColumn} from '../../../source/format/binlog/read-key-column.js';
import {Refusal} from './handler.js';
import {
	isAtLeast,
	type FakeCollection,
	type FakeJob,
	type FakeRow,
	type FakeState,
} from './state.js';

/**
 * Reads what a job is to import at once; who asks for its state hears of it later. Jobs run side by
 * side, however many.
 *
 * @throws Refusal, with which a server answers before there is a job
 */
export async function submitJob(
	state: FakeState,
	collection: FakeCollection,
	request: Pick<FakeJob, 'partition' | 'files' | 'options'>,
): Promise<FakeJob> {
	assertTaken(state, collection, request);
	const job: FakeJob = {
		...request,
		id: state.nextId(),
		collection: collection.name,
		collectionId: collection.id,
		rows: 0,
		failure: refusal(state, request.files, request.options),
		endsAt: endOf(state),
		asked: 0,
	};
	state.jobs.set(job.id, job);
	if (job.failure === undefined) {
		await runJob(state, job, collection);
	}

	return job;
}

/** It begins when one of those before it makes room. */
function endOf({jobs, tuning: {jobMs, jobsAtOnce}}: FakeState): number {
	const now = performance.now();
	const before = [...jobs.values()]
		.map(({endsAt}) => endsAt)
		.toSorted((a, b) => a - b)
		.at(-jobsAtOnce);
	return Math.max(now, before ?? now) + jobMs;
}

/** As it is now; the first question is answered with pending. */
export function askJob({jobs, tuning}: FakeState, job: FakeJob): 'Pending' | 'Importing' | 'ended' {
	job.asked++;
	if (job.asked === 1) {
		return 'Pending';
	}

	return jobs.size < tuning.jobsTogether || performance.now() < job.endsAt ? 'Importing' : 'ended';
}

export function jobsOf(state: FakeState, {id}: FakeCollection): FakeJob[] {
	return [...state.jobs.values()].filter(({collectionId}) => collectionId === id);
}

/** The answer for an unknown job: 2.6 has another code for faults of the server. */
export function unknownImportPrefix(state: FakeState, id: string): {code: number; message: string} {
	const message = `import job does not exist, jobID=${id}: importing data failed`;
	return isAtLeast(state, '2.6.0')
		? {code: 2101, message: `${message} on server side`}
		: {code: 2100, message};
}

function assertTaken(
	state: FakeState,
	{partitions}: FakeCollection,
	{partition, files, options}: Pick<FakeJob, 'partition' | 'files' | 'options'>,
): void {
	if (partition !== undefined && !partitions.some(({name}) => name === partition)) {
		throw new Refusal(200, 1, `partition not found[partition=${partition}]`);
	}

	// Of L0 segments nothing is listed beforehand.
	const isBackup = options['backup'] === 'true';
	if (isBackup && files.every(([insert = '']) => children(insert).length === 0)) {
		const input = files.map(paths => paths.map(path => `paths:"${path}"`).join(' '));
		const where = isAtLeast(state, '2.6.0')
			? 'failed to broadcast import: failed to validate import request: '
			: '';
		throw new Refusal(
			2100,
			1,
			`${where}no binlog to import, input=[${input.join(' ')}]: importing data failed`,
		);
	}
}

/** Refuses like the importer of Milvus 2.4 and later (importutilv2), or gives undefined. */
function refusal(
	state: FakeState,
	files: FakeJob['files'],
	options: FakeJob['options'],
): string | undefined {
	if (options['l0_import'] === 'true') {
		if (files.length > 1 && !isAtLeast(state, '2.6.5')) {
			return 'only one L0 segment in a job';
		}

		return files.every(paths => paths.length === 1)
			? undefined
			: 'one delta directory for each L0 segment';
	}

	if (options['backup'] !== 'true') {
		return 'unsupported file type';
	}

	return files.every(({length}) => length === 1 || length === 2)
		? undefined
		: 'an insert directory and perhaps a delta directory';
}

/**
 * Imports like Milvus 2.4 and later: the children of an insert directory are segments; `end_ts` is
 * a hybrid timestamp, which deletes of L0 segments heed from 2.6.1 on; a row goes when its key was
 * deleted later, by its own segment's deletes.
 */
async function runJob(state: FakeState, job: FakeJob, collection: FakeCollection): Promise<void> {
	const endTs = BigInt(job.options['end_ts'] ?? 2n ** 64n - 1n);
	if (job.options['l0_import'] === 'true') {
		for (const [directory = ''] of job.files) {
			const until = isAtLeast(state, '2.6.1') ? endTs : 2n ** 64n - 1n;
			const deletes = await readDeletes(directory, until);
			if (!state.tuning.losesDeletes) {
				collection.deletes.push(
					...deletes.map(({key, ts}) => ({partition: job.partition, key, ts})),
				);
			}
		}

		return;
	}

	const keyField = collection.schema.fields.find(field => field.is_primary_key)?.fieldID;
	const keptField = collection.schema.fields.find(
		({name}) => name === state.tuning.keptField,
	)?.fieldID;
	const rows: FakeRow[] = [];
	for (const [insert = '', delta = ''] of job.files) {
		const deletes = new Map<string, bigint>();
		for (const {key, ts} of await readDeletes(delta, endTs)) {
			const before = deletes.get(key) ?? -1n;
			deletes.set(key, ts > before ? ts : before);
		}

		for (const segment of children(insert)) {
			for (const row of readRows(join(insert, segment), keyField, keptField)) {
				if (row.ts <= endTs && (deletes.get(row.key) ?? -1n) <= row.ts) {
					rows.push({
						partition: state.tuning.onlyPartition ?? job.partition ?? '',
						...row,
					});
				}
			}
		}
	}

	job.rows = rows.length;
	collection.rows.push(...rows.slice(state.tuning.losesRows));
}

function readRows(
	segment: string,
	keyField = '',
	keptField?: string,
): Array<Omit<FakeRow, 'partition'>> {
	const times = column(segment, '1', readInt64Column);
	const keys = column(segment, keyField, readKeyColumn);
	const values = keptField === undefined ? [] : column(segment, keptField, readInt64Column);
	return times.map((ts, row) => ({
		key: keys[row] ?? '',
		ts,
		...(keptField !== undefined && {value: values[row]}),
	}));
}

/**
 * A field's values in a segment: in a directory of its own, or (storage version 2) in that of a
 * column group.
 */
function column<Value>(
	segment: string,
	fieldId: string,
	read: (bytes: Uint8Array, file: string, fieldId: string) => Iterable<Value> | undefined,
): Value[] {
	const directories = children(segment);
	const own = directories.filter(each => each === fieldId);
	for (const directory of [...own, ...directories]) {
		const logs = children(join(segment, directory)).map(log => {
			const file = join(segment, directory, log);
			return read(readFileSync(file), file, fieldId);
		});
		if (logs.length > 0 && logs.every(log => log !== undefined)) {
			return logs.flatMap(log => [...log]);
		}
	}

	return [];
}

async function readDeletes(
	directory: string,
	endTs: bigint,
): Promise<Array<{key: string; ts: bigint}>> {
	if (directory === '') {
		return [];
	}

	const logs = files(directory).map(async file =>
		Array.fromAsync(readDeleteLog(readFileSync(file), file)),
	);
	return (await Promise.all(logs))
		.flat()
		.map(({pk, ts}) => ({key: pk, ts: BigInt(ts)}))
		.filter(({ts}) => ts <= endTs);
}

function files(directory: string): string[] {
	return entries(directory).flatMap(entry =>
		entry.isDirectory() ? files(join(directory, entry.name)) : [join(directory, entry.name)],
	);
}

/** In the order of their ids. */
function children(directory: string): string[] {
	return entries(directory)
		.map(({name}) => name)
		.toSorted((a, b) => (BigInt(a) < BigInt(b) ? -1 : 1));
}

function entries(directory: string) {
	try {
		return readdirSync(directory, {withFileTypes: true});
	} catch {
		return [];
	}
}
