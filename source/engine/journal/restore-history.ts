import type {Warning} from '../../model/job-events.js';
import type {CollectionResult} from '../../model/plans.js';
import type {Bound} from './journal.js';
import type {JournalEntry, Swap} from './journal.js';

/** One import job of an earlier run, by what it imports. */
export type PastImport = {
	/** When it was about to be submitted; RFC 3339. */
	at: string;
	/** Jobs of this collection that the server had before. */
	known: readonly string[];
	/** Undefined: it is not known whether the server accepted it. */
	id?: string;
	/** Set when it ended well. */
	rows?: string;
};

/** One partition whose rows are inserted; neither of these: it may hold some of them. */
export type PastInsert = {
	/** Set when all were acknowledged. */
	rows?: string;
	/** Nothing is in it, and an import job is to fill it. */
	isLeft?: true;
};

/** What earlier runs of a restore did for one source. */
export type CollectionPast = {
	/** Key of the working collection. */
	working?: string;
	/** The server's time (TSO) when nothing stood under that name yet. */
	madeAfter?: string;
	/** Of what this job made, or appends to; undefined: perhaps not made. */
	collectionId?: string;
	/** Append: rows of the target before. */
	rowsBefore?: string;
	partitionRowsBefore?: Readonly<Record<string, string>>;
	segmentsBefore?: readonly string[];
	imports: Map<string, PastImport>;
	/** By partition. */
	inserts?: Map<string, PastInsert>;
	swap?: Swap;
	/** Complete or skipped. */
	result?: CollectionResult;
};

export type RestoreHistory = {
	isStarted: boolean;
	startedAt: string | undefined;
	/** What the job was begun for. */
	bound: Bound;
	warnings: readonly Warning[];
	/** Databases that earlier runs made. */
	databases: readonly string[];
	/** By source. */
	collections: ReadonlyMap<string, CollectionPast>;
};

export function replayRestore(entries: readonly JournalEntry[]): RestoreHistory {
	const collections = new Map<string, CollectionPast>();
	const databases: string[] = [];
	const warnings: Warning[] = [];
	let startedAt: string | undefined;
	let bound: Bound = {};
	const at = (source: string): CollectionPast => {
		const past = collections.get(source) ?? {imports: new Map()};
		collections.set(source, past);
		return past;
	};

	for (const entry of entries) {
		switch (entry.type) {
			case 'started': {
				const {startedAt: begun, backupId, cluster} = entry;
				bound = startedAt === undefined ? {backupId, cluster} : bound;
				startedAt ??= begun;
				break;
			}

			case 'warning': {
				warnings.push(entry.warning);
				break;
			}

			case 'database-created': {
				databases.push(entry.db);
				break;
			}

			case 'removed': {
				collections.delete(entry.source);
				break;
			}

			case 'creating': {
				const {source, working, after: madeAfter} = entry;
				collections.set(source, {working, madeAfter, imports: new Map()});
				break;
			}

			case 'created': {
				at(entry.source).collectionId = entry.collectionId;
				break;
			}

			case 'appending': {
				const {type: _type, source, ...before} = entry;
				Object.assign(at(source), before);
				break;
			}

			case 'inserting':
			case 'inserted':
			case 'insert-left': {
				noteInsert(at(entry.source), entry);
				break;
			}

			case 'swapping': {
				const {type: _type, source, ...swap} = entry;
				at(source).swap = swap;
				break;
			}

			case 'collection-ended': {
				at(entry.source).result = entry.result;
				break;
			}

			case 'collection-cut':
			case 'collection-copied':
			case 'segment-verified':
			case 'deleting':
			case 'pruning':
			case 'pruned':
			case 'copied':
			case 'workers':
			case 'ended': {
				break;
			}

			default: {
				noteImport(at(entry.source).imports, entry);
			}
		}
	}

	return {
		isStarted: startedAt !== undefined,
		startedAt,
		bound,
		warnings,
		databases,
		collections,
	};
}

/** Rows of the import jobs that ended well, and of the partitions that were inserted. */
export function endedRows(past: CollectionPast | undefined): bigint {
	return [...(past?.imports.values() ?? []), ...(past?.inserts?.values() ?? [])].reduce(
		(sum, {rows}) => sum + BigInt(rows ?? 0),
		0n,
	);
}

/** Is there anything in the collection, or on its way there, that a later run continues with? */
export function hasRowsBegun({imports, inserts}: CollectionPast): boolean {
	return imports.size > 0 || (inserts?.size ?? 0) > 0;
}

type InsertEntry = Extract<JournalEntry, {type: 'inserting' | 'inserted' | 'insert-left'}>;

function noteInsert(past: CollectionPast, entry: InsertEntry): void {
	past.inserts ??= new Map();
	past.inserts.set(
		entry.partition,
		entry.type === 'inserted'
			? {rows: entry.rows}
			: entry.type === 'insert-left'
				? {isLeft: true}
				: {},
	);
}

type ImportEntry = Extract<
	JournalEntry,
	{
		type: 'import-submitting' | 'import-submitted' | 'import-refused' | 'import-ended';
	}
>;

function noteImport(imports: Map<string, PastImport>, entry: ImportEntry): void {
	const {job} = entry;
	if (entry.type === 'import-submitting') {
		imports.set(job, {at: entry.at, known: entry.known});
		return;
	}

	if (entry.type === 'import-refused') {
		imports.delete(job);
		return;
	}

	const past = imports.get(job);
	if (past) {
		imports.set(
			job,
			entry.type === 'import-submitted' ? {...past, id: entry.id} : {...past, rows: entry.rows},
		);
	}
}
