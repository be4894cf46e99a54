import test from 'ava';
import {jobSetting, milvaultIn} from '../helpers/jobs/job-setting.js';
import {openMilvusBackup} from '../helpers/backups/milvus-backup.js';
import {openKillScene} from '../helpers/jobs/kill-scene.js';
import {startServer} from '../helpers/program/running-server.js';
import {allRows, ok} from '../helpers/milvus/rows.js';
import {servers} from '../helpers/servers/servers.js';

/*
 * A script that was written for milvus-backup, its program's name replaced: on Milvus 2.3.5 and
 * MinIO.
 */

const scene = await openKillScene(servers().milvus235);
const {db, client} = scene;

test.after.always(async () => {
	await scene.close();
});

test.serial('create, get, restore and delete with its options', async t => {
	const setting = await jobSetting(t, scene.server, scene.repository);
	const run = async (...args: string[]) => {
		const ended = await milvaultIn(setting, args);
		t.is(ended.exitCode, 0, `${args.join(' ')}: ${ended.stderr}`);
		return ended.stdout;
	};

	// The names of a CronJob that is used.
	const name = 'full-backup-20261130103000';
	await run(
		'create',
		'-n',
		name,
		'-a',
		JSON.stringify({[db]: ['items', 'plain']}),
		'--strategy',
		'serial_flush',
		'--rbac=false',
	);
	t.true((await run('list')).includes(name));
	t.true((await run('get', '-n', name, '-d')).includes(`${db}.items`));
	await run(
		'restore',
		'-n',
		name,
		'-c',
		`${db}.plain`,
		'-s',
		'_recover',
		'--restore_index=true',
		'--use_v2_restore',
	);
	t.deepEqual(await allRows(client, db, 'plain_recover'), scene.collections.get('plain')?.rows);
	const to = scene.newDb();
	ok(await client.createDatabase({db_name: to}));
	await run(
		'restore',
		'-n',
		name,
		'-r',
		`${db}.plain:${to}.plain_2,${db}.items:${to}.items_2`,
		'--meta_only',
		'--rebuild_index',
	);
	const there = ok(await client.showCollections({db_name: to}));
	t.deepEqual(there.data.map(one => one.name).toSorted(), ['items_2', 'plain_2']);

	const absent = await milvaultIn(setting, [
		'restore',
		'-n',
		name,
		'-d',
		db,
		'-s',
		'_absent',
		'--skip_create_collection',
	]);
	t.is(absent.exitCode, 2);
	t.regex(absent.stderr, /--skip_create_collection: .*items_absent.* does not exist/);
	const unconfirmed = await milvaultIn(setting, [
		'restore',
		'-n',
		name,
		'-c',
		`${db}.plain`,
		'-s',
		'_recover',
		'--drop_exist_collection',
		'--confirm',
		`${db}.plain_recovr`,
	]);
	t.is(unconfirmed.exitCode, 2);
	t.regex(unconfirmed.stderr, /not replaced by this restore: .*plain_recovr\./);
	t.regex(unconfirmed.stderr, /add --confirm .*plain_recover/);
	// milvus-backup, which makes no such names, reads one.
	const {repository} = scene;
	const peer = await openMilvusBackup(
		scene.server,
		repository.type === 's3' ? repository.rootPath : '',
	);
	t.teardown(async () => peer.close());
	t.true((await peer.run('list')).includes(name));
	await peer.run(
		'restore',
		'-n',
		name,
		'-a',
		JSON.stringify({[db]: ['plain']}),
		'-s',
		'_peer',
		'--restore_index',
	);
	ok(
		await client.loadCollectionSync({
			db_name: db,
			collection_name: 'plain_peer',
		}),
	);
	t.deepEqual(await allRows(client, db, 'plain_peer'), scene.collections.get('plain')?.rows);
	await run('delete', '-n', name, '--yes');
	t.false((await run('list')).includes(name));
});

test.serial('--shards and --description of a command, override of REST v1', async t => {
	const setting = await jobSetting(t, scene.server, scene.repository);
	const look = async (database: string, name: string) => {
		const there = ok(
			await client.describeCollection({
				db_name: database,
				collection_name: name,
			}),
		);
		return {
			shards: Number(there.shards_num),
			description: there.schema.description,
		};
	};

	const {exitCode, stdout, stderr} = await milvaultIn(setting, [
		'restore',
		scene.reference,
		'--filter',
		`${db}.plain`,
		'--suffix',
		'_two',
		'--shards',
		'2',
		'--description',
		'of the command',
	]);
	t.is(exitCode, 0, stderr);
	t.regex(stdout, /plain_two gets 2 shards, the description “of the command”/);
	t.deepEqual(await look(db, 'plain_two'), {
		shards: 2,
		description: 'of the command',
	});

	const server = await startServer(t, setting);
	const {body} = await server.ask<{code?: number; msg: string}>('/api/v1/restore', {
		body: {
			backup_name: scene.reference,
			restorePlan: {
				mapping: [
					{
						source: db,
						target: db,
						colls: [
							{
								source: 'plain',
								target: 'plain_rest',
								override: {shardNum: 2, description: 'of REST'},
							},
							{source: 'items', target: 'items_rest', override: {}},
						],
					},
				],
			},
		},
	});
	t.is(body.code, undefined, body.msg);
	t.deepEqual(await look(db, 'plain_rest'), {
		shards: 2,
		description: 'of REST',
	});
	t.deepEqual(await look(db, 'items_rest'), await look(db, 'items'));
});
