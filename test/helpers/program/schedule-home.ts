import {mkdir} from 'node:fs/promises';
import {join} from 'node:path';
import type {ExecutionContext} from 'ava';
import {startFakeMilvus} from '../fake-milvus/fake-milvus.js';
import {putShopWithL0} from '../fake-milvus/backup-and-restore.js';
import {newHome, writeConfig} from './run-cli.js';

/**
 * A home whose repositories `here`, which keeps the last two, and `offsite` are directories, and
 * whose cluster is a simulated Milvus.
 */
export async function scheduleHome(t: ExecutionContext): Promise<{home: string; path: string}> {
	const fake = await startFakeMilvus({version: '2.6.6'});
	t.teardown(fake.stop);
	await putShopWithL0(fake.state);
	const home = await newHome(t);
	const path = join(home, 'backups');
	await mkdir(path);
	const {milvus, storage} = fake.cluster;
	await writeConfig(home, {
		clusters: {prod: {milvus: {address: milvus.address, restUrl: milvus.restUrl}, storage}},
		repositories: {
			here: {type: 'local', path, retention: {keepLast: 2}},
			offsite: {type: 'local', path: join(home, 'offsite')},
		},
		defaultRepository: 'here',
	});
	return {home, path};
}
