import test from 'ava';
import {planBackup} from '../../source/engine/plan-backup.js';
import {openFakeSession} from '../helpers/fake-milvus/fake-session.js';
import {putFixture} from '../helpers/fake-milvus/put-fixture.js';

const many = 5000;
const perCollection = 5;

test('simulated Milvus 2.6.6: 5,000 collections are planned with five calls each, and no more', async t => {
	const {session, fake} = await openFakeSession(t, {version: '2.6.6'});
	const {state} = fake;
	const hello = await putFixture(state, {
		backup: 'hello_peer',
		collection: 'hello_milvus',
	});
	state.collections = Array.from({length: many}, (_, index) => ({
		...hello,
		id: String(BigInt(hello.id) + BigInt(index)),
		name: `many_${index}`,
		schema: {...hello.schema, name: `many_${index}`},
	}));
	const plan = await planBackup(session, {strategy: 'auto', withRbac: false});
	t.is(plan.collections.length, many);
	t.is(plan.collections.at(-1)?.rows, '300');
	const counts = new Map<string, number>();
	for (const {name} of state.calls) {
		counts.set(name, (counts.get(name) ?? 0) + 1);
	}

	t.deepEqual(Object.fromEntries(counts), {
		GetVersion: 1,
		ListDatabases: 1,
		ShowCollections: 1,
		DescribeCollection: many,
		DescribeIndex: many,
		GetCollectionStatistics: many,
		GetLoadState: many,
		ShowPartitions: many,
		// Of the largest, for its place in storage.
		GetPersistentSegmentInfo: 1,
	});
	t.is(state.calls.length, 4 + perCollection * many);
});
