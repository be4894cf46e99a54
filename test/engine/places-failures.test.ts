import {randomBytes} from 'node:crypto';
import {readdirSync, rmSync, statSync, writeFileSync} from 'node:fs';
import {mkdtemp, rm} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import path from 'node:path';
import test, {type ExecutionContext} from 'ava';
import {createBackup} from '../../source/engine/create-backup.js';
import {planBackup} from '../../source/engine/plan-backup.js';
import type {Session} from '../../source/engine/session.js';
import type {JobEvent} from '../../source/model/job-events.js';
import {dropDatabase} from '../helpers/milvus/drop-database.js';
import {sessionFor} from '../helpers/program/engine-session.js';
import {restoreInto} from '../helpers/program/restore-into.js';
import {ok, openSdk} from '../helpers/milvus/rows.js';
import {servers} from '../helpers/servers/servers.js';
import {makeSmallCollections} from '../helpers/milvus/small-collections.js';
import {watchTemporaryCopies} from '../helpers/backups/temporary-copies.js';

/*
 * Restores through temporary copies that do not end well leave nothing in the storage of Milvus, no
 * collection and no database.
 */

const {milvus235} = servers();
const db = `failing_${randomBytes(4).toString('hex')}`;
const target = `${db}_target`;
const client = await openSdk(milvus235);
const directory = await mkdtemp(path.join(tmpdir(), 'milvault-places-'));
const repository = {type: 'local', path: directory} as const;

test.before(async () => {
	await makeSmallCollections(client, db);
});

test.after.always(async () => {
	await dropDatabase(client, db);
	await dropDatabase(client, target);
	await client.closeConnection();
	await rm(directory, {recursive: true, force: true});
});

test.serial('an object that vanishes while it is copied fails the restore', async t => {
	const session = await backedUp(t, 'vanishing', 'plain');
	const copies = watchTemporaryCopies(milvus235);
	const {result} = await restoreInto(session, 'vanishing', target, {
		from: db,
		onEvent(event) {
			copies.onEvent(event);
			// After the check of what is read.
			if (isPhase(event, 'copy')) {
				rmSync(lastInsertLog('vanishing'));
			}
		},
	});
	t.is(result.outcome, 'failed');
	t.is(result.collections[0]?.error?.code, 'object-missing');
	t.deepEqual(await copies.now(), []);
	t.false(await isDatabase(target));
});

test.serial('an object that is damaged while it is copied fails the restore', async t => {
	const session = await backedUp(t, 'damaged', 'plain');
	const copies = watchTemporaryCopies(milvus235);
	const {result} = await restoreInto(session, 'damaged', target, {
		from: db,
		onEvent(event) {
			copies.onEvent(event);
			if (isPhase(event, 'copy')) {
				const file = lastInsertLog('damaged');
				writeFileSync(file, Buffer.alloc(statSync(file).size));
			}
		},
	});
	t.is(result.outcome, 'failed');
	t.is(result.collections[0]?.error?.code, 'import-failed');
	t.true((await copies.during()) > 0);
	t.deepEqual(await copies.now(), []);
	t.false(await isDatabase(target));
});

test.serial(
	'a restore that is cancelled while Milvus imports removes its copies when no import job reads them',
	async t => {
		const session = await backedUp(t, 'whole', 'items');
		const copies = watchTemporaryCopies(milvus235);
		const cancel = new AbortController();
		let cancelledAt = 0;
		const warnings: unknown[] = [];
		await t.throwsAsync(
			restoreInto(session, 'whole', target, {
				from: db,
				signal: cancel.signal,
				onEvent(event) {
					copies.onEvent(event);
					if (event.type === 'import-progress' && event.state !== 'pending') {
						cancelledAt ||= performance.now();
						cancel.abort();
					}

					if (event.type === 'warning') {
						warnings.push(event.warning);
					}
				},
			}),
			{code: 'cancelled'},
		);
		t.true(performance.now() - cancelledAt < 10_000);
		t.true((await copies.during()) > 0);
		t.deepEqual(warnings, []);
		t.deepEqual(await copies.now(), []);
		t.false(await isDatabase(target));
	},
);

async function backedUp(
	t: ExecutionContext,
	name: string,
	collection: 'items' | 'plain',
): Promise<Session> {
	const session = await sessionFor(t, {server: milvus235, repository});
	const plan = await planBackup(session, {
		name,
		filter: `${db}.${collection}`,
		strategy: 'auto',
		withRbac: false,
	});
	t.is((await createBackup(session, plan)).outcome, 'complete');
	return session;
}

function isPhase(event: JobEvent, phase: string): boolean {
	return event.type === 'phase-started' && event.phase === phase;
}

/** Of a backup's insert logs the last one by path. */
function lastInsertLog(name: string): string {
	const root = path.join(directory, name, 'binlogs/insert_log');
	const files = readdirSync(root, {recursive: true, withFileTypes: true})
		.filter(entry => entry.isFile())
		.map(entry => path.join(entry.parentPath, entry.name));
	return files.toSorted().at(-1)!;
}

async function isDatabase(name: string): Promise<boolean> {
	const {db_names: names} = ok(await client.listDatabases());
	return names.includes(name);
}
