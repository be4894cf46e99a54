import {readdirSync} from 'node:fs';
import {readFile} from 'node:fs/promises';
import {join} from 'node:path';
import {fileURLToPath} from 'node:url';
import {request as httpRequest} from 'node:http';
import {text} from 'node:stream/consumers';
import test, {type ExecutionContext} from 'ava';
import {isLosslessNumber, parse as parseJson} from 'lossless-json';
import {callAsRecorded} from '../helpers/fake-milvus/call-as-recorded.js';
import {startFakeMilvus, type FakeMilvus} from '../helpers/fake-milvus/fake-milvus.js';
import {samplesDirectory} from '../helpers/fake-milvus/put-recorded.js';
import {standAsRecorded} from '../helpers/fake-milvus/stand-as-recorded.js';

/*
 * The simulated Milvus of our tests against what real ones answered (test/fixtures/live-samples):
 * each recorded request is sent to it, in the state that the real one was in, and the answer has
 * the recorded one's status or code, its keys, and its types. Every file there is walked: one of a
 * form that is not known here fails.
 */

const directory = fileURLToPath(samplesDirectory);

for (const version of readdirSync(directory)) {
	for (const file of readdirSync(join(directory, version))) {
		test(`simulated Milvus ${version} answers as recorded: ${file}`, async t => {
			const sample = await readFile(join(directory, version, file), 'utf8');
			const fake = await startFakeMilvus({
				version: version.replace('-auth', ''),
			});
			t.teardown(fake.stop);
			await (version.endsWith('-auth') ? askForLogin(fake) : standAsRecorded(fake.state, version));
			if (file.startsWith('grpc-')) {
				await assertCall(t, fake, {file, sample});
			} else if (file.startsWith('rest-')) {
				await assertRest(t, fake, sample);
			} else {
				t.fail(`it is not known what ${file} is a sample of`);
			}
		});
	}
}

type Json = Record<string, unknown>;
type RestSample = {
	request?: {method: string; path: string; body: object | null};
	path?: string;
	body?: object;
	status: number;
	contentType?: string;
	raw: string;
	authorization?: string;
};

async function assertCall(
	t: ExecutionContext,
	fake: FakeMilvus,
	{file, sample}: {file: string; sample: string},
): Promise<void> {
	const {rpc, request, answer} = JSON.parse(sample) as {
		rpc: string;
		request: Json;
		answer: Json;
	};
	if (file === 'grpc-Flush-ratelimited.json') {
		fake.state.tuning.flushIntervalMs = 600_000;
		await callAsRecorded(fake, rpc, request);
	}

	const found = await callAsRecorded(fake, rpc, request);
	t.deepEqual(found['status'], answer['status']);
	t.deepEqual(shapeOf(found), shapeOf(answer));
}

async function assertRest(t: ExecutionContext, fake: FakeMilvus, sample: string): Promise<void> {
	const recorded = parseJson(sample, undefined, digits =>
		digits.length > 15 ? BigInt(digits) : Number(digits),
	) as RestSample | {data: {segmentInfos: Array<{segmentID: bigint}>}};
	// Of a segment that had been compacted only the answer's body was kept.
	const {method, path, body, status, contentType, raw, authorization} =
		'data' in recorded
			? {
					method: 'POST',
					path: 'v2/vectordb/segments/describe',
					body: {
						segmentIds: recorded.data.segmentInfos.map(info => info.segmentID),
					},
					status: 200,
					contentType: undefined,
					raw: sample,
					authorization: undefined,
				}
			: {method: 'POST', ...recorded, ...recorded.request};
	const found = await ask(fake, {
		method,
		path: path ?? '',
		body: body ?? undefined,
		authorization,
	});
	t.is(found.status, status);
	if (contentType !== undefined) {
		t.is(found.contentType, contentType);
	}

	t.deepEqual(comparable(found.body), comparable(raw));
}

/** By what the samples call them. */
const tokens: Readonly<Record<string, string>> = {
	root: 'root:secret',
	wrong: 'root:wrong',
	'user without privileges': 'u3:secret',
};

async function askForLogin({state}: FakeMilvus): Promise<void> {
	state.logins = new Map([
		[tokens['root']!, {user: 'root', mayImport: true}],
		[tokens['user without privileges']!, {user: 'u3', mayImport: false}],
	]);
}

async function ask(
	{cluster}: FakeMilvus,
	{
		method,
		path,
		body,
		authorization,
	}: {method: string; path: string; body?: object; authorization?: string},
): Promise<{status: number; contentType: string; body: string}> {
	const token = tokens[authorization ?? ''];
	const {promise, resolve, reject} = Promise.withResolvers<{
		status: number;
		contentType: string;
		body: string;
	}>();
	const request = httpRequest(
		new URL(path, cluster.milvus.restUrl),
		{
			method,
			headers: {...(token !== undefined && {authorization: `Bearer ${token}`})},
		},
		response => {
			text(response).then(received => {
				resolve({
					status: response.statusCode ?? 0,
					contentType: response.headers['content-type'] ?? '',
					body: received,
				});
			}, reject);
		},
	);
	request.on('error', reject);
	request.end(body && asText(body));
	return promise;
}

/** Integers of 64 bits as bare numbers. */
function asText(body: object): string {
	return JSON.stringify(body, (_, value: unknown) =>
		typeof value === 'bigint' ? `bare ${value}` : value,
	).replaceAll(/"bare (\d+)"/g, '$1');
}

/**
 * Keys and types; numbers in keys, such as ids in names of channels, are no difference, nor is how
 * many there are of a kind.
 */
function shapeOf(value: unknown): unknown {
	if (Array.isArray(value)) {
		return [value.map(each => shapeOf(each)).reduce(merged, undefined)];
	}

	if (typeof value !== 'object' || value === null) {
		return typeof value;
	}

	const shape: Json = {};
	for (const [key, each] of Object.entries(value)) {
		const name = key.replaceAll(/\d+/g, '#');
		shape[name] = merged(shape[name], shapeOf(each));
	}

	return shape;
}

/** Of two of a kind, of which one may be without what is zero. */
function merged(a: unknown, b: unknown): unknown {
	if (Array.isArray(a) && Array.isArray(b)) {
		return [merged(a[0], b[0])];
	}

	return isRecord(a) && isRecord(b)
		? Object.fromEntries(Object.keys({...a, ...b}).map(key => [key, merged(a[key], b[key])]))
		: (a ?? b);
}

function isRecord(value: unknown): value is Json {
	return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Everything but ids, tickets and in what order things are told. */
function comparable(body: string): unknown {
	try {
		return withoutIds(parseJson(body));
	} catch {
		return body;
	}
}

function withoutIds(value: unknown): unknown {
	if (Array.isArray(value)) {
		const all = value.map(each => withoutIds(each));
		return all.toSorted((a, b) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1));
	}

	if (typeof value === 'string') {
		return value.replaceAll(/dml_\d+_\d+v\d+/g, 'dml');
	}

	if (typeof value !== 'object' || value === null) {
		return value;
	}

	if (isLosslessNumber(value)) {
		const {value: digits} = value;
		return digits.length > 15 ? 'an id' : Number(digits);
	}

	return Object.fromEntries(
		Object.entries(value)
			.toSorted(([a], [b]) => (a < b ? -1 : 1))
			.map(([key, each]) => [key, key === 'ticket' ? typeof each : withoutIds(each)]),
	);
}
