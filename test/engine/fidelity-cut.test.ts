import {randomBytes} from 'node:crypto';
import {rm} from 'node:fs/promises';
import path from 'node:path';
import {buffer, text} from 'node:stream/consumers';
import test, {type ExecutionContext} from 'ava';
import {createBackup} from '../../source/engine/create-backup.js';
import {planBackup} from '../../source/engine/plan-backup.js';
import type {BackupResult} from '../../source/model/plans.js';
import type {Session} from '../../source/engine/session.js';
import {readDeleteLog} from '../../source/format/binlog/read-delete-log.js';
import {parseMilvaultMeta} from '../../source/format/milvault-meta.js';
import {tsoOfMs} from '../../source/model/timestamps.js';
import {makeLedger, notesOf, type Ledger} from '../helpers/datasets/ledger.js';
import {range} from '../helpers/datasets/values.js';
import {dropDatabase} from '../helpers/milvus/drop-database.js';
import {sessionFor} from '../helpers/program/engine-session.js';
import {restoreInto} from '../helpers/program/restore-into.js';
import {ok, openSdk} from '../helpers/milvus/rows.js';
import {servers} from '../helpers/servers/servers.js';
import {watchMilvus} from '../helpers/milvus/watch-milvus.js';

/*
 * Rows change while Milvus 2.3.5 is backed up: a restore shows the state at the cut, nothing less
 * and nothing more.
 */

const {milvus235local} = servers();
const unique = randomBytes(3).toString('hex');
const db = `cut_${unique}`;
const target = `cut_${unique}_to`;
const repository = {
	type: 'local',
	path: path.join(milvus235local.dataDir, db),
} as const;
const client = await openSdk(milvus235local);

test.before(async () => {
	ok(await client.createDatabase({db_name: db}));
});

test.after.always(async () => {
	await dropDatabase(client, db);
	await dropDatabase(client, target);
	await client.closeConnection();
	await rm(repository.path, {recursive: true, force: true});
});

test.serial(
	'writes during the flush, between the flush and the copy, and a compaction there: the state at the cut is restored',
	async t => {
		const [numbers, texts, compacted] = await Promise.all([
			makeLedger(client, {db, name: 'numbers'}),
			makeLedger(client, {db, name: 'texts', isText: true}),
			makeLedger(client, {db, name: 'compacted', shards: 1}),
		]);
		await Promise.all([fill(numbers), fill(texts), compacted.insert(range(0, 200, row => row))]);
		const session = await sessionFor(t, {server: milvus235local, repository});
		const backup = await backUpWhile(session, {
			[`${db}.numbers`]: writer(numbers),
			[`${db}.texts`]: writer(texts),
			[`${db}.compacted`]: {
				async onList() {
					await compacted.insert([300]);
					await compacted.delete(range(0, 100, row => row));
					await compacted.insert([301]);
					await compacted.flush();
					await compacted.compact();
				},
			},
		});
		t.is(backup.outcome, 'complete', JSON.stringify(backup));
		t.deepEqual(backup.warnings, []);

		const restore = await restoreInto(session, 'cut', target, {from: db});
		t.is(restore.result.outcome, 'complete', JSON.stringify(restore.result));
		for (const ledger of [numbers, texts]) {
			const {name} = ledger;
			const {cutTs, lateDeletes, lateRows} = await backedUp(session, name);
			// They lie in the backup, and a restore without the cut would apply them.
			const late = `${lateDeletes} late deletes and ${lateRows} late rows in ${name}`;
			t.true(lateDeletes >= 25, late);
			t.true(lateRows >= 15, late);
			assertStateAt(t, ledger, cutTs, await notesOf(client, target, name));
		}

		// Milvus took rows away that were there at the first cut: cut again, after their deletes.
		const {cutTs} = await backedUp(session, 'compacted');
		t.is(compacted.at(cutTs)[0]?.size, 102);
		assertStateAt(t, compacted, cutTs, await notesOf(client, target, 'compacted'));
	},
);

/**
 * A segment that was flushed before, and rows that were not. No more segments and deletes than
 * that, here and later: else 2.3.5 compacts them by itself.
 */
async function fill(ledger: Ledger): Promise<void> {
	await ledger.insert(
		range(0, 1000, row => row),
		'old',
	);
	await ledger.flush();
	await ledger.delete([1, 2, 3]);
	await ledger.insert(range(1000, 500, row => row));
	await ledger.upsert([1010, 1011, 1012, 1013]);
}

type Hooks = {
	/** Just before the flush; what it starts may continue. */
	onFlush?: () => void;
	/** The engine waits for it before it looks for segments. */
	onList: () => Promise<void>;
};

/**
 * Writes a little, over and over, from the flush on; at last deletes and replaces rows of every
 * segment, and flushes.
 */
function writer(ledger: Ledger): Hooks {
	let isEnded = false;
	let running = Promise.resolve();
	const write = async (): Promise<void> => {
		for (let round = 0; round < 60 && !isEnded; round++) {
			await ledger.insert(range(2000 + round * 10, 10, row => row));
			await ledger.upsert([1020 + round]);
			await ledger.delete([600 + round]);
		}
	};

	return {
		onFlush() {
			running = write();
		},
		async onList() {
			isEnded = true;
			await running;
			await ledger.upsert(
				range(50, 15, row => row),
				'old',
			);
			await ledger.delete([1440, 1441, ...range(80, 8, row => row)]);
			await ledger.flush();
		},
	};
}

async function backUpWhile(
	session: Session,
	hooks: Readonly<Record<string, Hooks>>,
): Promise<BackupResult> {
	const plan = await planBackup(session, {
		name: 'cut',
		filter: `${db}.*`,
		strategy: 'auto',
		withRbac: false,
	});
	const waiting = new Map<string, Promise<void>>();
	const watched = watchMilvus(session, async (_, request) => {
		await waiting.get(collectionOf(request));
	});
	return createBackup(watched, plan, {
		onEvent(event) {
			if (event.type === 'phase-started' && event.phase === 'flush') {
				hooks[event.collection]?.onFlush?.();
			} else if (event.type === 'phase-started' && event.phase === 'list') {
				const {onList} = hooks[event.collection]!;
				waiting.set(event.collection, onList());
			}
		},
	});
}

/** Of a request that asks about one; one call spells it in its own way. */
function collectionOf(request: object): string {
	const names: Record<string, unknown> = {...request};
	return `${db}.${String(names['collection_name'] ?? names['collectionName'])}`;
}

/** What the backup itself says and holds. */
async function backedUp(
	session: Session,
	name: string,
): Promise<{cutTs: bigint; lateDeletes: number; lateRows: number}> {
	const {storage} = await session.repositoryPlace();
	const file = 'cut/meta/milvault.json';
	const meta = parseMilvaultMeta(await text(await storage.get(file)), file);
	const record = meta.collections.find(({collection}) => collection === `${db}.${name}`)!;
	const cutTs = BigInt(tsoOfMs(record.cut!.endTsMs));
	let lateDeletes = 0;
	for await (const {key} of storage.list(`cut/binlogs/delta_log/${record.collectionId}/`)) {
		const entries = await Array.fromAsync(readDeleteLog(await buffer(await storage.get(key)), key));
		lateDeletes += entries.filter(({ts}) => BigInt(ts) > cutTs).length;
	}

	const lateRows = Object.values(record.rowsAfterCut ?? {}).reduce((sum, rows) => sum + rows, 0);
	return {cutTs, lateDeletes, lateRows};
}

function assertStateAt(
	t: ExecutionContext,
	ledger: Ledger,
	ts: bigint,
	found: ReadonlyMap<string, string>,
): void {
	const differences = ledger.at(ts).map(expected =>
		[...new Set([...expected.keys(), ...found.keys()])]
			.filter(key => expected.get(key) !== found.get(key))
			.map(key => ({
				key,
				found: found.get(key),
				expected: expected.get(key),
			})),
	);
	const [fewest] = differences.toSorted((a, b) => a.length - b.length);
	t.deepEqual(fewest, [], ledger.name);
}
