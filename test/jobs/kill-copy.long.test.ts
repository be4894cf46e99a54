import {randomInt} from 'node:crypto';
import test from 'ava';
import {verifyBackups} from '../../source/engine/verify-backups.js';
import {openSession} from '../../source/engine/open-session.js';
import {newBucket, settingsOf} from '../helpers/backups/s3-storage.js';
import {filesOf} from '../helpers/backups/copy-scene.js';
import {killCopyScene} from '../helpers/jobs/kill-copy.js';
import type {KillAt} from '../helpers/jobs/killed-job.js';
import {cacheDir} from '../helpers/runner/cache-dir.js';
import {installMinio} from '../helpers/servers/install-minio.js';
import {startMinio} from '../helpers/servers/minio.js';

const kills = 20;

function randomStep(): KillAt {
	const when = randomInt(2) === 0 ? 'before' : 'after';
	switch (randomInt(4)) {
		case 0: {
			return {on: 'journal', nth: 1 + randomInt(4), when};
		}

		case 1: {
			return {on: 'put', name: '.json', nth: 1 + randomInt(12), when};
		}

		default: {
			return {on: 'put', name: '', nth: 1 + randomInt(12), when};
		}
	}
}

test('a copy to MinIO that is killed twenty times at random sends nothing twice, and ends as one that was not killed', async t => {
	t.timeout(30 * 60_000);
	const minio = await startMinio({binary: await installMinio(cacheDir())});
	t.teardown(async () => minio.stop());
	const scene = await killCopyScene(t, settingsOf(await newBucket(minio), {}, minio));
	const names = scene.plan.backups.map(({name}) => name);
	let steps: KillAt[] = [];
	let known = new Map<string, number>();
	let id: string | undefined;
	let killed = 0;
	let rounds = 0;
	const goOn = async (step: KillAt | undefined): Promise<boolean> => {
		// Every third by a job that knows nothing of the earlier ones.
		const run = await scene.run(step, steps.length % 3 === 2 ? undefined : id);
		id ??= run.id;
		const now = await scene.times();
		for (const [key, time] of known) {
			t.is(now.get(key), time, `${key} was sent twice: ${JSON.stringify(steps)}`);
		}

		known = now;
		return run.isKilled;
	};

	for (;;) {
		const step = killed < kills ? randomStep() : undefined;
		steps.push(...(step ? [step] : []));
		if (await goOn(step)) {
			killed++;
			continue;
		}

		for (const name of names) {
			t.deepEqual(await filesOf(scene.to, name), await filesOf(scene.from, name));
		}

		rounds++;
		if (killed === kills) {
			break;
		}

		// All was copied before the step came: once more, from the beginning.
		const {storage} = await scene.session.targetPlace();
		const keys: string[] = [];
		for await (const {key} of storage.list('')) {
			keys.push(key);
		}

		await storage.deleteMany(keys);
		known = new Map();
		id = undefined;
		steps = [];
	}

	t.log(`${killed} kills, ${rounds} times from nothing to the end`);
	using there = await openSession(scene.settings, {repository: 'to'});
	const {outcome} = await verifyBackups(there, names, {level: 'full'});
	t.is(outcome, 'complete');
});
