import test from 'ava';
import {backup} from '../../helpers/fake-milvus/backup-and-restore.js';
import {openFakeSession} from '../../helpers/fake-milvus/fake-session.js';
import {putFixture} from '../../helpers/fake-milvus/put-fixture.js';

test('simulated Milvus 2.5.27: a flush that reached no data node is not believed, and asked for again', async t => {
	const opened = await openFakeSession(t, {version: '2.5.27'});
	const {state} = opened.fake;
	await putFixture(state, {backup: 'hello_peer', collection: 'hello_milvus'});
	state.tuning.flushesWithoutDataNode = 2;
	const {result} = await backup(opened);
	t.like(result, {outcome: 'complete', rows: '300'});
	t.is(state.calls.filter(({name}) => name === 'Flush').length, 3);
});
