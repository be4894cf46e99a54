import test, {type ExecutionContext} from 'ava';
import {createBackup} from '../../source/engine/create-backup.js';
import {planBackup} from '../../source/engine/plan-backup.js';
import type {BackupResult} from '../../source/model/plans.js';
import {shopDeletes} from '../helpers/fake-milvus/change-segments.js';
import {openFakeSession} from '../helpers/fake-milvus/fake-session.js';
import {putFixture} from '../helpers/fake-milvus/put-fixture.js';
import {watchMilvus} from '../helpers/milvus/watch-milvus.js';

/*
 * Compactions between the flush and the search for segments, with deletes that are younger than the
 * cut; the server is simulated. On the real one: fidelity-cut.test.ts.
 */

test('simulated Milvus: a segment that is compacted across the cut is cut again', async t => {
	const {result, flushes} = await backUpCompacting(t, 1);
	t.is(flushes, 2);
	t.false(result.warnings.some(({code}) => code === 'compacted-across-cut'));
});

test('simulated Milvus: one that is compacted again and again is backed up with a warning', async t => {
	const {result, flushes} = await backUpCompacting(t, Infinity);
	t.is(flushes, 5);
	t.deepEqual(
		result.warnings.filter(({code}) => code === 'compacted-across-cut'),
		[
			{
				code: 'compacted-across-cut',
				details: {collection: 'default.shop_items'},
			},
		],
	);
});

/**
 * One segment goes after each of the first flushes; the deletes that lie with it are younger than
 * all flushes.
 */
async function backUpCompacting(
	t: ExecutionContext,
	times: number,
): Promise<{result: BackupResult; flushes: number}> {
	const {fake, session} = await openFakeSession(t, {version: '2.4.15'});
	const shop = await putFixture(fake.state, {
		backup: 'shop_peer',
		collection: 'shop_items',
	});
	const deletedFrom = new Set<string>(Object.values(shopDeletes).flat());
	shop.segments.sort((a, b) => Number(deletedFrom.has(b.id)) - Number(deletedFrom.has(a.id)));
	let ms = 1_700_000_000_000n;
	fake.state.now = () => (ms++ << 18n).toString();

	let compactions = 0;
	let isFlushed = false;
	const watched = watchMilvus(session, rpc => {
		if (rpc === 'Flush') {
			isFlushed = true;
		} else if (rpc === 'DescribeCollection' && isFlushed) {
			isFlushed = false;
			if (compactions < times) {
				compactions++;
				shop.segments.shift();
			}
		}
	});
	const plan = await planBackup(watched, {
		name: 'compacted',
		strategy: 'auto',
		withRbac: false,
	});
	const result = await createBackup(watched, plan);
	t.is(result.outcome, 'complete', JSON.stringify(result));
	return {
		result,
		flushes: fake.state.calls.filter(({name}) => name === 'Flush').length,
	};
}
