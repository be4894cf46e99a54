import {readFile, stat} from 'node:fs/promises';
import {join} from 'node:path';
import {randomBytes} from 'node:crypto';
import anyTest, {type TestFn} from 'ava';
import type {MilvusClient} from '@zilliz/milvus2-sdk-node';
import getPort from 'get-port';
import {dropDatabase} from '../helpers/milvus/drop-database.js';
import {openSdk} from '../helpers/milvus/rows.js';
import {servers} from '../helpers/servers/servers.js';
import {makeSmallCollections} from '../helpers/milvus/small-collections.js';
import {keys, openWizard, wizardHome} from '../helpers/program/wizard-terminal.js';

/*
 * From nothing to a saved connection: a wrong address that is corrected, bucket and root path
 * found, everything checked before it is saved.
 */

const test = anyTest.serial as TestFn<{db: string; client: MilvusClient}>;
const {milvus235: server, minio} = servers();
const {enter, escape, down, up} = keys;
const erase = Array.from({length: 60}, () => keys.backspace);

test.before(async t => {
	const client = await openSdk(server);
	const db = `connect_${randomBytes(3).toString('hex')}`;
	await makeSmallCollections(client, db);
	t.context = {db, client};
});

test.after.always(async t => {
	await dropDatabase(t.context.client, t.context.db);
	await t.context.client.closeConnection();
});

test('a wrong address is told and corrected; what the server and the store tell is not asked; secrets are written only when asked', async t => {
	const home = await wizardHome(t);
	const wizard = openWizard(t, home);
	await wizard.shows('How would you like to begin?');
	wizard.press(up, enter);
	const nowhere = `localhost:${await getPort()}`;
	await wizard.shows('Address of Milvus:');
	wizard.press(...erase, nowhere, enter);
	await wizard.shows(/does not answer|cannot be reached|nothing listens/i);
	await wizard.answer(/❯ Try again/, down, enter);
	// Back at the address, with what was typed.
	await wizard.shows(`❯ ${nowhere}`);
	wizard.press(...erase, server.address, enter);
	if (server.username) {
		await wizard.shows('User:');
		wizard.press(...erase, server.username, enter);
		await wizard.answer(/Password/, server.password ?? '', enter);
	}

	await wizard.answer('Where does this Milvus keep its data?', enter);
	await wizard.shows('Address of the object storage:');
	// Guessed from the address of Milvus.
	t.regex(wizard.screen(), /❯ http:\/\/[\w.]+:9000/);
	wizard.press(...erase, minio.endpoint, enter);
	await wizard.answer('Access key id for', minio.accessKeyId, enter);
	await wizard.answer('Secret access key', minio.secretAccessKey, enter);
	await wizard.shows('Where should backups go?');
	const {storage} = server.cluster;
	t.is(storage.type, 's3');
	if (storage.type === 's3') {
		t.true(
			wizard.text().includes(`This Milvus’s data: ${storage.bucket}/${storage.rootPath}`),
			wizard.text(),
		);
	}

	wizard.press(enter);
	await wizard.shows('A name for this connection:');
	wizard.press(...erase, '生产', enter);
	await wizard.shows(/All checks passed\. Save it in ~/);
	t.regex(wizard.text(), /✔ Milvus .*2\.3\.5/);
	wizard.press(enter);
	await wizard.answer('“生产” is saved', enter);
	await wizard.shows('What would you like to do?');
	t.regex(wizard.screen(), /生产, Milvus 2\.3\.5 {2}● connected/);
	t.false(wizard.raw().includes(minio.secretAccessKey), 'never on the screen');
	wizard.press('q');
	t.is((await wizard.ended).exitCode, 0);

	const file = join(home.path, 'config/milvault/milvault.yaml');
	t.is((await stat(file)).mode & 0o777, 0o600);
	t.true((await readFile(file, 'utf8')).includes(minio.secretAccessKey));
	const {exitCode, stderr} = await home.run(['check']);
	t.is(exitCode, 0, stderr);
});

test('saved without secrets, they are asked for the next time, and a wrong one can be typed again', async t => {
	const home = await wizardHome(t);
	const wizard = openWizard(t, home);
	await wizard.shows('How would you like to begin?');
	wizard.press(up, enter);
	await wizard.shows('Address of Milvus:');
	wizard.press(...erase, server.address, enter);
	await wizard.answer('Where does this Milvus keep its data?', enter);
	await wizard.shows('Address of the object storage:');
	wizard.press(...erase, minio.endpoint, enter);
	await wizard.answer('Access key id for', minio.accessKeyId, enter);
	await wizard.answer('Secret access key', 'wrong', enter);
	await wizard.shows(/wrong|refused|denied|does not match/i);
	await wizard.answer(/❯ Try again/, down, enter);
	await wizard.answer('Secret access key', minio.secretAccessKey, enter);
	await wizard.answer('Where should backups go?', enter);
	await wizard.shows('A name for this connection:');
	wizard.press(...erase, 'bare', enter);
	await wizard.answer(/All checks passed/, down);
	await wizard.answer('❯ Save it without them', enter);
	await wizard.answer('“bare” is saved', enter);
	await wizard.shows('Access key id of the object storage');
	wizard.press(minio.accessKeyId, enter);
	await wizard.answer('Secret access key of the object storage', minio.secretAccessKey, enter);
	await wizard.answer('What would you like to do?', 'q');
	const file = join(home.path, 'config/milvault/milvault.yaml');
	const saved = await readFile(file, 'utf8');
	t.false(saved.includes(minio.secretAccessKey));
	t.false(wizard.raw().includes(minio.secretAccessKey));
	t.is((await wizard.ended).exitCode, 0);
});

test('Esc goes back to the first question, and every question has a help', async t => {
	const home = await wizardHome(t);
	const wizard = openWizard(t, home);
	await wizard.shows('How would you like to begin?');
	wizard.press(up, enter);
	await wizard.shows('Address of Milvus:');
	wizard.press('?');
	await wizard.answer(/Inside a container, localhost is/, escape);
	wizard.press(...erase, server.address, enter);
	await wizard.answer('Where does this Milvus keep its data?', '?');
	await wizard.answer(/Milvus writes its rows/, enter);
	await wizard.answer('Where does this Milvus keep its data?', escape);
	await wizard.answer(`❯ ${server.address}`, escape);
	await wizard.shows('How would you like to begin?');
	wizard.press(keys.controlC);
	t.is((await wizard.ended).exitCode, 130);
});
