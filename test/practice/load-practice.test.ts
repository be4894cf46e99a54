import {mkdtemp, readFile, rm} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import test, {type ExecutionContext} from 'ava';
import {hasCode} from '../../source/model/milvault-error.js';
import {loadPractice} from '../../source/practice/load-practice.js';
import type {PracticeEvent} from '../../source/practice/practice-events.js';
import type {PracticeVersion} from '../../source/practice/practice-paths.js';
import {startPractice} from '../../source/practice/start-practice.js';
import {stopPractice} from '../../source/practice/stop-practice.js';
import {checkRestored} from '../demo/check-restored.js';
import {cacheDir} from '../helpers/runner/cache-dir.js';
import {ok, openSdk} from '../helpers/milvus/rows.js';

async function ownPractice(t: ExecutionContext, version: PracticeVersion) {
	const dataDir = await mkdtemp(join(tmpdir(), 'milvault-practice-'));
	t.teardown(async () => {
		await stopPractice({dataDir});
		await rm(dataDir, {recursive: true, force: true});
	});
	const state = await startPractice({dataDir, cacheDir: cacheDir(), version});
	const password = (await readFile(state.passwordFile, 'utf8')).trim();
	const client = await openSdk({...state, password});
	t.teardown(async () => client.closeConnection());
	const events: PracticeEvent[] = [];
	const load = async () => loadPractice({dataDir, onEvent: event => events.push(event)});
	return {client, events, load};
}

const collections = [
	{name: 'hello_milvus', rows: 3000},
	{name: 'hello_milvus2', rows: 6000},
];

test.serial(
	'loading makes both collections, keeps them the next time, loads what was released, and makes anew what has changed',
	async t => {
		const {client, events, load} = await ownPractice(t, '2.3.5');
		const all = (wasKept: boolean) =>
			collections.map(({name, rows}) => ({collection: name, rows, wasKept}));
		t.deepEqual(await load(), all(false));
		for (const {name, rows} of collections) {
			await t.notThrowsAsync(checkRestored(client, {name, restored: name, rows}));
		}

		t.deepEqual(await load(), all(true));

		ok(
			await client.deleteEntities({
				collection_name: 'hello_milvus',
				expr: 'pk in ["0", "1"]',
			}),
		);
		ok(await client.releaseCollection({collection_name: 'hello_milvus2'}));
		events.length = 0;
		t.deepEqual(
			await load(),
			all(false).map(each => ({
				...each,
				wasKept: each.collection === 'hello_milvus2',
			})),
		);
		t.deepEqual(
			events
				.flatMap(event =>
					event.type === 'collection-replaced' ? [`${event.collection}: ${event.reason}`] : [],
				)
				.toSorted(),
			['hello_milvus: 2998 rows'],
		);
	},
);

test.serial('loading works on Milvus 2.2.16 too', async t => {
	const {client, load} = await ownPractice(t, '2.2.16');
	await load();
	for (const {name, rows} of collections) {
		await t.notThrowsAsync(checkRestored(client, {name, restored: name, rows}));
	}
});

test('loading a practice cluster that does not run says so', async t => {
	const error = await t.throwsAsync(
		loadPractice({dataDir: join(tmpdir(), 'milvault-no-such-practice')}),
	);
	t.true(hasCode(error, 'practice-not-running'));
});
