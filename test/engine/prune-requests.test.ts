import test from 'ava';
import pMap from 'p-map';
import {openSession} from '../../source/engine/open-session.js';
import {planPrune} from '../../source/engine/plan-prune.js';
import {newBucket, settingsOf} from '../helpers/backups/s3-storage.js';
import {putSmallBackup} from '../helpers/backups/small-backups.js';
import {everyTwelveHours} from '../helpers/jobs/kill-prune.js';
import {recordingProxy} from '../helpers/proxies/recording-proxy.js';
import {servers} from '../helpers/servers/servers.js';

test('a plan asks the store one small thing for each backup, and reads none of them', async t => {
	const proxy = await recordingProxy(t, servers().minio.endpoint);
	const storage = settingsOf(await newBucket(), {rootPath: 'b', endpoint: proxy.endpoint});
	const session = await openSession({
		clusters: {c: {...servers().milvus235.cluster, name: 'c'}},
		repositories: {r: {name: 'r', storage}},
		defaultCluster: 'c',
		defaultRepository: 'r',
		limits: {} as never,
		language: 'en',
		origins: {},
	});
	t.teardown(() => {
		session.close();
	});
	const repository = await session.repositoryPlace();
	const count = 60;
	await pMap(everyTwelveHours(count), async backup => putSmallBackup(repository, backup), {
		concurrency: 8,
	});
	proxy.requests.splice(0);
	const {backups} = await planPrune(session, {keepLast: 3, keepWeekly: 4});
	t.is(backups.length, count);
	t.true(backups.some(({isKept}) => !isKept));
	const ofBackups = proxy.requests.filter(({path}) => /\/b\/backup_/.test(path));
	t.is(ofBackups.length, count);
	t.true(ofBackups.every(({method}) => method === 'HEAD'));
	t.true(proxy.requests.length <= count + 10, String(proxy.requests.length));
});
