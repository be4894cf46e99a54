import {buffer} from 'node:stream/consumers';
import type {Session} from '../../../source/engine/session.js';
import {verifyBackups} from '../../../source/engine/verify-backups.js';
import type {VerifyLevel} from '../../../source/model/verify-result.js';
import type {StorageSettings} from '../../../source/settings/settings.js';
import {openStorage} from '../../../source/storage/open-storage.js';
import type {BackupFiles} from './backup-files.js';

/** All objects below a prefix, their keys without it. */
export async function readAll(settings: StorageSettings, prefix: string): Promise<BackupFiles> {
	const storage = await openStorage(settings);
	const files = new Map<string, Buffer>();
	for await (const {key} of storage.list(prefix)) {
		files.set(key.slice(prefix.length), await buffer(await storage.get(key)));
	}

	storage.close();
	return files;
}

export async function putAll(
	settings: StorageSettings,
	prefix: string,
	files: BackupFiles,
): Promise<void> {
	const storage = await openStorage(settings);
	await Promise.all([...files].map(async ([key, body]) => storage.put(`${prefix}${key}`, body)));
	storage.close();
}

export async function verified(
	session: Session,
	name: string,
	level: VerifyLevel,
): Promise<{outcome: string; text: string; warnings: string[]}> {
	const {backups, warnings} = await verifyBackups(session, [name], {level});
	return {
		outcome: backups[0]!.outcome,
		text: JSON.stringify(backups),
		warnings: warnings.map(({code}) => code),
	};
}

/** Zeros in the middle of the greatest binlog: the size stays. */
export function damaged(files: BackupFiles): BackupFiles {
	const [key, body] = [...files]
		.filter(([one]) => one.includes('/insert_log/'))
		.toSorted(([, a], [, b]) => b.length - a.length)[0]!;
	const changed = Buffer.from(body);
	const middle = Math.floor(changed.length / 2);
	changed.fill(0, middle, middle + 64);
	return new Map([...files, [key, changed]]);
}
