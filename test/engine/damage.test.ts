import path from 'node:path';
import test from 'ava';
import {readBackupFiles, fixturesDirectory} from '../helpers/backups/backup-files.js';
import {damageCase, damages} from '../helpers/damage/damage-backup.js';
import {findingOf, removeBackup, writeBackup} from '../helpers/damage/verify-case.js';
import {backup} from '../helpers/fake-milvus/backup-and-restore.js';
import {openFakeSession} from '../helpers/fake-milvus/fake-session.js';
import {putFixture} from '../helpers/fake-milvus/put-fixture.js';
import {seededRandom} from '../helpers/runner/seeded-random.js';

/*
 * A fast sample of the damage suite (test/end-to-end/damage.long.test.ts), without Milvus: what
 * verify --level full finds. milvault's own backup is one of a simulated Milvus, with real binlogs.
 */

const cases = 80;
/** What verify full may let through: what an import does not read, or what it reads the same. */
const harmless = new Set([
	'object: byte flipped (insert)',
	'object: byte flipped (delta)',
	'object: 64 bytes zeroed',
	'object: 64 other bytes',
	'object: extra in another partition',
	'mark: verified, over a flipped byte',
	'full_meta: missing',
	'level file: deleted',
	'milvault.json: missing',
	'meta file: deleted',
	'meta file: emptied',
	'meta file: truncated',
	'meta file: byte flipped',
]);

test('a damaged backup is found by verify full, or what is damaged is nothing that a restore reads (simulated)', async t => {
	const opened = await openFakeSession(t, {version: '2.5.4'});
	await putFixture(opened.fake.state, {
		backup: 'shop_peer',
		collection: 'shop_items',
	});
	await putFixture(opened.fake.state, {
		backup: 'hello_peer',
		collection: 'hello_milvus',
	});
	const {result} = await backup(opened);
	t.is(result.outcome, 'complete', JSON.stringify(result));
	const {repository, session} = opened;
	const backups = {
		ours: await readBackupFiles(path.join(repository, 'b')),
		hello: await readBackupFiles(path.join(fixturesDirectory, 'hello_peer')),
		shop: await readBackupFiles(path.join(fixturesDirectory, 'shop_peer')),
	};
	for (const [name, files] of Object.entries(backups)) {
		await writeBackup(repository, name, files);
		t.is(await findingOf(session, name), undefined, `${name} is healthy`);
	}

	const random = seededRandom('damage', 22);
	const missed: string[] = [];
	for (let number = 0; number < cases; number++) {
		const one = damageCase(number, backups, random);
		await writeBackup(repository, 'damaged', one.files);
		const finding = await findingOf(session, 'damaged');
		if (finding === undefined && !harmless.has(one.kind)) {
			missed.push(`#${number} ${one.backup}, ${one.kind}: ${one.what}`);
		}

		await removeBackup(repository, 'damaged');
	}

	t.deepEqual(missed, []);
	t.true(cases > Object.keys(damages).length);
});
