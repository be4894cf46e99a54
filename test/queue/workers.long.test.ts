import test, {type ExecutionContext} from 'ava';
import {cacheDir} from '../helpers/runner/cache-dir.js';
import {openQueueScene, type QueueScene, type Started} from '../helpers/queue/queue-scene.js';
import {installValkey} from '../helpers/servers/install-valkey.js';
import {servers} from '../helpers/servers/servers.js';
import {startValkey, type Valkey} from '../helpers/servers/valkey.js';

/*
 * Workers between two real stores, killed (-9) in turn with the job, and a queue that is killed;
 * the Milvus is simulated, the queue a real Valkey.
 */

const mib = 1024 ** 2;
const {minio: source, minio2: target} = servers();

async function startQueue(t: ExecutionContext, isSaving: boolean): Promise<Valkey> {
	const valkey = await startValkey({binary: await installValkey(cacheDir()), isSaving});
	t.teardown(valkey.stop);
	return valkey;
}

async function assertOnce(t: ExecutionContext, scene: QueueScene, name: string): Promise<void> {
	t.deepEqual(await scene.copied(name), await scene.source());
	t.deepEqual(
		[...(await scene.versions(name))].filter(([, count]) => count !== 1),
		[],
	);
	const verified = await scene.start(['verify', name]).ended;
	t.is(verified.exitCode, 0, verified.stderr);
}

/** Returns when the workers have ended so many items more. */
async function untilMoreItems(workers: readonly Started[], more: number): Promise<void> {
	const count = (): number =>
		workers.reduce(
			(sum, {lines}) => sum + lines.filter(({type}) => type === 'item-ended').length,
			0,
		);
	const wanted = count() + more;
	await Promise.any(workers.map(async worker => worker.says(() => count() >= wanted)));
}

test.serial('1 GiB; a worker and the job are killed in turn, ten times', async t => {
	const valkey = await startQueue(t, true);
	const scene = await openQueueScene({source, target, segments: 256, segmentBytes: 4 * mib});
	t.teardown(scene.stop);
	const worker = {queue: valkey.url, bwlimit: '5M'};
	const command = ['create', '--name', 'killed'];
	const environment = {MILVAULT_QUEUE: valkey.url, MILVAULT_STATE_DIR: scene.stateDir};
	const workers = [
		await scene.startWorker(worker),
		await scene.startWorker(worker),
		await scene.startWorker(worker),
	];
	let job = scene.start(command, environment);
	for (let kills = 0; kills < 10; kills++) {
		await untilMoreItems(workers, 8);
		if (kills % 2 === 0) {
			await workers.shift()?.kill();
			workers.push(await scene.startWorker(worker));
		} else {
			await job.kill();
			job = scene.start(command, environment);
		}
	}

	const {exitCode, stderr} = await job.ended;
	t.is(exitCode, 0, stderr);
	await assertOnce(t, scene, 'killed');
});

for (const isSaving of [true, false]) {
	test.serial(
		`a queue that is killed in the middle, twice, and ${isSaving ? 'remembers all' : 'forgets all'}`,
		async t => {
			const valkey = await startQueue(t, isSaving);
			const scene = await openQueueScene({source, target, segments: 96, segmentBytes: 2 * mib});
			t.teardown(scene.stop);
			const worker = {queue: valkey.url, bwlimit: '4M'};
			const workers = [await scene.startWorker(worker), await scene.startWorker(worker)];
			const job = scene.start(['create', '--name', 'forgotten'], {MILVAULT_QUEUE: valkey.url});
			await untilMoreItems(workers, 4);
			await valkey.restart();
			await untilMoreItems(workers, 4);
			await valkey.kill();
			await job.says(({type, what}) => type === 'retried' && what === 'queue');
			await valkey.start();
			const {exitCode, stderr} = await job.ended;
			t.is(exitCode, 0, stderr);
			await assertOnce(t, scene, 'forgotten');
		},
	);
}

test.serial(
	'a worker that stands still while its items go to another writes nothing later',
	async t => {
		const valkey = await startQueue(t, true);
		const scene = await openQueueScene({source, target, segments: 48, segmentBytes: 2 * mib});
		t.teardown(scene.stop);
		const worker = {queue: valkey.url, bwlimit: '3M'};
		const frozen = await scene.startWorker(worker);
		const other = await scene.startWorker(worker);
		const job = scene.start(['create', '--name', 'frozen'], {MILVAULT_QUEUE: valkey.url});
		await untilMoreItems([frozen], 2);
		process.kill(frozen.pid, 'SIGSTOP');
		const {exitCode, stderr} = await job.ended;
		t.is(exitCode, 0, stderr);
		process.kill(frozen.pid, 'SIGCONT');
		// Its next items are of another job: by then it has seen that the first ones are not its own.
		const next = scene.start(['create', '--name', 'next'], {MILVAULT_QUEUE: valkey.url});
		await untilMoreItems([frozen], 2);
		t.is((await next.ended).exitCode, 0);
		await other.kill();
		await assertOnce(t, scene, 'frozen');
	},
);
