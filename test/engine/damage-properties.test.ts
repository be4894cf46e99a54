import path from 'node:path';
import test from 'ava';
import {fixturesDirectory, readBackupFiles} from '../helpers/backups/backup-files.js';
import {collectionsOf, fullMeta, readTree, writeTree} from '../helpers/damage/metadata-tree.js';
import {findingOf, writeBackup} from '../helpers/damage/verify-case.js';
import {openFakeSession} from '../helpers/fake-milvus/fake-session.js';

test('properties that only full_meta.json gives a collection are found: the level files of that release would have them (simulated)', async t => {
	const {session, repository} = await openFakeSession(t, {version: '2.5.4'});
	for (const name of ['hello_peer', 'shop_peer']) {
		const files = new Map(await readBackupFiles(path.join(fixturesDirectory, name)));
		await writeBackup(repository, `${name}_healthy`, files);
		t.is(await findingOf(session, `${name}_healthy`), undefined);
		const tree = readTree(files, fullMeta)!;
		const one = collectionsOf(tree).find(each => !each['properties'])!;
		one['properties'] = [{key: 'collection.ttl.seconds', value: '1'}];
		writeTree(files, fullMeta, tree);
		await writeBackup(repository, name, files);
		t.not(await findingOf(session, name), undefined, name);
	}
});
