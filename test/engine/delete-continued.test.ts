import {mkdir, mkdtemp, readdir, rm, writeFile} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import test from 'ava';
import {deleteBackups} from '../../source/engine/delete-backups.js';
import type {JournalEntry} from '../../source/engine/journal/journal.js';
import {sessionFor} from '../helpers/program/engine-session.js';
import {servers} from '../helpers/servers/servers.js';

async function backUp(path: string, name: string, id: string): Promise<void> {
	await mkdir(join(path, name, 'meta'), {recursive: true});
	for (const file of ['full_meta.json', 'backup_meta.json']) {
		const body = JSON.stringify({id, name, state_code: 2});
		await writeFile(join(path, name, 'meta', file), body);
	}
}

test('a deletion that was cut short is continued for the backups that it was begun for: one that was made anew since stays', async t => {
	const path = await mkdtemp(join(tmpdir(), 'milvault-repository-'));
	t.teardown(async () => rm(path, {recursive: true, force: true}));
	const session = await sessionFor(t, {
		server: servers().milvus235,
		repository: {type: 'local', path},
	});
	await backUp(path, 'one', 'first');
	await backUp(path, 'two', 'first');
	const entries: JournalEntry[] = [];
	const journal = {
		entries: [],
		async append(entry: JournalEntry) {
			entries.push(entry);
			throw new Error('the process ends here');
		},
	};
	await t.throwsAsync(deleteBackups(session, ['one', 'two'], {journal}));
	await backUp(path, 'two', 'second');
	const result = await deleteBackups(session, ['one', 'two'], {
		journal: {entries, async append() {}},
	});
	t.is(result.outcome, 'partial');
	t.deepEqual(
		result.backups.map(({name, outcome, error}) => [name, outcome, error?.code]),
		[
			['one', 'complete', undefined],
			['two', 'failed', 'backup-changed'],
		],
	);
	t.deepEqual((await readdir(join(path, 'two', 'meta'))).toSorted(), [
		'backup_meta.json',
		'full_meta.json',
	]);
	const again = await deleteBackups(session, ['two']);
	t.is(again.outcome, 'complete');
});
