import test from 'ava';
import {liveCases, restoreLive} from '../helpers/backups/live-cases.js';

/* The other half of live-backups: each server with the backups of the other tool. */

for (const each of liveCases) {
	const tool = each.server === 'milvus2216' ? 'milvault' : 'milvus-backup';
	test(`${each.server}: what it knows of a backup that ${tool} made of Milvus ${each.version} is restored row by row, the rest refused by name`, async t => {
		await restoreLive(t, each, tool);
	});
}
