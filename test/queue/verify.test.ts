import {cp, glob, mkdtemp, readFile, rename, rm, writeFile} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import test from 'ava';
import {cacheDir} from '../helpers/runner/cache-dir.js';
import type {Started} from '../helpers/queue/queue-scene.js';
import {openVerifyScene, type VerifyScene} from '../helpers/queue/verify-scene.js';
import {installValkey} from '../helpers/servers/install-valkey.js';
import {startValkey} from '../helpers/servers/valkey.js';

/* Workers that read for verify; the Milvus is simulated, the queue a real Valkey. */

const fixtures = new URL('../fixtures/milvus-backup-0.5.16/', import.meta.url).pathname;
const valkey = await startValkey({binary: await installValkey(cacheDir())});
test.after.always(async () => {
	await valkey.stop();
});

const full = ['--level', 'full'];

/** Insert logs of one field, by their whole paths; two segments' are of the same size. */
async function logsOf(directory: string, fieldId: string): Promise<string[]> {
	const found: string[] = [];
	for await (const file of glob(`binlogs/insert_log/**/${fieldId}/*`, {cwd: directory})) {
		found.push(join(directory, file));
	}

	return found.toSorted();
}

async function flipBit(directory: string): Promise<void> {
	const [log = ''] = await logsOf(directory, '100');
	const bytes = await readFile(log);
	const middle = bytes.length >> 1;
	bytes[middle] = bytes[middle]! ^ 1;
	await writeFile(log, bytes);
}

const damages: Record<string, (directory: string) => Promise<void>> = {
	async healthy() {},
	'bit-flipped': flipBit,
	async 'object-missing'(directory) {
		const [, log = ''] = await logsOf(directory, '1');
		await rm(log);
	},
	async 'rows-changed'(directory) {
		const file = join(directory, 'meta/full_meta.json');
		const meta = await readFile(file, 'utf8');
		const changed = meta.replace(/("num_of_rows": ?"?)(\d+)/, '$17');
		await writeFile(file, changed);
	},
	async 'files-exchanged'(directory) {
		const [one = '', two = ''] = await logsOf(directory, '100');
		await rename(one, `${one}.other`);
		await rename(two, one);
		await rename(`${one}.other`, two);
	},
};

/** How a verification ended, and what it wrote down. */
async function ended(scene: VerifyScene, name: string, job: Started) {
	const {exitCode} = await job.ended;
	const noted = await readFile(join(scene.repository, name, 'meta/milvault/verified.json'), 'utf8');
	const checked = job.lines.flatMap(line =>
		line['type'] === 'object-checked' ? [Number(line['bytes'])] : [],
	);
	return {
		exitCode,
		result: sorted(job.lines.at(-1)),
		noted: noted.replaceAll(/"at": ?"[^"]*"/g, ''),
		checked: checked.toSorted((a, b) => a - b),
	};
}

/** Differences come in the order in which objects were read, also without workers. */
function sorted(result: unknown): unknown {
	return JSON.parse(JSON.stringify(result), (key, value: unknown) =>
		key === 'differences' && Array.isArray(value)
			? value.map(one => JSON.stringify(one)).toSorted()
			: value,
	);
}

function objectsOf(worker: Started): number {
	return worker.lines.reduce(
		(sum, line) => sum + (line['type'] === 'item-ended' ? Number(line['objects']) : 0),
		0,
	);
}

test.serial('workers find in a damaged backup what the job alone finds', async t => {
	const scene = await openVerifyScene(t, {segments: 24, rows: 8192});
	const queue = valkey.url;
	const workers = [await scene.startWorker({queue}), await scene.startWorker({queue})];
	const sources = {ours: join(scene.repository, 'b'), theirs: join(fixtures, 'shop_peer')};
	for (const [whose, source] of Object.entries(sources)) {
		for (const [damage, change] of Object.entries(damages)) {
			const name = `${whose}_${damage}`;
			const directory = join(scene.repository, name);
			await cp(source, directory, {recursive: true});
			await change(directory);
			const alone = await ended(scene, name, scene.start(['verify', name, ...full]));
			const before = workers.reduce((sum, worker) => sum + objectsOf(worker), 0);
			const job = scene.start(['verify', name, ...full, '--queue', queue]);
			t.deepEqual(await ended(scene, name, job), alone, name);
			const after = workers.reduce((sum, worker) => sum + objectsOf(worker), 0);
			t.true(after > before, name);
			// Theirs has no checksums, which alone would find a flipped bit of a value.
			if (whose === 'ours') {
				t.is(alone.exitCode, damage === 'healthy' ? 0 : 8, name);
			}
		}
	}

	t.true(workers.every(worker => objectsOf(worker) > 0));
	const said = JSON.stringify(workers.map(({lines}) => lines));
	t.false(said.includes(valkey.password));
});

test.serial(
	'a worker that is killed gives back what it read, and nothing counts twice',
	async t => {
		const scene = await openVerifyScene(t, {segments: 48, rows: 16_384});
		const worker = {queue: valkey.url, bwlimit: '1M'};
		const [first, second] = [await scene.startWorker(worker), await scene.startWorker(worker)];
		const job = scene.start(['verify', 'b', ...full], {MILVAULT_QUEUE: valkey.url});
		await first.says(({type}) => type === 'item-ended');
		await second.says(({type}) => type === 'item-ended');
		await first.kill();
		const {exitCode, stderr} = await job.ended;
		t.is(exitCode, 0, stderr);
		const checked = job.lines.filter(({type}) => type === 'object-checked');
		t.is(checked.length, scene.objects);
	},
);

test.serial('a queue that is killed in the middle and forgets all: nothing is lost', async t => {
	const scene = await openVerifyScene(t, {segments: 48, rows: 16_384});
	const queue = valkey.url;
	const worker = await scene.startWorker({queue, bwlimit: '1M'});
	const job = scene.start(['verify', 'b', ...full], {MILVAULT_QUEUE: queue});
	await worker.says(({type}) => type === 'item-ended');
	await valkey.restart();
	await job.says(({type, what}) => type === 'retried' && what === 'queue');
	const {exitCode, stderr} = await job.ended;
	t.is(exitCode, 0, stderr);
	t.is(job.lines.filter(({type}) => type === 'object-checked').length, scene.objects);
});

test.serial('a job that is killed continues, and what was verified is not read again', async t => {
	const scene = await openVerifyScene(t, {segments: 48, rows: 16_384});
	const stateDir = await mkdtemp(join(tmpdir(), 'milvault-state-'));
	t.teardown(async () => rm(stateDir, {recursive: true, force: true}));
	const queue = valkey.url;
	const environment = {MILVAULT_QUEUE: queue, MILVAULT_STATE_DIR: stateDir};
	const slow = await scene.startWorker({queue, bwlimit: '1M'});
	const job = scene.start(['verify', 'b', ...full], environment);
	await slow.says(() => objectsOf(slow) > scene.objects / 3);
	await job.kill();
	await slow.kill();
	// Forgets what the killed job had handed out.
	await valkey.restart();
	let passed = 0;
	for await (const file of glob('**/journal*', {cwd: stateDir})) {
		passed += (await readFile(join(stateDir, file), 'utf8')).split('"segment-verified"').length - 1;
	}

	t.true(passed > 0);
	const again = await scene.startWorker({queue});
	const second = scene.start(['verify', 'b', ...full], environment);
	const {exitCode, stderr} = await second.ended;
	t.is(exitCode, 0, stderr);
	t.is(objectsOf(again), scene.objects - passed * 3);
});

test.serial('--queue without --level full is refused', async t => {
	const scene = await openVerifyScene(t, {segments: 1, rows: 1});
	const {exitCode, stderr} = await scene.start(['verify', 'b', '--queue', valkey.url]).ended;
	t.is(exitCode, 2, stderr);
});
