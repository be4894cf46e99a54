import {randomBytes} from 'node:crypto';
import test from 'ava';
import {showCollections} from '../../source/milvus/collections.js';
import {connectMilvus} from '../../source/milvus/connect-milvus.js';
import {flush} from '../../source/milvus/flush.js';
import {hasCode} from '../../source/model/milvault-error.js';
import {ok, openSdk} from '../helpers/milvus/rows.js';
import {servers} from '../helpers/servers/servers.js';

for (const name of ['milvus235local', 'milvus2216'] as const) {
	test(`${name}: a user without the privilege is told which call it misses`, async t => {
		const server = servers()[name];
		const sdk = await openSdk(server);
		const user = `guest_${randomBytes(4).toString('hex')}`;
		const password = randomBytes(8).toString('hex');
		ok(await sdk.createUser({username: user, password}));
		t.teardown(async () => {
			ok(await sdk.deleteUser({username: user}));
			await sdk.closeConnection();
		});
		const milvus = await connectMilvus({
			...server.cluster.milvus,
			username: user,
			password: {value: password, origin: 'test'},
		});
		t.teardown(() => {
			milvus.close();
		});
		// What every user may do.
		await t.notThrowsAsync(showCollections(milvus, 'default'));
		const error = await t.throwsAsync(flush(milvus, 'default', ['any']));
		t.true(hasCode(error, 'milvus-denied'), error?.message);
		if (hasCode(error, 'milvus-denied')) {
			t.is(error.details.rpc, 'Flush');
			t.is(error.details.user, user);
			t.regex(error.details.reason, /^PrivilegeFlush: permission deny/);
		}
	});
}
