import {randomBytes} from 'node:crypto';
import test from 'ava';
import {storageConfig, configOf, milvault} from './milvault.js';
import {dropDatabase} from '../helpers/milvus/drop-database.js';
import {goOverBadLine, makeWide} from '../helpers/proxies/over-bad-line.js';
import {faultProxy} from '../helpers/proxies/fault-proxy.js';
import {openSdk} from '../helpers/milvus/rows.js';
import {newBucket, settingsOf} from '../helpers/backups/s3-storage.js';
import {testSeed} from '../helpers/runner/seeded-random.js';
import {servers} from '../helpers/servers/servers.js';

/* One turn of bad-line.long.test.ts, with other faults in every run. */

const sdk = await openSdk(servers().milvus235);
const db = `line_${randomBytes(4).toString('hex')}`;
const turn = testSeed % 1000;

test.after.always(async () => {
	await dropDatabase(sdk, db);
	await dropDatabase(sdk, `${db}_to${turn}`);
	await sdk.closeConnection();
});

test('a line that cuts bodies, resets connections and answers 503 costs time, and nothing else', async t => {
	await makeWide(sdk, db);
	await goOverBadLine(t, {sdk, db, turn});
});

test('a list whose request is swallowed says that it waits, and for what', async t => {
	const {milvus235, minio} = servers();
	const bucket = await newBucket();
	let isFirst = true;
	const {endpoint} = await faultProxy(t, minio.endpoint, ({query}) => {
		const isSwallowed = isFirst && query.has('list-type');
		isFirst &&= !isSwallowed;
		return isSwallowed ? 'swallowed' : undefined;
	});
	const {exitCode, stderr} = await milvault(['list'], {
		config: configOf(milvus235, storageConfig(settingsOf(bucket, {endpoint}))),
	});
	t.is(exitCode, 0, stderr);
	t.regex(
		stderr,
		new RegExp(`^Retrying in 10 s: s3:ListBucket ${bucket}.* \\(no answer for 5 s\\)$`, 'm'),
	);
});
