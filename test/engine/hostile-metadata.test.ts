import {cp, mkdtemp, readFile, rm, writeFile} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import test, {type ExecutionContext} from 'ava';
import {getBackup} from '../../source/engine/get-backup.js';
import {listBackups} from '../../source/engine/list-backups.js';
import type {Session} from '../../source/engine/session.js';
import {verifyBackups} from '../../source/engine/verify-backups.js';
import {milvaultFormatVersion} from '../../source/format/milvault-meta.js';
import {MilvaultError} from '../../source/model/milvault-error.js';
import {sessionFor} from '../helpers/program/engine-session.js';
import {servers} from '../helpers/servers/servers.js';

/*
 * Metadata that was crafted to cause trouble: times that are none, counts below zero, names of what
 * is no backup.
 */

const fixture = new URL('../fixtures/milvus-backup-0.5.16/hello_peer', import.meta.url).pathname;

/** A repository with a copy of hello_peer, called b, whose metadata is changed. */
async function changed(
	t: ExecutionContext,
	change: (text: string) => string,
): Promise<{session: Session; directory: string}> {
	const path = await mkdtemp(join(tmpdir(), 'milvault-hostile-'));
	t.teardown(async () => rm(path, {recursive: true, force: true}));
	const directory = join(path, 'b');
	await cp(fixture, directory, {recursive: true});
	let isChanged = false;
	for (const name of ['full', 'collection', 'partition', 'segment']) {
		const file = join(directory, `meta/${name}_meta.json`);
		const before = await readFile(file, 'utf8');
		const after = change(before);
		isChanged ||= after !== before;
		await writeFile(file, after);
	}

	t.true(isChanged);
	const session = await sessionFor(t, {
		server: servers().milvus235local,
		repository: {type: 'local', path},
	});
	return {session, directory};
}

async function errorOf(t: ExecutionContext, promise: Promise<unknown>): Promise<MilvaultError> {
	const error = await t.throwsAsync(promise);
	return error instanceof MilvaultError ? error : t.fail(String(error));
}

for (const time of ['9223372036854775807', '18446744073709551615']) {
	test(`a backup that was made at ${time} is listed, shown and verified, its time unknown`, async t => {
		const {session} = await changed(t, text =>
			text.replaceAll(/"backup_physical_timestamp":\d+/g, `"backup_physical_timestamp":${time}`),
		);
		const [listed] = await listBackups(session);
		t.is(listed?.state, 'complete');
		t.is(listed?.createdAt, undefined);
		t.is((await getBackup(session, 'b')).createdAt, undefined);
		const {outcome} = await verifyBackups(session, ['b'], {level: 'quick'});
		t.is(outcome, 'complete');
	});
}

for (const [what, change, reason] of [
	['rows', /"num_of_rows":\d+/, /num_of_rows is -5, not a count$/],
	['bytes of an object', /"log_size":\d+/, /log_size is -5, not a count$/],
	['bytes of a collection', /"size":\d+/, /size is -5, not a count$/],
] as const) {
	test(`-5 ${what} make metadata unreadable, by list, get and verify`, async t => {
		const {session} = await changed(t, text =>
			text.replace(change, found => found.replace(/\d+$/, '-5')),
		);
		const [listed] = await listBackups(session);
		t.is(listed?.state, 'unreadable');
		t.is(listed?.error?.code, 'metadata-unreadable');
		const error = await errorOf(t, getBackup(session, 'b'));
		t.is(error.code, 'metadata-unreadable');
		t.regex((error.details as {reason: string}).reason, reason);
		const {backups} = await verifyBackups(session, ['b'], {level: 'quick'});
		t.is(backups[0]?.error?.code, 'metadata-unreadable');
	});
}

test('a count of a million digits is refused in no time', async t => {
	const {session} = await changed(t, text =>
		text.replace(/"num_of_rows":\d+/, `"num_of_rows":${'9'.repeat(1_000_000)}`),
	);
	t.is((await listBackups(session))[0]?.state, 'unreadable');
});

test('a cut at no time makes our record unreadable, by list, get and verify', async t => {
	const {session, directory} = await changed(t, text => `${text} `);
	const meta = {
		formatVersion: milvaultFormatVersion,
		tool: {name: 'milvault', version: '0.1.0'},
		jobId: 'j',
		state: 'complete',
		name: 'b',
		cluster: 'c',
		milvusVersion: 'v2.3.5',
		startedAt: '2026-11-22T10:30:00.000Z',
		strategy: 'auto',
		filter: '*',
		rows: '1',
		bytes: 1,
		objects: 1,
		failed: [],
		warnings: [],
		collections: [
			{
				collection: 'default.hello_milvus',
				collectionId: '470638622912176059',
				rows: '1',
				bytes: 1,
				objects: 1,
				cut: {flushTs: '470638622912176059', endTsMs: '1795345200000'},
			},
		],
	};
	await writeFile(
		join(directory, 'meta/milvault.json'),
		JSON.stringify(meta).replace('"1795345200000"', '"99999999999999999999"'),
	);
	t.is((await listBackups(session))[0]?.state, 'unreadable');
	const error = await errorOf(t, getBackup(session, 'b'));
	t.is(error.code, 'metadata-unreadable');
	t.regex((error.details as {reason: string}).reason, /cut\.endTsMs: it is not a time$/);
	const {backups} = await verifyBackups(session, ['b'], {level: 'quick'});
	t.is(backups[0]?.error?.code, 'metadata-unreadable');
});

test('milvault’s own directory is no backup, and is never meant by a name that is not there', async t => {
	const {session} = await changed(t, text => `${text} `);
	// Verifying leaves locks and marks there.
	await verifyBackups(session, ['b'], {level: 'quick'});
	const {storage} = await session.repositoryPlace();
	await storage.put('.milvault/marks/x', '');
	for (const name of ['.milvault', '.milvaul']) {
		const error = await errorOf(t, getBackup(session, name));
		t.is(error.code, 'backup-missing');
		t.like(error.details, {near: []});
	}
});
