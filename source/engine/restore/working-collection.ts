import {withRetries} from '../../milvus/with-retries.js';
import {describeCollection} from '../../milvus/collections.js';
import {findCollection} from '../../milvus/find-collection.js';
import type {Milvus} from '../../milvus/milvus.js';
import {allocateTimestamp} from '../../milvus/timestamps.js';
import {collectionKey, type CollectionName} from '../../model/collection-key.js';
import {MilvaultError} from '../../model/milvault-error.js';
import {fragment} from '../../model/fragments.js';
import type {CollectionPast} from '../journal/restore-history.js';
import type {BackupCollection} from '../repository/collection-view.js';
import type {RunContext} from '../run/run-context.js';
import {createTarget} from './create-target.js';
import {dropOwn, workingChanged, type OwnCollection} from './own-collection.js';
import type {RestoreSetup} from './restore-setup.js';
import {targetExists} from './swap-names.js';

type Inserts = NonNullable<CollectionPast['inserts']>;

/**
 * The working collection, new or as an earlier run left it; `own` records at once what was created.
 *
 * @throws target-exists; working-taken when another collection has its name, working-changed when
 *   another program renamed it
 */
export async function createWorking(
	view: BackupCollection,
	own: OwnCollection,
	{target, past}: {target: CollectionName; past: CollectionPast},
	milvus: Milvus,
	{journal}: Pick<RunContext, 'journal'>,
): Promise<{isThere: boolean; imports: CollectionPast['imports']; inserts: Inserts}> {
	const source = view.collection;
	const {name} = own;
	const there = await describeCollection(milvus, name.db, name.name);
	const isThere =
		own.collectionId !== undefined &&
		there?.collectionId === own.collectionId &&
		there.name === name.name;
	if (isThere) {
		return {isThere, imports: past.imports, inserts: past.inserts ?? new Map()};
	}

	if (own.collectionId !== undefined) {
		const now = await findCollection(milvus, name.db, own.collectionId);
		if (now) {
			throw await workingChanged(milvus, name, own.collectionId);
		}
	}

	// Without renaming there is no working name: another program created the target since the plan.
	if (there && name.name === target.name) {
		throw await targetExists(milvus, target);
	}

	// An interruption left it half created, without imports; any other belongs to another program.
	const isOrphan = own.collectionId === undefined;
	if (there && !(isOrphan && (await dropOwn(milvus, own)).isGone)) {
		throw new MilvaultError('working-taken', {working: collectionKey(name)});
	}

	const after = await allocateTimestamp(milvus);
	await journal?.append({
		type: 'creating',
		source,
		working: collectionKey(name),
		after,
	});
	Object.assign(own, {
		isBegun: true,
		madeAfter: after,
		collectionId: undefined,
	} satisfies Partial<OwnCollection>);
	await createTarget(milvus, view, name, collectionId => {
		own.collectionId = collectionId;
	});
	await journal?.append({
		type: 'created',
		source,
		collectionId: own.collectionId ?? '',
	});
	return {isThere: false, imports: new Map(), inserts: new Map()};
}

/** So that a cancel returns within ten seconds. */
const settleMs = 7000;

/**
 * The failure before it is the one to report: a working collection that cannot be dropped, or that
 * an import job still fills, or that another program renamed, is a warning beside it.
 *
 * @param isMadeAnew another one follows: import jobs that still fill it are waited for, however
 *   long they take
 * @returns whether it is gone
 */
export async function dropWorking(
	own: OwnCollection,
	{
		places,
		limits,
		imports,
		uncancelled,
	}: Pick<RestoreSetup, 'places' | 'limits' | 'imports' | 'uncancelled'>,
	{warn, signal}: Pick<RunContext, 'warn' | 'signal'>,
	isMadeAnew = false,
): Promise<boolean> {
	const isWaited = isMadeAnew && !signal?.aborted;
	// After a cancel a server that is silent is not waited for.
	const milvus = signal?.aborted
		? withRetries(uncancelled, {signal: AbortSignal.timeout(settleMs)})
		: uncancelled;
	let what = collectionKey(own.name);
	try {
		const isSettled = await imports.settle(milvus, {
			into: own.name,
			timeoutMs: isWaited ? limits.importStallSeconds * 1000 : settleMs,
			...(isWaited && {signal}),
		});
		if (!isSettled) {
			throw new Error(fragment('import-job-fills'));
		}

		const dropped = await dropOwn(milvus, own);
		if (dropped.isGone) {
			return true;
		}

		what = dropped.at;
	} catch {
		// Said below.
	}

	warn({code: 'left-behind', details: {what, where: places.cluster.label}});
	return false;
}
