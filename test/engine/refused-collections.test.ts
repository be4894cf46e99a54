import test from 'ava';
import type {JournalEntry} from '../../source/engine/journal/journal.js';
import {planRestore} from '../../source/engine/plan-restore.js';
import {restoreBackup} from '../../source/engine/restore-backup.js';
import type {JobEvent} from '../../source/model/job-events.js';
import {backup} from '../helpers/fake-milvus/backup-and-restore.js';
import {openFakeSession} from '../helpers/fake-milvus/fake-session.js';
import {putFixture} from '../helpers/fake-milvus/put-fixture.js';

/* A collection that the plan itself refuses (simulated Milvus). */

test('a restore in part is not offered to be continued when all that failed is what its plan refused', async t => {
	const source = await openFakeSession(t, {version: '2.6.6'});
	const {state} = source.fake;
	await putFixture(state, {backup: 'hello_peer', collection: 'hello_milvus'});
	const shop = await putFixture(state, {backup: 'shop_peer', collection: 'shop_items'});
	shop.schema.fields?.push({fieldID: '900', name: 'place', data_type: 24, nullable: true});
	const {result: made} = await backup(source);
	t.is(made.outcome, 'complete', JSON.stringify(made));
	const {session, repository} = await openFakeSession(t, {
		version: '2.5.27',
		repository: source.repository,
	});
	t.is(repository, source.repository);
	const plan = await planRestore(session, {name: 'b'});
	t.deepEqual(
		plan.warnings.filter(({code}) => code === 'not-possible').map(({code}) => code),
		['not-possible'],
	);
	const entries: JournalEntry[] = [];
	const events: JobEvent[] = [];
	const result = await restoreBackup(session, plan, {
		journal: {
			entries,
			async append(entry) {
				entries.push(entry);
			},
		},
		onEvent(event) {
			events.push(event);
		},
	});
	t.is(result.outcome, 'partial', JSON.stringify(result));
	t.deepEqual(
		events.filter(({type}) => type === 'job-ended'),
		[{type: 'job-ended', outcome: 'partial', canContinue: false}],
	);
});
