import {EventEmitter, on} from 'node:events';
import {readFile} from 'node:fs/promises';
import {join} from 'node:path';
import test from 'ava';
import {createBackup} from '../../source/engine/create-backup.js';
import {planBackup} from '../../source/engine/plan-backup.js';
import {verifyBackups} from '../../source/engine/verify-backups.js';
import {readDeleteLog} from '../../source/format/binlog/read-delete-log.js';
import {parseMilvaultMeta} from '../../source/format/milvault-meta.js';
import {tsoOfMs} from '../../source/model/timestamps.js';
import {readBackupFiles} from '../helpers/backups/backup-files.js';
import {restore, restored} from '../helpers/fake-milvus/backup-and-restore.js';
import {openFakeSession} from '../helpers/fake-milvus/fake-session.js';
import {putWritten, rowsAt, type Written} from '../helpers/fake-milvus/put-written.js';
import {rowsLeft} from '../helpers/fake-milvus/state.js';
import {seededRandom, testSeed} from '../helpers/runner/seeded-random.js';
import {watchMilvus} from '../helpers/milvus/watch-milvus.js';

/*
 * A writer inserts, upserts and deletes while a backup is made, from before its plan until after
 * its end. What comes back are the rows of the cut, by key and value. The server is simulated; it
 * ignores end_ts of L0 segments before 2.6.1, as real ones do.
 */

const keys = 400;

for (const {version, storageVersion, isCompacted = false} of [
	{version: '2.4.24', storageVersion: 0},
	{version: '2.5.27', storageVersion: 0},
	{version: '2.6.0', storageVersion: 2},
	{version: '2.6.19', storageVersion: 2},
	{version: '2.5.27', storageVersion: 0, isCompacted: true},
	{version: '2.6.19', storageVersion: 2, isCompacted: true},
]) {
	test(`simulated Milvus ${version}, storage version ${storageVersion}: of a collection that is written to all the time${isCompacted ? ', and whose L0 segments are compacted after the flush' : ''}, a restore has exactly the rows of the cut`, async t => {
		const opened = await openFakeSession(t, {version});
		const {state} = opened.fake;
		const written = putWritten(state, {name: 'busy', storageVersion});
		const next = writer(written, t.title);
		t.log(`MILVAULT_TEST_SEED=${testSeed}`);
		next(1000);
		await written.sync();
		// A writer of its own: something is written with each step of the backup, and beside it.
		const backup = new EventEmitter();
		const steps = on(backup, 'step', {close: ['over']});
		t.teardown(() => {
			backup.emit('over');
		});
		const writing = (async () => {
			let bursts = 0;
			for await (const _ of steps) {
				bursts++;
				next(5);
				await (bursts % 10 === 0 ? written.sync() : written.acknowledge());
			}

			return bursts;
		})();
		// However fast this machine is: something is written and put into segments after the flush,
		// before segments are asked for.
		let isFlushed = false;
		let compactions = 0;
		const session = watchMilvus(opened.session, async rpc => {
			backup.emit('step');
			if (rpc === 'GetPersistentSegmentInfo' && isFlushed) {
				isFlushed = false;
				next(200);
				await written.sync();
				if (isCompacted && compactions === 0) {
					compactions++;
					await written.compact();
				}
			}

			isFlushed ||= rpc === 'Flush';
		});
		const plan = await planBackup(session, {name: 'b', withRbac: false});
		const made = await createBackup(session, plan, {
			onEvent() {
				backup.emit('step');
			},
		}).finally(() => {
			backup.emit('over');
		});
		t.true((await writing) > 20);
		t.is(made.outcome, 'complete', JSON.stringify(made));
		t.is(compactions, isCompacted ? 1 : 0);

		const record = parseMilvaultMeta(
			await readFile(join(opened.repository, 'b/meta/milvault.json'), 'utf8'),
			'milvault.json',
		);
		const [busy] = record.collections;
		const cutTs = BigInt(tsoOfMs(busy?.cut?.endTsMs ?? ''));
		// What would be wrong without a cut is in the backup.
		t.true(Object.keys(busy?.rowsAfterCut ?? {}).length > 0);
		t.true(await hasLaterDeletes(join(opened.repository, 'b'), cutTs));
		t.true(written.writes.some(({ts}) => ts > cutTs));
		const expected = rowsAt(written.writes, cutTs);
		t.notDeepEqual(expected, rowsAt(written.writes, 2n ** 64n));

		const verified = await verifyBackups(opened.session, ['b'], {
			level: 'full',
		});
		t.is(verified.outcome, 'complete', JSON.stringify(verified));
		state.tuning.keptField = 'v';
		const {result} = await restore(opened);
		t.is(result.outcome, 'complete', JSON.stringify(result));
		t.like(result.collections[0], {
			rows: String(expected.length),
			rowsCheckedBy: 'count',
		});
		t.deepEqual(
			rowsLeft(restored(state, 'busy'))
				.map(({key, value}) => `${key}=${value}`)
				.toSorted(),
			expected,
		);
	});
}

/** Makes the next writes: of five, four inserts or upserts and one delete. */
function writer(written: Written, name: string): (count: number) => void {
	const random = seededRandom(name);
	return count => {
		for (let done = 0; done < count; done++) {
			const key = BigInt(random.below(keys));
			if (random.below(5) === 0) {
				written.remove(key);
			} else {
				written.put(key);
			}
		}
	};
}

async function hasLaterDeletes(backup: string, cutTs: bigint): Promise<boolean> {
	for (const [key, body] of await readBackupFiles(backup)) {
		if (key.startsWith('binlogs/delta_log/')) {
			for await (const {ts} of readDeleteLog(body, key)) {
				if (BigInt(ts) > cutTs) {
					return true;
				}
			}
		}
	}

	return false;
}
