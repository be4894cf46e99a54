import {MilvaultError} from './milvault-error.js';
import {fragment} from './fragments.js';

const maxLength = 128;

/**
 * Valid names of backups: directory names that S3, file systems, shells and milvus-backup all
 * accept. milvus-backup itself (core/backup/func.go) makes only names of letters, digits and `_`
 * that begin with no digit, and reads all of these.
 */
export const backupNamePattern = '^[A-Za-z0-9_]([A-Za-z0-9_.-]*[A-Za-z0-9_-])?$';

const expression = new RegExp(backupNamePattern);

/** @throws bad-backup-name, with one that would do */
export function assertBackupName(name: string): void {
	const rule = brokenRule(name);
	if (rule) {
		throw new MilvaultError('bad-backup-name', {
			name,
			rule,
			suggestion: possibleBackupName(name),
		});
	}
}

/** The first rule that a name breaks, in English for `details`; undefined for a good name. */
export function brokenRule(name: string): string | undefined {
	if (name === '') {
		return fragment('name-empty');
	}

	if (Buffer.byteLength(name) > maxLength) {
		return fragment('name-too-long', {max: maxLength});
	}

	if (!/^[A-Za-z0-9_]/.test(name)) {
		return fragment('name-start');
	}

	return expression.test(name) ? undefined : fragment('name-characters');
}

/**
 * The nearest valid name: `full backup/1` is full_backup_1, `备份_1` backup_1.
 */
export function possibleBackupName(name: string): string {
	const plain = name.normalize('NFKD').replaceAll(/\p{M}/gu, '').trim();
	const kept = plain.replaceAll(/[^A-Za-z0-9_.-]+/g, '_').replaceAll(/^[_.-]+|[_.-]+$/g, '');
	const whole = /^[A-Za-z0-9_]/.test(plain) ? kept : ['backup', kept].filter(Boolean).join('_');
	return whole.slice(0, maxLength).replace(/\.+$/, '') || 'backup';
}

/** `backup_YYYY_MM_DD_HHMMSS` in UTC: sorts by time and keeps milvus-backup's rules. */
export function defaultBackupName(now: Date): string {
	const [date = '', time = ''] = now.toISOString().split('T');
	return `backup_${date.replaceAll('-', '_')}_${time.slice(0, 8).replaceAll(':', '')}`;
}
