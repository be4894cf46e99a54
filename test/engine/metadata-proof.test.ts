import {randomBytes} from 'node:crypto';
import {mkdir, mkdtemp, rm, writeFile} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import path from 'node:path';
import test, {type ExecutionContext} from 'ava';
import {createBackup} from '../../source/engine/create-backup.js';
import {listBackups} from '../../source/engine/list-backups.js';
import {planBackup} from '../../source/engine/plan-backup.js';
import {planRestore} from '../../source/engine/plan-restore.js';
import type {Session} from '../../source/engine/session.js';
import {verifyBackups} from '../../source/engine/verify-backups.js';
import {toMilvaultError} from '../../source/model/milvault-error.js';
import type {BackupSummary} from '../../source/model/plans.js';
import type {VerifyLevel} from '../../source/model/verify-result.js';
import {
	fixturesDirectory,
	readBackupFiles,
	withoutFullMeta,
	type BackupFiles,
} from '../helpers/backups/backup-files.js';
import {dropDatabase} from '../helpers/milvus/drop-database.js';
import {sessionFor} from '../helpers/program/engine-session.js';
import {contradictions, resealed} from '../helpers/backups/metadata-contradictions.js';
import {
	asOlderBackup,
	damages,
	sumsDamages,
	type Damage,
	type Made,
} from '../helpers/backups/metadata-damages.js';
import {oldLayout} from '../helpers/backups/old-layout.js';
import {restoreInto} from '../helpers/program/restore-into.js';
import {openSdk} from '../helpers/milvus/rows.js';
import {servers} from '../helpers/servers/servers.js';
import {makeSmallCollections} from '../helpers/milvus/small-collections.js';

/*
 * What the metadata of a backup says is proven before it is believed: damaged copies of backups by
 * three programs.
 */

const server = servers().milvus235;
const db = `proof_${randomBytes(4).toString('hex')}`;
const sdk = await openSdk(server);
const root = await mkdtemp(path.join(tmpdir(), 'milvault-proof-'));
const made: Partial<Record<Made, BackupFiles>> = {};

test.serial('the backups that are damaged below are made', async t => {
	await makeSmallCollections(sdk, db);
	const session = await sessionFor(t, {
		server,
		repository: {type: 'local', path: root},
	});
	const plan = await planBackup(session, {
		name: 'ours',
		filter: `${db}.*`,
		strategy: 'auto',
		withRbac: false,
	});
	t.is((await createBackup(session, plan)).outcome, 'complete');
	made.milvault = await readBackupFiles(path.join(root, 'ours'));
	made['an earlier milvault'] = asOlderBackup(made.milvault);
	made['milvus-backup'] = await readBackupFiles(path.join(fixturesDirectory, 'shop_peer'));
});

test.after.always(async () => {
	await dropDatabase(sdk, db);
	await sdk.closeConnection();
	await rm(root, {recursive: true, force: true});
});

/** A repository with one backup in it. */
async function opened(t: ExecutionContext, files: BackupFiles): Promise<Session> {
	const directory = await mkdtemp(path.join(root, 'case-'));
	// Without the storage, which waits for the disk at each file.
	for (const [key, body] of files) {
		const file = path.join(directory, 'b', key);
		await mkdir(path.dirname(file), {recursive: true});
		await writeFile(file, body);
	}

	return sessionFor(t, {
		server,
		repository: {type: 'local', path: directory},
	});
}

type Found = {code: string; text: string};

async function verified(session: Session, level: VerifyLevel): Promise<Found> {
	const {
		backups: [backup],
	} = await verifyBackups(session, ['b'], {level});
	return {
		code: backup!.error?.code ?? backup!.outcome,
		text: JSON.stringify(backup!.error ?? backup!.differences),
	};
}

async function planned(session: Session): Promise<Found> {
	try {
		const {warnings} = await planRestore(session, {name: 'b', suffix: '_x'});
		return {code: 'complete', text: JSON.stringify(warnings)};
	} catch (error) {
		const {code, details} = toMilvaultError(error);
		return {code, text: JSON.stringify(details)};
	}
}

for (const maker of ['milvault', 'an earlier milvault', 'milvus-backup'] as const) {
	test.serial(
		`by ${maker}: a whole backup is whole at both levels and planned without a word on its metadata`,
		async t => {
			const session = await opened(t, made[maker]!);
			for (const level of ['quick', 'full'] as const) {
				t.like(await verified(session, level), {code: 'complete'});
			}

			const {code, text} = await planned(session);
			t.is(code, 'complete', text);
			t.notRegex(text, /metadata-not-compared/);
		},
	);
}

for (const damage of [...damages, ...contradictions]) {
	for (const maker of damage.makers) {
		test.serial(`by ${maker}: ${damage.title}`, async t => {
			await assertFound(t, damage, made[maker]!);
		});
	}
}

async function assertFound(
	t: ExecutionContext,
	{change, names, isHarmless = false}: Damage,
	files: BackupFiles,
): Promise<void> {
	const session = await opened(t, change(files));
	const found = await verified(session, 'quick');
	t.not(found.code, 'complete');
	t.regex(found.text, names);
	const {code, text} = await planned(session);
	if (isHarmless) {
		t.is(code, 'complete', text);
	} else {
		t.regex(code, /^metadata-(differs|unreadable)$/, text);
		t.regex(text, names);
	}
}

test.serial(
	'without full_meta.json a restore says that nothing confirms the level files, and verify that it is missing',
	async t => {
		for (const maker of ['milvault', 'an earlier milvault', 'milvus-backup'] as const) {
			const session = await opened(t, withoutFullMeta(made[maker]!));
			t.like(await verified(session, 'quick'), {code: 'failed'});
			const {code, text} = await planned(session);
			t.is(code, 'complete', text);
			t.regex(text, /metadata-not-compared.*full_meta\.json/);
		}
	},
);

test.serial('backups of old releases of milvus-backup agree with themselves', async t => {
	const files = made['milvus-backup']!;
	const meta = (change: (text: string) => string): BackupFiles =>
		new Map(
			[...files].map(([key, body]) => [
				key,
				key === 'meta/collection_meta.json' ? Buffer.from(change(body.toString())) : body,
			]),
		);
	const layouts = [
		oldLayout(files),
		// 0.4 wrote neither partitions nor properties into the collections' level; the names of
		// channels came still later.
		meta(text =>
			text
				.replaceAll(/,"partition_backups":\[.*?\](?=,"size")/g, '')
				.replaceAll(
					/,"(?:properties|virtual_channel_names|physical_channel_names)":\[[^\]]*\]/g,
					'',
				),
		),
		// Without level files there is nothing to compare with.
		new Map([...files].filter(([key]) => !/(collection|partition|segment)_meta/.test(key))),
	];
	for (const layout of layouts) {
		const session = await opened(t, layout);
		t.like(await verified(session, 'full'), {code: 'complete'});
		t.is((await planned(session)).code, 'complete');
	}
});

test.serial(
	'what is wrong with one collection is no obstacle for another one, unless checksums say that the file was changed',
	async t => {
		const {change} = damages.find(({title}) => title.includes('index params'))!;
		for (const [maker, outcome] of [
			['milvault', 'metadata-differs'],
			['an earlier milvault', 'complete'],
		] as const) {
			const session = await opened(t, change(made[maker]!));
			const plan = async (filter: string): Promise<string> => {
				try {
					await planRestore(session, {name: 'b', suffix: '_x', filter});
					return 'complete';
				} catch (error) {
					return toMilvaultError(error).code;
				}
			};

			t.is(await plan(`${db}.plain`), outcome);
			t.is(await plan(`${db}.items`), 'metadata-differs');
		}
	},
);

for (const damage of sumsDamages) {
	for (const maker of damage.makers) {
		test.serial(`by ${maker}: sums with ${damage.title}`, async t => {
			const session = await opened(t, damage.change(made[maker]!));
			for (const level of ['quick', 'full'] as const) {
				const {code, text} = await verified(session, level);
				t.not(code, 'complete', level);
				t.regex(text, damage.names, level);
			}

			if (!damage.isRestored) {
				return;
			}

			const {result} = await restoreInto(session, 'b', `${db}_to`, {
				from: db,
			});
			t.is(result.outcome, 'partial', 'the other collection is whole');
			t.regex(JSON.stringify(result.collections), damage.names);
			await dropDatabase(sdk, `${db}_to`);
		});
	}
}

test.serial('a record that says unfinished is believed, whatever lies beside it', async t => {
	const session = await opened(
		t,
		resealed(made.milvault!, meta => {
			meta.state = 'unfinished';
		}),
	);
	for (const {code} of [await verified(session, 'quick'), await planned(session)]) {
		t.is(code, 'backup-unfinished');
	}
});

test.serial(
	'sums without a record are no backup by milvus-backup: it is listed as damaged',
	async t => {
		const files = new Map(made.milvault);
		files.delete('meta/milvault.json');
		const session = await opened(t, files);
		const expected: Partial<BackupSummary> = {
			name: 'b',
			state: 'unreadable',
			madeBy: 'milvault',
		};
		t.like((await listBackups(session))[0], expected);
		for (const {code} of [await verified(session, 'quick'), await planned(session)]) {
			t.is(code, 'metadata-unreadable');
		}
	},
);
