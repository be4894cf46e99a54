import {copiedKey, parseCopied, type CopiedObjects} from '../../format/copied.js';
import {parseMilvaultMeta} from '../../format/milvault-meta.js';
import {metaKeys} from '../../format/paths.js';
import {hasCode, MilvaultError} from '../../model/milvault-error.js';
import {maxTextBytes} from '../../model/read-limits.js';
import {readObjectText, type ReadObjectOptions} from '../../storage/read-object.js';
import type {ObjectInfo} from '../../storage/storage.js';
import {sha256} from '../../utils/sha256.js';
import {assertNotBeingWritten} from '../locks/hold-lock.js';
import {backupKey, backupPrefix, deletingKey} from '../repository/backup-keys.js';
import type {Place} from '../session.js';
import {metaOrder, sizeInTarget, type CopySource} from './open-source.js';

/** What the target has under the name of a copy. */
export type CopyTarget = {
	/** `begun`: a copy of the same backup that is not visible yet; `there`: one that is. */
	found: 'nothing' | 'begun' | 'there';
	/** The job whose claim it is; undefined when there is none, or the record took its place. */
	claimedBy?: string;
	/** By key relative to the backup. */
	listed: ReadonlyMap<string, ObjectInfo>;
	/** What the store reported of the objects of a copy when it was made. */
	copied: CopiedObjects | undefined;
	/** A file of the metadata is missing, or another one. */
	isMetadataBroken: boolean;
};

/**
 * Looks at what lies in the target under the name: one listing, and up to three small files.
 *
 * It is the same backup when its record is the same (of one by milvus-backup: backup_meta.json,
 * which has the id), and a begun copy of it when the claim says so. A name, or a size, shows nothing
 * of the kind.
 *
 * @param options.isHeld the name is locked for this run: what is unfinished there, nobody is writing
 * @throws name-taken for anything else; locked when another run is writing that
 */
export async function lookAtTarget(
	to: Place,
	source: CopySource,
	{isHeld = false, signal}: {isHeld?: boolean; signal?: AbortSignal} = {},
): Promise<CopyTarget> {
	const listed = await listUnder(to, source.as, signal);
	if (listed.size === 0) {
		return {found: 'nothing', listed, copied: undefined, isMetadataBroken: false};
	}

	const texts = new Map<string, string | undefined>();
	const read = async (file: string): Promise<string | undefined> => {
		if (listed.has(file) && !texts.has(file)) {
			const options = {maxBytes: maxTextBytes, signal};
			texts.set(file, await readIfThere(to, source.as, file, options));
		}

		return texts.get(file);
	};

	const identity = await identify(source, listed, read);
	if (!identity) {
		throw await taken(to, source.as, listed, {isHeld, signal});
	}

	const copied = parseCopied((await read(copiedKey)) ?? '', source.opened.id);
	return {
		...identity,
		listed,
		copied,
		isMetadataBroken:
			identity.found === 'there' && (await isBroken(source, {listed, copied}, read)),
	};
}

type Reader = (file: string) => Promise<string | undefined>;

/** Undefined when it is not this backup, or is being deleted. */
async function identify(
	source: CopySource,
	listed: ReadonlyMap<string, ObjectInfo>,
	read: Reader,
): Promise<Pick<CopyTarget, 'found' | 'claimedBy'> | undefined> {
	if (listed.has(deletingKey)) {
		return undefined;
	}

	const isVisible = listed.has(metaKeys.backup) || !source.opened.files.has(metaKeys.backup);
	const ours = await read(metaKeys.milvault);
	if (ours !== undefined && ours === source.record?.text) {
		return {found: isVisible ? 'there' : 'begun'};
	}

	if (ours !== undefined) {
		const claim = parseClaim(ours);
		return claim?.copyOf === source.opened.id
			? {found: 'begun', claimedBy: claim.jobId}
			: undefined;
	}

	if (source.record) {
		return undefined;
	}

	// Of milvus-backup's files this one says which backup it is; where it is missing, the next one.
	const file = [metaKeys.backup, metaKeys.full].find(one => listed.has(one)) ?? metaKeys.backup;
	const text = await read(file);
	const isSame = text !== undefined && sha256(text) === source.sums.get(file);
	return isSame ? {found: 'there'} : undefined;
}

function parseClaim(text: string): {jobId: string; copyOf?: string} | undefined {
	try {
		const record = parseMilvaultMeta(text, metaKeys.milvault);
		return record.state === 'unfinished' ? record : undefined;
	} catch {
		return undefined;
	}
}

/** Sizes, what the store reported of them, and the content of what makes the backup visible. */
async function isBroken(
	source: CopySource,
	{listed, copied}: Pick<CopyTarget, 'listed' | 'copied'>,
	read: Reader,
): Promise<boolean> {
	for (const file of metaOrder) {
		const size = sizeInTarget(source, file);
		const found = listed.get(file);
		const known = copied?.get(file)?.checksum;
		if (
			size !== found?.sizeBytes ||
			(known !== undefined && found?.checksum !== undefined && known !== found.checksum)
		) {
			return true;
		}
	}

	const text = await read(metaKeys.backup);
	const found = text === undefined ? undefined : sha256(text);
	return found !== source.sums.get(metaKeys.backup);
}

async function listUnder(
	to: Place,
	name: string,
	signal: AbortSignal | undefined,
): Promise<Map<string, ObjectInfo>> {
	const prefix = backupPrefix(to, name);
	const listed = new Map<string, ObjectInfo>();
	try {
		for await (const object of to.storage.list(prefix, {signal})) {
			listed.set(object.key.slice(prefix.length), object);
		}
	} catch (error) {
		// A directory that the first copy makes.
		if (!hasCode(error, 'directory-missing')) {
			throw error;
		}
	}

	return listed;
}

async function readIfThere(
	to: Place,
	name: string,
	file: string,
	options: ReadObjectOptions,
): Promise<string | undefined> {
	try {
		return await readObjectText(to.storage, backupKey(to, name, file), options);
	} catch (error) {
		// Deleted since it was listed, or larger than any of ours.
		if (hasCode(error, 'object-missing') || hasCode(error, 'metadata-unreadable')) {
			return undefined;
		}

		throw error;
	}
}

async function taken(
	to: Place,
	name: string,
	listed: ReadonlyMap<string, ObjectInfo>,
	{isHeld, signal}: {isHeld: boolean; signal: AbortSignal | undefined},
): Promise<MilvaultError<'name-taken'>> {
	const isUnfinished = !listed.has(metaKeys.backup);
	if (isUnfinished && !isHeld) {
		await assertNotBeingWritten(to, name, signal);
	}

	return new MilvaultError('name-taken', {
		name,
		place: to.label,
		isUnfinished,
		flag: '--name-as',
	});
}
