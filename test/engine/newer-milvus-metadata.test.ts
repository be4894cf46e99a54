import test from 'ava';
import {createBackup} from '../../source/engine/create-backup.js';
import {planBackup} from '../../source/engine/plan-backup.js';
import type {FieldSchema} from '../../source/model/collection.js';
import {
	backup,
	importsOf,
	putShopWithL0,
	restore,
	restored,
} from '../helpers/fake-milvus/backup-and-restore.js';
import {removeField} from '../helpers/fake-milvus/change-segments.js';
import {openFakeSession} from '../helpers/fake-milvus/fake-session.js';
import {putFixture} from '../helpers/fake-milvus/put-fixture.js';
import {visibleRows} from '../helpers/fake-milvus/state.js';

/* What newer versions know beside rows; the server is simulated. */

const user = (name: string, hash: string) => ({
	user: name,
	password: hash,
	roles: [{name: 'reader'}],
});
const grant = {
	role: {name: 'reader'},
	object: {name: 'Collection'},
	object_name: '*',
	grantor: {user: {name: 'root'}, privilege: {name: 'Query'}},
	db_name: '*',
};

test('simulated Milvus 2.6.6: users, roles, grants and privilege groups come back, and what is there stays as it is', async t => {
	const opened = await openFakeSession(t, {version: '2.6.6'});
	const {state} = opened.fake;
	await putFixture(state, {backup: 'hello_peer', collection: 'hello_milvus'});
	state.rbac = {
		users: [user('anna', 'hash-of-anna'), user('li', 'hash-of-li')],
		roles: [{name: 'admin'}, {name: 'reader'}],
		grants: [grant],
		privilege_groups: [{group_name: 'watchers', privileges: [{name: 'Query'}, {name: 'Search'}]}],
	};
	const before = structuredClone(state.rbac);
	const {info} = await backup(opened, {withRbac: true});
	t.deepEqual(info.rbac_meta, before);

	// A server that refuses everything when one of it is there already.
	const changed = {...user('anna', 'a newer hash'), roles: []};
	state.rbac = {
		users: [changed],
		roles: [{name: 'admin'}],
		grants: [],
		privilege_groups: [],
	};
	const {result} = await restore(opened, {withRbac: true});
	t.is(result.outcome, 'complete');
	t.deepEqual(result.rbac, {
		users: 1,
		roles: 1,
		grants: 1,
		privilegeGroups: 1,
		refused: [],
	});
	t.like(state.rbac, {
		...before,
		users: [changed, user('li', 'hash-of-li')],
	});

	await restore(opened, {withRbac: true, suffix: '_third'});
	t.is(state.calls.filter(({name}) => name === 'RestoreRBAC').length, 1);
});

test('simulated Milvus 2.5.27: one grant that RestoreRBAC does not know costs no other, and an unknown one is left out by name', async t => {
	const opened = await openFakeSession(t, {version: '2.5.27'});
	const {state} = opened.fake;
	await putFixture(state, {backup: 'hello_peer', collection: 'hello_milvus'});
	const granted = (privilege: string) => ({
		...grant,
		grantor: {user: {name: 'root'}, privilege: {name: privilege}},
	});
	state.rbac = {
		users: [user('anna', 'hash-of-anna')],
		roles: [{name: 'reader'}],
		grants: [granted('*'), granted('Query'), granted('Fly')],
		privilege_groups: [],
	};
	const before = structuredClone(state.rbac);
	await backup(opened, {withRbac: true});

	state.rbac = {users: [], roles: [], grants: [], privilege_groups: []};
	state.tuning.unknownPrivileges = ['Fly'];
	const {result} = await restore(opened, {withRbac: true});
	const refused = [
		{
			grant: 'reader: Fly on Collection *.*',
			reason: 'not found the privilege name[Fly] in object[Collection]',
		},
	];
	t.is(result.outcome, 'partial');
	t.deepEqual(result.rbac, {
		users: 1,
		roles: 1,
		grants: 2,
		privilegeGroups: 0,
		refused,
	});
	t.deepEqual(
		result.warnings.filter(({code}) => code === 'grants-refused'),
		[{code: 'grants-refused', details: {grants: refused}}],
	);
	t.like(state.rbac, {
		...before,
		grants: [granted('*'), granted('Query')],
	});
	t.is(state.rbac.grants.length, 2);
});

test('simulated Milvus 2.6.19: an alias that DescribeCollection does not name is in the backup and comes back', async t => {
	const opened = await openFakeSession(t, {version: '2.6.19'});
	const {state} = opened.fake;
	const hello = await putFixture(state, {
		backup: 'hello_peer',
		collection: 'hello_milvus',
	});
	hello.aliases = ['prod'];
	const {info} = await backup(opened);
	t.deepEqual(info.collection_backups?.[0]?.aliases, ['prod']);

	hello.aliases = [];
	const {result} = await restore(opened);
	t.is(result.outcome, 'complete');
	t.deepEqual(restored(state, 'hello_milvus').aliases, ['prod']);
});

test('simulated Milvus 2.6.19: a storage version that is not known is refused by name, before anything is copied', async t => {
	const opened = await openFakeSession(t, {version: '2.6.19'});
	const {state} = opened.fake;
	const hello = await putFixture(state, {
		backup: 'hello_peer',
		collection: 'hello_milvus',
	});
	await putFixture(state, {backup: 'shop_peer', collection: 'shop_tenants'});
	const [segment] = hello.segments;
	segment!.storageVersion = 3;
	const {info, result} = await backup(opened);
	t.is(result.outcome, 'partial');
	t.deepEqual(result.collections.find(({outcome}) => outcome === 'failed')?.error, {
		code: 'unknown-storage-version',
		details: {
			collection: 'default.hello_milvus',
			segment: segment!.id,
			version: '3',
			supported: '2',
		},
	});
	t.deepEqual(
		info.collection_backups?.map(each => each.collection_name),
		['shop_tenants'],
	);
});

test('simulated Milvus 2.4.9: RBAC is refused in the plan, before anything is done', async t => {
	const {session, fake} = await openFakeSession(t, {version: '2.4.9'});
	await t.throwsAsync(planBackup(session, {strategy: 'auto', withRbac: true}), {
		code: 'milvus-unsupported',
		message: /RBAC backup/,
	});
	t.deepEqual(
		fake.state.calls.map(({name}) => name),
		['GetVersion'],
	);
});

test('simulated Milvus 2.6.6: databases come back with their properties, each collection in its own', async t => {
	const source = await openFakeSession(t, {version: '2.6.6'});
	const {state} = source.fake;
	const properties = [{key: 'database.max.collections', value: '10'}];
	state.databases.set('sales', {id: '77', properties});
	state.databases.set('empty', {id: '78', properties: []});
	await putFixture(state, {
		backup: 'hello_peer',
		collection: 'hello_milvus',
		name: 'same',
	});
	await putFixture(state, {
		backup: 'hello_peer',
		collection: 'hello_milvus2',
		db: 'sales',
		name: 'same',
	});
	const {info} = await backup(source);
	t.deepEqual(
		info.database_backups?.find(({db_name: db}) => db === 'sales'),
		{db_name: 'sales', db_id: '77', properties},
	);

	const target = await openFakeSession(t, {
		version: '2.6.6',
		repository: source.repository,
	});
	const there = target.fake.state;
	const {plan, result} = await restore(target, {suffix: undefined});
	t.deepEqual(plan.databasesToCreate, ['empty', 'sales']);
	t.is(result.outcome, 'complete');
	t.deepEqual(there.databases.get('sales')?.properties, properties);
	t.deepEqual(
		there.collections.map(found => `${found.db}.${found.name} ${visibleRows(found)}`).toSorted(),
		['default.same 300', 'sales.same 600'],
	);
});

test('simulated Milvus 2.6.6: a field that was added later keeps its number, and segments from before need no logs for it', async t => {
	const opened = await openFakeSession(t, {version: '2.6.6'});
	const {state} = opened.fake;
	const shop = await putFixture(state, {
		backup: 'shop_peer',
		collection: 'shop_items',
	});
	// 105 is the dynamic field's.
	const added: FieldSchema = {
		fieldID: '106',
		name: 'rating',
		data_type: 10,
		nullable: true,
	};
	shop.schema.fields.push(added);
	const {result: made} = await backup(opened);
	t.is(made.outcome, 'complete');
	const {result} = await restore(opened);
	t.is(result.outcome, 'complete');
	const found = restored(state, 'shop_items');
	t.like(
		found.schema.fields.find(({name}) => name === 'rating'),
		added,
	);
	t.is(visibleRows(found), 395);
	t.deepEqual(
		state.calls.map(({name}) => name).filter(name => /^(Create|Add)Collection/.test(name)),
		['CreateCollection', 'AddCollectionField'],
	);
});

test('simulated Milvus 2.5.10: a segment without the logs of a field is no backup', async t => {
	const {session, fake} = await openFakeSession(t, {version: '2.5.10'});
	const {state} = fake;
	const hello = await putFixture(state, {
		backup: 'hello_peer',
		collection: 'hello_milvus',
	});
	await removeField(state, hello, hello.segments[0]!, '101');
	const result = await createBackup(
		session,
		await planBackup(session, {strategy: 'auto', withRbac: false}),
	);
	t.is(result.outcome, 'failed');
	t.like(result.collections[0]?.error, {code: 'binlogs-misaligned'});
});

test('simulated Milvus 2.6.6: segments of storage version 2 go in jobs of their own that say so', async t => {
	const opened = await openFakeSession(t, {version: '2.6.6'});
	const {state} = opened.fake;
	const shop = await putFixture(state, {
		backup: 'shop_peer',
		collection: 'shop_items',
	});
	const newer = shop.segments.filter((_, index) => index % 2 === 0);
	for (const segment of newer) {
		segment.storageVersion = 2;
	}

	await backup(opened);
	const {result} = await restore(opened);
	t.is(result.outcome, 'complete');
	t.is(visibleRows(restored(state, 'shop_items')), 395);
	const jobs = importsOf(state);
	t.is(jobs.length, 4);
	for (const {files, options} of jobs) {
		const isNewer = newer.some(({id}) => files[0]?.[0]?.endsWith(`/${id}/`));
		t.is(options['storage_version'], isNewer ? '2' : undefined);
		t.is(files.length, 2);
	}
});

test('simulated Milvus 2.6.6: a collection without its rows is restored without its deletes', async t => {
	const opened = await openFakeSession(t, {version: '2.6.6'});
	const {state} = opened.fake;
	await putShopWithL0(state);
	await backup(opened);
	const {result} = await restore(opened, {metaOnly: true});
	t.is(result.outcome, 'complete');
	t.like(result.collections[0], {rows: '0', rowsCheckedBy: 'count'});
	t.is(state.jobs.size, 0);
	t.is(restored(state, 'shop_items').loaded.size, 3);
});

test('simulated Milvus 2.6.6: a flush that comes too soon after another waits for its turn', async t => {
	const opened = await openFakeSession(t, {version: '2.6.6'});
	const {state} = opened.fake;
	await putFixture(state, {backup: 'hello_peer', collection: 'hello_milvus'});
	state.tuning.refusedFlushes = 1;
	const {result} = await backup(opened);
	t.like(result, {outcome: 'complete', rows: '300'});
	t.is(state.calls.filter(({name}) => name === 'Flush').length, 2);
});

test('simulated Milvus 2.6.6: a flush that is refused for good ends with the time that was waited', async t => {
	const {session, fake} = await openFakeSession(t, {
		version: '2.6.6',
		limits: {flushTimeoutSeconds: 0.1},
	});
	await putFixture(fake.state, {
		backup: 'hello_peer',
		collection: 'hello_milvus',
	});
	fake.state.tuning.refusedFlushes = 1000;
	const result = await createBackup(
		session,
		await planBackup(session, {strategy: 'auto', withRbac: false}),
	);
	t.like(result.collections[0]?.error, {code: 'flush-timeout'});
});
