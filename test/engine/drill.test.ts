import test from 'ava';
import {drillBackup, planDrill} from '../../source/engine/drill-backup.js';
import {getBackup} from '../../source/engine/get-backup.js';
import {listBackups} from '../../source/engine/list-backups.js';
import {backUpCatalogue, catalogueBackup} from '../helpers/datasets/back-up-catalogue.js';
import {catalogueDatabases, dropDatabases, makeCatalogue} from '../helpers/datasets/catalogue.js';
import {sessionFor} from '../helpers/program/engine-session.js';
import {ok, openSdk} from '../helpers/milvus/rows.js';
import {settingsOf} from '../helpers/backups/s3-storage.js';
import {servers} from '../helpers/servers/servers.js';
import {watchMilvus} from '../helpers/milvus/watch-milvus.js';
import {floatVector} from '../helpers/datasets/values.js';

const {milvus235} = servers();
const {from} = catalogueDatabases();
const repository = settingsOf('milvus-data', {rootPath: from.first});
const client = await openSdk(milvus235);

test.before(async () => {
	await makeCatalogue(client, from, {isOld: false});
});

test.after.always(async () => {
	await dropDatabases(client, from);
	await client.closeConnection();
});

/** Of the databases of this test alone: others use the server too. */
async function everything(): Promise<string[]> {
	const {db_names: databases} = ok(await client.listDatabases());
	const all: string[] = [];
	for (const db of databases.filter(each => Object.values(from).includes(each))) {
		const {data} = ok(await client.showCollections({db_name: db}));
		all.push(db, ...data.map(({name}) => `${db}.${name}`));
	}

	return all.toSorted();
}

test.serial(
	'a drill restores collections of every kind, compares rows and searches, and leaves nothing',
	async t => {
		const session = await sessionFor(t, {server: milvus235, repository});
		await backUpCatalogue(t, session, from);
		await dropDatabases(client, {...from, first: from.empty});
		const before = await everything();
		const plan = await planDrill(session, {name: catalogueBackup, sample: 150, seed: 'a'});
		const result = await drillBackup(session, plan);
		t.is(result.outcome, 'complete', JSON.stringify(result, undefined, 1));
		const {first, second} = from;
		const done = (rows: number, searches: number) => ({rows, searches});
		t.deepEqual(
			Object.fromEntries(result.collections.map(({collection, drilled}) => [collection, drilled])),
			{
				[`${first}.bare`]: done(50, 1),
				[`${first}.documents`]: done(100, 1),
				[`${first}.everything`]: done(150, 1),
				[`${second}.bare`]: done(70, 1),
				[`${second}.partly`]: done(150, 1),
				[`${second}.tenants`]: done(150, 1),
				[`${second}.vacant`]: done(0, 0),
			},
		);
		t.deepEqual(await everything(), before);
		const {verified} = await getBackup(session, catalogueBackup);
		t.like(verified, {restored: {outcome: 'complete'}});
		const [listed] = await listBackups(session);
		t.deepEqual(listed?.verified, verified);
	},
);

/** Does something to the collection that a drill has restored, before its rows are compared. */
async function drillOf(
	t: Parameters<typeof sessionFor>[0],
	filter: string,
	change: (collection: {db_name: string; collection_name: string}) => Promise<void>,
) {
	const session = await sessionFor(t, {server: milvus235, repository});
	let isChanged = false;
	const watched = watchMilvus(session, async (rpc, request) => {
		const {output_fields: fields, ...names} = request as {
			output_fields?: string[];
			db_name: string;
			collection_name: string;
		};
		if (rpc === 'Query' && !fields?.includes('count(*)') && !isChanged) {
			isChanged = true;
			const {db_name, collection_name} = names;
			await change({db_name, collection_name});
		}
	});
	const plan = await planDrill(watched, {name: catalogueBackup, filter, sample: 1000, seed: 'a'});
	const {outcome, collections} = await drillBackup(watched, plan);
	t.is(outcome, 'failed');
	const [only] = collections;
	t.is(only?.error?.code, 'restored-differs', JSON.stringify(only));
	return (only!.error!.details as {differences: string[]}).differences;
}

test.serial(
	'a row that is missing, one that is other than in the backup, and a deleted one that is back are named',
	async t => {
		const before = await everything();
		const found = await drillOf(t, `${from.second}.bare`, async collection => {
			ok(await client.delete({...collection, filter: 'id == 1007'}));
			ok(await client.upsert({...collection, data: [{id: 1011, v: floatVector(4, 5)}]}));
		});
		t.deepEqual(found.toSorted(), [
			'the row with the key 1007 is missing',
			'v of the row with the key 1011 is another value',
		]);
		const deleted = [1, 101, 102, 203];
		const back = await drillOf(t, `${from.second}.partly`, async collection => {
			ok(
				await client.insert({
					...collection,
					data: deleted.map(id => ({id, state: 'back', v: floatVector(4, id)})),
				}),
			);
		});
		t.deepEqual(
			back.toSorted(),
			deleted.map(id => `the row with the key ${id} was deleted, and is there`),
		);
		t.deepEqual(await everything(), before);
		const session = await sessionFor(t, {server: milvus235, repository});
		t.like((await getBackup(session, catalogueBackup)).verified, {restored: {outcome: 'failed'}});
	},
);
