import {randomUUID} from 'node:crypto';
import {mock} from 'node:test';
import test, {type ExecutionContext} from 'ava';
import {removeBackup} from '../../source/engine/repository/remove-backup.js';
import {holdLock, type Lock} from '../../source/engine/locks/hold-lock.js';
import {newLock} from '../../source/engine/locks/lock-file.js';
import type {Place} from '../../source/engine/session.js';
import {hasCode} from '../../source/model/milvault-error.js';
import {newBucket, open, settingsOf} from '../helpers/backups/s3-storage.js';

/*
 * A machine that slept continues where it stopped, before its heartbeat reports that another
 * run holds the lock.
 */

const files = [
	'r/x/binlogs/insert_log/1/2/3/4',
	'r/x/meta/backup_meta.json',
	'r/x/meta/full_meta.json',
	'r/x/meta/milvault.json',
];
const lockKey = 'r/.milvault/locks/x/exclusive.json';

async function lockedBackup(t: ExecutionContext): Promise<{place: Place; lock: Lock}> {
	const storage = await open(t, settingsOf(await newBucket()));
	const place: Place = {storage, rootPath: 'r', label: 's3'};
	for (const file of files) {
		await storage.put(file, 'a backup');
	}

	const lock = await holdLock(place, 'x', {
		jobId: randomUUID(),
		kind: 'delete',
		mode: 'exclusive',
		warn({code}) {
			throw new Error(code);
		},
	});
	return {place, lock};
}

async function keysIn({storage}: Place): Promise<string[]> {
	const keys: string[] = [];
	for await (const {key} of storage.list('r/x/')) {
		keys.push(key);
	}

	return keys;
}

test.serial('what another run has taken over meanwhile is not deleted', async t => {
	const {place, lock} = await lockedBackup(t);
	const theirs = await newLock({jobId: randomUUID(), kind: 'backup'});
	await place.storage.put(lockKey, JSON.stringify(theirs));
	sleep(t);
	const error = await t.throwsAsync(removeBackup(place, 'x', lock));
	t.true(hasCode(error, 'claim-lost'), String(error));
	t.true(hasCode(lock.signal.reason, 'claim-lost'));
	t.deepEqual(await keysIn(place), files);
	await lock.release();
	t.truthy(await place.storage.head(lockKey));
});

test.serial('what is still ours is', async t => {
	const {place, lock} = await lockedBackup(t);
	sleep(t);
	t.like(await removeBackup(place, 'x', lock), {objects: files.length});
	t.deepEqual(await keysIn(place), []);
	await lock.release();
});

/** Only the clock has gone on: timers are as late as they are right after a sleep. */
function sleep(t: ExecutionContext): void {
	mock.timers.enable({apis: ['Date'], now: Date.now() + 90_000});
	t.teardown(() => {
		mock.timers.reset();
	});
}
