import type {BackupFiles} from '../backups/backup-files.js';
import type {Random} from '../runner/seeded-random.js';
import {metadataDamages} from './metadata-damages.js';
import {objectDamages} from './object-damages.js';
import type {Damage, Files} from './damage.js';

export type DamageCase = {
	number: number;
	backup: string;
	kind: string;
	what: string;
	files: BackupFiles;
};

export const damages: Readonly<Record<string, Damage>> = {
	...objectDamages,
	...metadataDamages,
};

/**
 * The case of this number: the same for the same random numbers. Kinds take turns, so that each has
 * its share.
 */
export function damageCase(
	number: number,
	backups: Readonly<Record<string, BackupFiles>>,
	random: Random,
): DamageCase {
	const kinds = Object.keys(damages);
	for (let offset = 0; ; offset++) {
		const kind = kinds[(number + offset) % kinds.length]!;
		const backup = random.pick(Object.keys(backups));
		const files = new Map(backups[backup]);
		const what = damages[kind]!(files, random);
		if (what !== undefined && isOther(files, backups[backup]!)) {
			return {number, backup, kind, what, files};
		}
	}
}

function isOther(files: Files, healthy: BackupFiles): boolean {
	return (
		files.size !== healthy.size ||
		[...files].some(([key, bytes]) => !healthy.get(key)?.equals(bytes))
	);
}
