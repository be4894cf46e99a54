import {randomBytes} from 'node:crypto';
import anyTest from 'ava';
import {dropDatabase} from '../helpers/milvus/drop-database.js';
import {goOverBadLine, makeWide} from '../helpers/proxies/over-bad-line.js';
import {openSdk} from '../helpers/milvus/rows.js';
import {servers} from '../helpers/servers/servers.js';

// One after another: each restores the same three collections into the same Milvus.
const test = anyTest.serial;
const sdk = await openSdk(servers().milvus235);
const db = `lines_${randomBytes(4).toString('hex')}`;
const turns = Array.from({length: 10}, (_, index) => index);

test.before(async () => {
	await makeWide(sdk, db);
});

test.after.always(async () => {
	await dropDatabase(sdk, db);
	for (const turn of turns) {
		await dropDatabase(sdk, `${db}_to${turn}`);
	}

	await sdk.closeConnection();
});

for (const turn of turns) {
	test(`with 2 % cut bodies, 5 % 503 and 2 % resets 200 objects are backed up, verified, restored and deleted: turn ${turn}`, async t => {
		await goOverBadLine(t, {sdk, db, turn});
	});
}
