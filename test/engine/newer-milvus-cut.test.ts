import {readdir} from 'node:fs/promises';
import {join} from 'node:path';
import test from 'ava';
import {
	backup,
	importsOf,
	putShopWithL0,
	restore,
	restored,
} from '../helpers/fake-milvus/backup-and-restore.js';
import {addL0Deletes} from '../helpers/fake-milvus/change-segments.js';
import {openFakeSession} from '../helpers/fake-milvus/fake-session.js';
import {visibleRows} from '../helpers/fake-milvus/state.js';
import {tsoOfMs} from '../../source/model/timestamps.js';

/** The simulated clock begins in 2027, and every cut lies there: these are before and after it. */
const before = tsoOfMs('1799000000000');
const after = tsoOfMs('1900000000000');

for (const version of ['2.4.24', '2.5.27', '2.6.0', '2.6.1']) {
	test(`simulated Milvus ${version}: deletes in L0 segments that are later than the cut take no row away`, async t => {
		const opened = await openFakeSession(t, {version});
		const {state} = opened.fake;
		const shop = await putShopWithL0(state);
		const [partition] = shop.partitions;
		// One log with both, one with earlier ones only, and a segment with later ones only.
		const mixed = await addL0Deletes(state, shop, {
			partitionId: '-1',
			logs: [
				[
					{pk: '10', ts: before},
					{pk: '11', ts: after},
				],
				[{pk: '12', ts: before}],
			],
		});
		const later = await addL0Deletes(state, shop, {
			partitionId: partition?.id ?? '',
			logs: [[{pk: '13', ts: after}]],
		});
		const {result: made} = await backup(opened);
		t.is(made.outcome, 'complete');

		const {result} = await restore(opened);
		t.is(result.outcome, 'complete');
		t.like(result.collections[0], {rows: '393', rowsCheckedBy: 'count'});
		t.is(visibleRows(restored(state, 'shop_items')), 393);

		const paths = importsOf(state)
			.filter(({isL0}) => isL0)
			.flatMap(({files}) => files.flat());
		const isCutByMilvus = version === '2.6.1';
		const of = (id: string) => paths.filter(path => path.includes(`/${id}/`));
		t.is(of(later).length, isCutByMilvus ? 1 : 0);
		t.true(
			of(mixed).every(
				path => isCutByMilvus === path.startsWith(join(opened.repository, 'b', 'binlogs')),
			),
		);
		t.is(of(mixed).length, 1);
		// What was cut is a copy, and it is gone.
		t.deepEqual(
			(await readdir(state.root)).filter(name => name === 'milvault_temp'),
			[],
		);
	});
}
