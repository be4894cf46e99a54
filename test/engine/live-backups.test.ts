import test from 'ava';
import {planRestore} from '../../source/engine/plan-restore.js';
import {restoreBackup} from '../../source/engine/restore-backup.js';
import {known, liveCases, liveTools, openLive, restoreLive} from '../helpers/backups/live-cases.js';
import {ok} from '../helpers/milvus/rows.js';

/*
 * Backups that milvault and milvus-backup made of Milvus 2.4.24, 2.5.27 and 2.6.19
 * (test/fixtures/README.md), restored on older servers; those of the other tool each:
 * live-backups.long.
 */

for (const each of liveCases) {
	const tool = each.server === 'milvus2216' ? 'milvus-backup' : 'milvault';
	test(`${each.server}: what it knows of a backup that ${tool} made of Milvus ${each.version} is restored row by row, the rest refused by name`, async t => {
		await restoreLive(t, each, tool);
	});
}

for (const tool of liveTools) {
	test(`milvus235local: a backup that ${tool} made of Milvus 2.6.19 is refused before anything is made, since its rows are in storage version 2; without them the collections that 2.3.5 knows are made`, async t => {
		const {session, sdk, db} = await openLive(t, {
			server: 'milvus235local',
			version: '2.6.19',
			tool,
		});
		const request = {name: 'live', renames: [`default.*:${db}.*`]};
		await t.throwsAsync(planRestore(session, request), {
			code: 'milvus-unsupported',
		});
		for (const name of known) {
			await t.throwsAsync(planRestore(session, {...request, filter: name}), {
				code: 'milvus-unsupported',
				message: new RegExp(
					`rows of default\\.${name} in storage version 2, .*; --meta-only .*Milvus 2\\.6\\.0.*2\\.3\\.5`,
				),
			});
		}

		const {db_names: databases} = ok(await sdk.listDatabases());
		t.false(databases.includes(db));
		const plan = await planRestore(session, {...request, metaOnly: true});
		const {outcome, collections} = await restoreBackup(session, plan);
		t.is(outcome, 'partial');
		t.deepEqual(
			collections.filter(result => result.outcome === 'complete').map(({target}) => target),
			known.map(name => `${db}.${name}`),
		);
	});
}
