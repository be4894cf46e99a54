import {randomBytes} from 'node:crypto';
import test from 'ava';
import {configOf, milvault, storageConfig} from '../end-to-end/milvault.js';
import {newBucket, settingsOf} from '../helpers/backups/s3-storage.js';
import {dropDatabase} from '../helpers/milvus/drop-database.js';
import {allRows, openSdk} from '../helpers/milvus/rows.js';
import {assertSameRows} from '../helpers/milvus/same-rows.js';
import {makeSmallCollections} from '../helpers/milvus/small-collections.js';
import {cacheDir} from '../helpers/runner/cache-dir.js';
import {openQueueScene} from '../helpers/queue/queue-scene.js';
import {installValkey} from '../helpers/servers/install-valkey.js';
import {servers} from '../helpers/servers/servers.js';
import {startValkey} from '../helpers/servers/valkey.js';

/* Workers between two real stores; the Milvus is simulated, the queue a real Valkey. */

const {minio: source, minio2: target, milvus235} = servers();
const valkey = await startValkey({binary: await installValkey(cacheDir())});
test.after.always(async () => {
	await valkey.stop();
});

test.serial(
	'two workers copy for a job; one is killed, and nothing is lost or copied twice',
	async t => {
		const scene = await openQueueScene({source, target, segments: 24, segmentBytes: 1024 ** 2});
		t.teardown(scene.stop);
		const queue = valkey.url;
		const worker = {queue, bwlimit: '2M'};
		const [first, second] = [await scene.startWorker(worker), await scene.startWorker(worker)];
		const job = scene.start(['create', '--name', 'by_two'], {MILVAULT_QUEUE: queue});
		await first.says(({type}) => type === 'item-ended');
		await second.says(({type}) => type === 'item-ended');
		await first.kill();
		const {exitCode, stderr} = await job.ended;
		t.is(exitCode, 0, stderr);
		t.deepEqual(await scene.copied('by_two'), await scene.source());
		t.deepEqual(
			[...(await scene.versions('by_two'))].filter(([, count]) => count !== 1),
			[],
		);
		const events = job.lines.filter(({type}) => type === 'object-copied');
		t.is(events.length, 24 * 4);
		// The job itself copied nothing, and no secret is in what anybody says.
		const said = JSON.stringify([job.lines, first.lines, second.lines]) + stderr;
		t.false(said.includes(valkey.password));
		const verified = await scene.start(['verify', 'by_two']).ended;
		t.is(verified.exitCode, 0, verified.stderr);
	},
);

test.serial(
	'a worker that is asked to end gives its items back, and none is copied twice',
	async t => {
		const scene = await openQueueScene({source, target, segments: 8, segmentBytes: 1024 ** 2});
		t.teardown(scene.stop);
		const queue = valkey.url;
		const first = await scene.startWorker({queue, bwlimit: '500K'});
		const job = scene.start(['create', '--name', 'by_turns'], {MILVAULT_QUEUE: queue});
		await job.says(({type}) => type === 'object-copied');
		process.kill(first.pid, 'SIGTERM');
		const end = await first.ended;
		t.is(end.exitCode, 0, end.stderr);
		await scene.startWorker({queue});
		const {exitCode, stderr} = await job.ended;
		t.is(exitCode, 0, stderr);
		t.deepEqual(await scene.copied('by_turns'), await scene.source());
		t.deepEqual(
			[...(await scene.versions('by_turns'))].filter(([, count]) => count !== 1),
			[],
		);
	},
);

test.serial(
	'a job without a worker of its places says so, and ends when it is asked to',
	async t => {
		const scene = await openQueueScene({source, target, segments: 2, segmentBytes: 1024});
		t.teardown(scene.stop);
		const queue = valkey.url;
		const job = scene.start(['create', '--name', 'by_none', '--queue', queue]);
		const isAbout = (text: string) => (line: Record<string, unknown>) =>
			line['type'] === 'retried' && String(line['reason']).includes(text);
		await job.says(isAbout(`no worker takes work from the queue at ${valkey.address}`));
		await scene.startWorker({queue, more: ['--set', 'repositories.r.rootPath=elsewhere']});
		// A worker of an earlier test is listed for some seconds more.
		await job.says(isAbout('/elsewhere (http'));
		process.kill(job.pid, 'SIGINT');
		const {exitCode, stderr} = await job.ended;
		t.is(exitCode, 130, stderr);
		t.false((JSON.stringify(job.lines) + stderr).includes(valkey.password));
		t.is((await scene.copied('by_none')).size, 0);
	},
);

test.serial('a queue that does not accept the password is named without it', async t => {
	const scene = await openQueueScene({source, target, segments: 1, segmentBytes: 1024});
	t.teardown(scene.stop);
	const wrong = 'not-the-password';
	const {lines, ended} = scene.start(['worker'], {
		MILVAULT_QUEUE: valkey.url.replace(valkey.password, wrong),
	});
	const {exitCode, stderr} = await ended;
	t.is(exitCode, 6, stderr);
	t.like(lines.at(-1), {error: {code: 'queue-refused', details: {address: valkey.address}}});
	t.false((JSON.stringify(lines) + stderr).includes(wrong));
	const shown = scene.start(['config', 'show'], {MILVAULT_QUEUE: valkey.url});
	await shown.ended;
	const said = JSON.stringify(shown.lines);
	t.true(said.includes('MILVAULT_QUEUE'));
	t.false(said.includes(valkey.password));
});

test.serial('a real Milvus: a worker copies there and back, for create and restore', async t => {
	const client = await openSdk(milvus235);
	const db = `workers_${randomBytes(4).toString('hex')}`;
	const scene = await openQueueScene({source, target, segments: 1, segmentBytes: 1024});
	t.teardown(async () => {
		await scene.stop();
		await dropDatabase(client, db);
		await client.closeConnection();
	});
	await makeSmallCollections(client, db);
	const rows = await allRows(client, db, 'items');
	const repository = storageConfig(settingsOf(await newBucket(target), {}, target));
	const config = configOf(milvus235, repository);
	const worker = await scene.startWorker({queue: valkey.url, config});
	const env = {MILVAULT_QUEUE: valkey.url};
	const made = await milvault(['create', '--name', 'both', '--filter', `${db}.items`, '--json'], {
		config,
		env,
	});
	t.is(made.exitCode, 0, made.stderr);
	const copies = (): number => worker.lines.filter(({type}) => type === 'item-ended').length;
	const afterCreate = copies();
	t.true(afterCreate > 0);
	const restored = await milvault(['restore', 'both', '--suffix', '_back', '--json'], {
		config,
		env,
	});
	t.is(restored.exitCode, 0, restored.stderr);
	t.true(copies() > afterCreate);
	assertSameRows(t, await allRows(client, db, 'items_back'), rows, 'items');
	const {exitCode} = await milvault(['verify', 'both', '--level', 'full'], {config});
	t.is(exitCode, 0);
});
