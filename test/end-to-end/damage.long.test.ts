import {randomBytes} from 'node:crypto';
import {mkdtemp, rm} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import path from 'node:path';
import type {MilvusClient} from '@zilliz/milvus2-sdk-node';
import test, {type ExecutionContext} from 'ava';
import {createBackup} from '../../source/engine/create-backup.js';
import {openSession} from '../../source/engine/open-session.js';
import {planBackup} from '../../source/engine/plan-backup.js';
import type {Session} from '../../source/engine/session.js';
import {MilvaultError} from '../../source/model/milvault-error.js';
import {
	fixturesDirectory,
	readBackupFiles,
	type BackupFiles,
} from '../helpers/backups/backup-files.js';
import {cacheDir} from '../helpers/runner/cache-dir.js';
import {damageCase, type DamageCase} from '../helpers/damage/damage-backup.js';
import {pictureOf} from '../helpers/damage/picture.js';
import {findingOf, removeBackup, writeBackup} from '../helpers/damage/verify-case.js';
import {dropDatabase} from '../helpers/milvus/drop-database.js';
import {testLimits} from '../helpers/program/engine-session.js';
import {restoreInto} from '../helpers/program/restore-into.js';
import {openSdk} from '../helpers/milvus/rows.js';
import {seededRandom} from '../helpers/runner/seeded-random.js';
import {startMilvus, type RunningMilvus} from '../helpers/servers/milvus.js';

/*
 * A thousand damaged backups, by milvault and by milvus-backup, the same ones every time
 * (MILVAULT_TEST_SEED for others). verify full looks at each; what it lets through is really
 * restored, into a Milvus 2.3.5 of this file's own, and compared with a healthy restore: rows,
 * partitions, schema, indexes, load state. Milvus, which a damaged page ends, never dies.
 */

const cases = Number(process.env['MILVAULT_DAMAGE_CASES'] ?? 1100);
const seed = Number(process.env['MILVAULT_TEST_SEED'] ?? 20_261_130);

let server: RunningMilvus;
let sdk: MilvusClient;
let session: Session;
let repository: string;
const backups: Record<string, BackupFiles> = {};
const healthy: Record<string, string> = {};

test.before(async () => {
	repository = await mkdtemp(path.join(tmpdir(), 'milvault-damage-'));
	server = await startMilvus({
		version: '2.3.5',
		cacheDir: cacheDir(),
		storage: {type: 'local'},
		name: 'damage',
	});
	sdk = await openSdk(server);
	session = await openSession({
		clusters: {damage: server.cluster},
		repositories: {
			r: {name: 'r', storage: {type: 'local', path: repository}},
		},
		defaultCluster: 'damage',
		defaultRepository: 'r',
		limits: testLimits,
		language: 'en',
		origins: {},
	});
	for (const [name, fixture] of [
		['hello', 'hello_peer'],
		['shop', 'shop_peer'],
	] as const) {
		backups[name] = await readBackupFiles(path.join(fixturesDirectory, fixture));
		await writeBackup(repository, name, backups[name]);
		await restoreInto(session, name, 'source');
	}

	const plan = await planBackup(session, {
		name: 'ours',
		filter: 'source.*',
		strategy: 'auto',
		withRbac: false,
	});
	await createBackup(session, plan);
	backups['ours'] = await readBackupFiles(path.join(repository, 'ours'));
	for (const name of Object.keys(backups)) {
		healthy[name] = await restored(name, name, 'healthy');
		await dropDatabase(sdk, 'healthy');
	}
});

test.after.always(async () => {
	session.close();
	await sdk.closeConnection();
	await server.stop();
	await rm(repository, {recursive: true, force: true});
});

/** What a restore made: a picture of all its collections, or how it was refused. */
async function restored(backup: string, name: string, db: string): Promise<string> {
	try {
		const {result} = await restoreInto(session, name, db, {
			from: backup === 'ours' ? 'source' : 'default',
		});
		if (result.outcome !== 'complete') {
			return `refused: ${JSON.stringify(result.collections.map(({error}) => error?.code))}`;
		}
	} catch (error) {
		if (error instanceof MilvaultError && error.code !== 'unexpected') {
			return `refused: ${error.code}`;
		}

		throw error;
	}

	return pictureOf(sdk, db);
}

test.serial('the healthy backups are found healthy, and restored', async t => {
	for (const [name, picture] of Object.entries(healthy)) {
		t.false(picture.startsWith('refused'), `${name}: ${picture}`);
		t.is(await findingOf(session, name), undefined, `${name} is healthy`);
	}
});

const random = seededRandom('damage', seed);
const batch = 100;
for (let first = 0; first < cases; first += batch) {
	const next = Math.min(first + batch, cases);
	test.serial(
		`damaged backups ${first} to ${next - 1} are each found by verify full, refused, or restored with the same rows, and Milvus never dies`,
		async t => {
			t.timeout(60 * 60_000);
			const tally = {found: 0, refused: 0, same: 0};
			const wrong: string[] = [];
			for (let number = first; number < next; number++) {
				const one = damageCase(number, backups, random);
				const outcome = await tryCase(t, one, number);
				if (outcome === 'wrong') {
					wrong.push(`#${number} ${one.backup}, ${one.kind}: ${one.what}`);
				} else {
					tally[outcome]++;
				}
			}

			t.log(JSON.stringify(tally));
			t.deepEqual(wrong, []);
			t.true((await sdk.checkHealth()).isHealthy);
		},
	);
}

async function tryCase(
	t: ExecutionContext,
	one: DamageCase,
	number: number,
): Promise<'found' | 'refused' | 'same' | 'wrong'> {
	const name = `damaged_${number}`;
	const told = `#${number} ${one.backup}, ${one.kind}: ${one.what}`;
	await writeBackup(repository, name, one.files);
	try {
		if ((await findingOf(session, name)) !== undefined) {
			return 'found';
		}

		const db = `d_${randomBytes(4).toString('hex')}`;
		const picture = await restored(one.backup, name, db);
		t.log(`${told}: let through, ${picture.slice(0, 60)}`);
		await dropDatabase(sdk, db);
		t.notThrows(() => process.kill(server.pid, 0), `Milvus died of ${told}`);
		return picture === healthy[one.backup]
			? 'same'
			: picture.startsWith('refused')
				? 'refused'
				: 'wrong';
	} finally {
		await removeBackup(repository, name);
	}
}
