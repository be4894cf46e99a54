import {randomBytes} from 'node:crypto';
import test from 'ava';
import {dropDatabase} from '../helpers/drop-database.js';
import {goOverBadLine, makeWide} from '../helpers/over-bad-line.js';
import {openSdk} from '../helpers/rows.js';
import {testSeed} from '../helpers/seeded-random.js';
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
