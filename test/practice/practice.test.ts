import {mkdtemp, readFile, rm, stat, writeFile} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import test, {type ExecutionContext} from 'ava';
import {connectMilvus} from '../../source/milvus/connect-milvus.js';
import {hasCode} from '../../source/model/milvault-error.js';
import type {PracticeEvent} from '../../source/practice/practice-events.js';
import {practicePaths} from '../../source/practice/practice-paths.js';
import {practiceStatus, type PracticeState} from '../../source/practice/practice-state.js';
import {practiceSettings} from '../../source/practice/practice-settings.js';
import {isRunning} from '../../source/utils/process-identity.js';
import {resetPractice} from '../../source/practice/reset-practice.js';
import {startPractice} from '../../source/practice/start-practice.js';
import {stopPractice} from '../../source/practice/stop-practice.js';
import {loadSettings} from '../../source/settings/load-settings.js';
import {cacheDir} from '../helpers/runner/cache-dir.js';

/** A practice cluster of this test alone; stopped and deleted at its end. */
async function ownPractice(t: ExecutionContext) {
	const dataDir = await mkdtemp(join(tmpdir(), 'milvault-practice-'));
	const events: PracticeEvent[] = [];
	t.teardown(async () => {
		await stopPractice({dataDir});
		await rm(dataDir, {recursive: true, force: true});
	});
	return {
		dataDir,
		cacheDir: cacheDir(),
		events,
		onEvent: (event: PracticeEvent) => events.push(event),
		types: () => events.map(({type}) => type),
	};
}

async function logIn(state: PracticeState, password: string) {
	return connectMilvus({
		address: state.address,
		username: 'root',
		password: {value: password, origin: 'test'},
		tls: {mode: 'off'},
	});
}

test.serial(
	'the practice cluster starts once however often it is started, behind a password of its own, and stops',
	async t => {
		const practice = await ownPractice(t);
		const [state, second] = await Promise.all([startPractice(practice), startPractice(practice)]);
		t.deepEqual(second, state);
		t.is(practice.types().filter(type => type === 'started').length, 1);
		t.true(await isRunning(state));

		const password = (await readFile(state.passwordFile, 'utf8')).trim();
		t.true(password.length >= 16);
		const milvus = await logIn(state, password);
		t.is(milvus.version, '2.3.5');
		milvus.close();
		const refused = await t.throwsAsync(logIn(state, 'Milvus'));
		t.true(hasCode(refused, 'milvus-login'));

		for (const file of [state.passwordFile, state.log, practicePaths(practice.dataDir).stateFile]) {
			t.is((await stat(file)).mode & 0o777, 0o600, file);
		}

		t.deepEqual(await practiceStatus(practice), {isRunning: true, state});
		t.deepEqual(await stopPractice(practice), state);
		t.false(await isRunning(state));
		t.deepEqual(await practiceStatus(practice), {isRunning: false});
		t.is(await stopPractice(practice), undefined);
	},
);

test.serial(
	'a second start on the same data takes the same password and not longer than the first',
	async t => {
		const practice = await ownPractice(t);
		const before = await startPractice(practice);
		const password = await readFile(before.passwordFile, 'utf8');
		await stopPractice(practice);

		const after = await startPractice(practice);
		t.not(after.pid, before.pid);
		const milvus = await logIn(after, password.trim());
		milvus.close();
		const waits = practice.events.flatMap(event =>
			event.type === 'started' ? [event.waitedMs] : [],
		);
		// With the last run's sessions left in its etcd it takes 24 seconds more than the first.
		t.true(waits[1]! < waits[0]! + 15_000, `milliseconds until started: ${waits.join(', ')}`);
	},
);

test.serial(
	'a state file whose process is gone, or whose number now is another process’s, does not count as running',
	async t => {
		const practice = await ownPractice(t);
		const state = await startPractice(practice);
		await stopPractice(practice);

		const {stateFile} = practicePaths(practice.dataDir);
		const stale = {...state, pid: process.pid};
		await writeFile(stateFile, JSON.stringify(stale));
		t.deepEqual(await practiceStatus(practice), {isRunning: false, stale});
		t.is(await stopPractice(practice), undefined, 'this process is not stopped');

		await writeFile(stateFile, JSON.stringify(stale));
		const fresh = await startPractice(practice);
		t.true(practice.types().includes('stale-state'));
		t.true(await isRunning(fresh));
	},
);

test.serial('a start that is cancelled leaves no server behind', async t => {
	const practice = await ownPractice(t);
	const controller = new AbortController();
	let log = '';
	const error = await t.throwsAsync(
		startPractice({
			...practice,
			signal: controller.signal,
			onEvent(event) {
				practice.onEvent(event);
				if (event.type === 'starting') {
					({log} = event);
					setImmediate(() => controller.abort());
				}
			},
		}),
	);
	t.is(error?.name, 'AbortError');
	t.deepEqual(await practiceStatus(practice), {isRunning: false});
	const started = JSON.parse(
		await readFile(practicePaths(practice.dataDir).startingFile, 'utf8').catch(
			() => '{"pid": 0, "startTime": ""}',
		),
	) as PracticeState;
	t.false(await isRunning(started), log);
});

test.serial(
	'another version is refused while one runs, and reset deletes the data but not the backups',
	async t => {
		const practice = await ownPractice(t);
		const state = await startPractice(practice);
		const error = await t.throwsAsync(startPractice({...practice, version: '2.2.16'}));
		t.true(hasCode(error, 'practice-unavailable'));
		t.deepEqual(hasCode(error, 'practice-unavailable') && error.details, {
			what: 'other-version',
			reason: '2.3.5',
		});

		const {backups, server} = practicePaths(practice.dataDir);
		const kept = join(backups, 'my_backup');
		await writeFile(kept, '');
		t.deepEqual(await resetPractice(practice), [server('2.3.5')]);
		t.false(await isRunning(state));
		await t.throwsAsync(stat(server('2.3.5')), {code: 'ENOENT'});
		await t.notThrowsAsync(stat(kept));
	},
);

test.serial('Milvus 2.2.16 starts as practice cluster too', async t => {
	const practice = await ownPractice(t);
	const state = await startPractice({...practice, version: '2.2.16'});
	const milvus = await logIn(state, (await readFile(state.passwordFile, 'utf8')).trim());
	t.is(milvus.version, '2.2.16');
	milvus.close();
	const refused = await t.throwsAsync(logIn(state, 'Milvus'));
	t.true(hasCode(refused, 'milvus-login'));
});

test.serial(
	'the running practice cluster is a cluster and a repository of the settings, without any file',
	async t => {
		const practice = await ownPractice(t);
		const state = await startPractice(practice);
		const settings = await loadSettings({
			environment: {},
			configDirectory: practice.dataDir,
			homeDirectory: practice.dataDir,
			cwd: practice.dataDir,
			extra: [practiceSettings(state)],
		});
		t.is(settings.defaultCluster, 'practice');
		t.is(settings.defaultRepository, 'practice');
		const cluster = settings.clusters['practice'];
		t.is(cluster?.milvus.address, state.address);
		t.like(cluster?.storage, {type: 'local', path: state.storagePath});
		t.like(settings.repositories['practice']?.storage, {
			type: 'local',
			path: state.backupsPath,
		});
		const milvus = await connectMilvus(cluster!.milvus);
		milvus.close();
	},
);
