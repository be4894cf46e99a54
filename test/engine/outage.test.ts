import {randomBytes} from 'node:crypto';
import test from 'ava';
import {createBackup} from '../../source/engine/create-backup.js';
import {planBackup} from '../../source/engine/plan-backup.js';
import type {JobEvent} from '../../source/model/job-events.js';
import {dropDatabase} from '../helpers/milvus/drop-database.js';
import {sessionFor} from '../helpers/program/engine-session.js';
import {freezingProxy} from '../helpers/proxies/freezing-proxy.js';
import {restoreInto} from '../helpers/program/restore-into.js';
import {allRows, ok, openSdk} from '../helpers/milvus/rows.js';
import {newBucket, settingsOf} from '../helpers/backups/s3-storage.js';
import {assertSameRows} from '../helpers/milvus/same-rows.js';
import {servers} from '../helpers/servers/servers.js';
import {makeSmallCollections} from '../helpers/milvus/small-collections.js';

/*
 * A real Milvus that nothing reaches for a moment, again and again: not during imports, since these
 * servers crash when a client that asks for one disconnects. Killed and started again, then too:
 * test/end-to-end, restarts.long.
 */

const server = servers().milvus235;
const sdk = await openSdk(server);
const db = `outage_${randomBytes(4).toString('hex')}`;

test.after.always(async () => {
	await dropDatabase(sdk, db);
	await dropDatabase(sdk, `${db}_to`);
	await sdk.closeConnection();
});

test('a backup and a restore ride it out when Milvus goes away for a moment, and tell that they wait', async t => {
	await makeSmallCollections(sdk, db);
	const proxy = await freezingProxy(t, server.address);
	const {cluster} = server;
	const session = await sessionFor(t, {
		server: {
			...server,
			cluster: {
				...cluster,
				milvus: {...cluster.milvus, address: proxy.address},
			},
		},
		repository: settingsOf(await newBucket(), {rootPath: 'b'}),
	});
	const left: string[] = [];
	/** Away at the beginning of these phases, until an event reports that the job waits for it. */
	const awayAt = (phases: readonly string[]) => (event: JobEvent) => {
		if (event.type === 'phase-started' && phases.includes(event.phase)) {
			left.push(event.phase);
			proxy.leave();
		}

		if (event.type === 'retried') {
			proxy.comeBack();
		}
	};

	const plan = await planBackup(session, {
		name: 'b',
		filter: `${db}.plain`,
		strategy: 'auto',
		withRbac: false,
	});
	const made = await createBackup(session, plan, {
		onEvent: awayAt(['flush', 'list']),
	});
	t.is(made.outcome, 'complete', JSON.stringify(made));
	ok(await sdk.createDatabase({db_name: `${db}_to`}));
	const {result} = await restoreInto(session, 'b', `${db}_to`, {
		from: db,
		onEvent: awayAt(['create', 'index', 'load', 'finish']),
	});
	t.is(result.outcome, 'complete', JSON.stringify(result));
	t.deepEqual(left, ['flush', 'list', 'create', 'index', 'load', 'finish']);
	assertSameRows(t, await allRows(sdk, `${db}_to`, 'plain'), await allRows(sdk, db, 'plain'));
});
