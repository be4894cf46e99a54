import {chmod, chown, mkdir, stat, type FileHandle} from 'node:fs/promises';
import {dirname} from 'node:path';

/** With which permissions files and directories are made below a root. */
export type Modes = {
	file: number;
	directory: number;
	/** They are set whatever the umask removes. */
	isExact: boolean;
	/** Who gets what root makes. */
	owner?: {uid: number; gid: number};
};

/**
 * - A repository's (`isPrivate`): for its owner alone, 0600 and 0700: backups hold all rows, and
 *   hashes of passwords. A directory that its group may write is shared on purpose: 0660 and 0770.
 * - Milvus's own data, where temporary copies go: as the directory itself, so that a Milvus of
 *   another user reads what we put there; what root makes belongs to whom the directory belongs to.
 */
export async function modesBelow(realRoot: string, isPrivate: boolean): Promise<Modes> {
	const {mode, uid, gid} = await stat(realRoot);
	if (isPrivate) {
		return (mode & 0o020) === 0
			? {file: 0o600, directory: 0o700, isExact: false}
			: {file: 0o660, directory: 0o770, isExact: true};
	}

	return {
		file: mode & 0o666,
		directory: mode & 0o777,
		isExact: true,
		...(process.getuid?.() === 0 && uid !== 0 && {owner: {uid, gid}}),
	};
}

export async function makeDirectory(path: string, modes: Modes): Promise<void> {
	const {directory: mode, isExact, owner} = modes;
	const first = await mkdir(path, {recursive: true, mode});
	if (first === undefined || !isExact) {
		return;
	}

	for (let made = path; made.length >= first.length; made = dirname(made)) {
		await tolerant(async () => {
			// A group that is handed down (setgid) stays so.
			const special = (await stat(made)).mode & 0o7000;
			await chmod(made, special | mode);
			if (owner) {
				await chown(made, owner.uid, owner.gid);
			}
		});
	}
}

/** Of a file that was just made. */
export async function setModes(
	file: FileHandle,
	{file: mode, isExact, owner}: Modes,
): Promise<void> {
	if (isExact) {
		await tolerant(async () => {
			await file.chmod(mode);
			if (owner) {
				await file.chown(owner.uid, owner.gid);
			}
		});
	}
}

/** File systems without permissions (exFAT, some network shares) refuse to set any. */
async function tolerant(set: () => Promise<void>): Promise<void> {
	try {
		await set();
	} catch {
		// As it was made.
	}
}
