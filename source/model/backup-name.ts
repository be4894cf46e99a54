import {MilvaultError} from './milvault-error.js';

/** milvus-backup's rules (core/backup/func.go): at most 128 bytes, a letter or `_` first, then letters, digits, `_`. */
export function assertBackupName(name: string): void {
	const rule = brokenRule(name);
	if (rule) {
		throw new MilvaultError('bad-backup-name', {name, rule});
	}
}

/** The first rule that a name breaks, in English for `details`; undefined for a good name. */
export function brokenRule(name: string): string | undefined {
	if (name === '') {
		return 'not empty';
	}

	if (Buffer.byteLength(name) > 128) {
		return 'at most 128 characters';
	}

	if (!/^[A-Za-z_]/.test(name)) {
		return 'starts with a letter or _';
	}

	if (!/^\w+$/.test(name)) {
		return 'only letters A-Z a-z, digits and _';
	}

	return undefined;
}

/** `backup_YYYY_MM_DD_HHMMSS` in UTC: sorts by time and keeps milvus-backup's rules. */
export function defaultBackupName(now: Date): string {
	const [date = '', time = ''] = now.toISOString().split('T');
	return `backup_${date.replaceAll('-', '_')}_${time.slice(0, 8).replaceAll(':', '')}`;
}
