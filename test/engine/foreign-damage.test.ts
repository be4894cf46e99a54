import {randomBytes} from 'node:crypto';
import {cp, mkdtemp, readFile, rm, writeFile} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import path from 'node:path';
import test from 'ava';
import {planRestore} from '../../source/engine/plan-restore.js';
import {restoreBackup} from '../../source/engine/restore-backup.js';
import type {JobEvent} from '../../source/model/job-events.js';
import {fixtureBinlogs, fixturesDirectory} from '../format/samples.js';
import {dropDatabase} from '../helpers/milvus/drop-database.js';
import {sessionFor} from '../helpers/program/engine-session.js';
import {openFakeSession} from '../helpers/fake-milvus/fake-session.js';
import {restoreInto} from '../helpers/program/restore-into.js';
import {openSdk} from '../helpers/milvus/rows.js';
import {servers} from '../helpers/servers/servers.js';

/*
 * Backups that milvus-backup made, without recorded checksums, with a file that is not what it was.
 */

const {milvus235local} = servers();
const db = `foreign_${randomBytes(4).toString('hex')}`;
const sdk = await openSdk(milvus235local);

test.after.always(async () => {
	await dropDatabase(sdk, db);
	await sdk.closeConnection();
});

async function copiedInto(repository: string, name: string): Promise<string> {
	const backup = path.join(repository, name);
	await cp(path.join(fixturesDirectory, name), backup, {recursive: true});
	return backup;
}

test('a file of another segment is found before Milvus is given any of that collection; the others are restored', async t => {
	const repository = await mkdtemp(path.join(tmpdir(), 'milvault-foreign-'));
	t.teardown(async () => rm(repository, {recursive: true, force: true}));
	const backup = await copiedInto(repository, 'shop_peer');
	// Field 100 of two segments of shop_items: as many rows, the same size.
	const [items] = fixtureBinlogs('shop_peer').filter(key => key.includes('/delta_log/'));
	const collectionId = items!.split('/')[2]!;
	const files = await Promise.all(
		fixtureBinlogs('shop_peer')
			.filter(key => key.includes(`/insert_log/${collectionId}/`))
			.map(async key => ({
				key,
				bytes: await readFile(path.join(backup, key)),
			})),
	);
	const pair = files.flatMap(one =>
		files
			.filter(
				other =>
					one.key !== other.key &&
					one.bytes.length === other.bytes.length &&
					one.key.split('/').at(-2) === other.key.split('/').at(-2),
			)
			.map(other => [one, other] as const),
	)[0]!;
	await writeFile(path.join(backup, pair[0].key), pair[1].bytes);
	const session = await sessionFor(t, {
		server: milvus235local,
		repository: {type: 'local', path: repository},
	});
	const events: JobEvent[] = [];
	const {result} = await restoreInto(session, 'shop_peer', db, {
		onEvent: event => events.push(event),
	});
	t.is(result.outcome, 'partial');
	const failed = result.collections.filter(({outcome}) => outcome === 'failed');
	t.deepEqual(
		failed.map(({collection, error}) => [collection, error?.code]),
		[['default.shop_items', 'binlog-damaged']],
	);
	t.true(JSON.stringify(failed[0]?.error?.details).includes(pair[0].key.split('/').at(-1)!));
	const planned = events.filter(({type}) => type === 'import-planned');
	t.false(
		planned.some(event => 'collection' in event && event.collection === 'default.shop_items'),
	);
	t.true(planned.length > 0);
	const checked = events.filter(({type}) => type === 'object-checked');
	t.true(checked.length > 20, 'what is read is told');
});

for (const isTrusted of [false, true]) {
	test(`a damaged page is ${isTrusted ? 'given to Milvus when it is told to trust, and the result says so' : 'found before Milvus is given anything'} (simulated)`, async t => {
		const {fake, session, repository} = await openFakeSession(t, {
			version: '2.5.4',
		});
		const backup = await copiedInto(repository, 'hello_peer');
		for (const key of fixtureBinlogs('hello_peer')) {
			const file = path.join(backup, key);
			const bytes = await readFile(file);
			if (key.split('/').at(-2) === '102') {
				bytes.fill(0, 2000, 2064);
				await writeFile(file, bytes);
			}
		}

		const plan = await planRestore(session, {
			name: 'hello_peer',
			onConflict: 'fail',
			withIndex: false,
			withLoad: false,
			metaOnly: false,
			withRbac: false,
			...(isTrusted && {isTrusted}),
		});
		const result = await restoreBackup(session, plan);
		const codes = result.collections.map(({error}) => error?.code);
		const warnings = result.warnings.map(({code}) => code);
		if (isTrusted) {
			t.deepEqual(codes, [undefined, undefined]);
			t.true(warnings.includes('content-not-checked'));
			t.is(fake.state.jobs.size, 2);
		} else {
			t.deepEqual(codes, ['binlog-damaged', 'binlog-damaged']);
			t.false(warnings.includes('content-not-checked'));
			t.is(fake.state.jobs.size, 0);
			t.deepEqual(fake.state.collections, []);
		}
	});
}
