import {brief} from '../brief.js';
import type {ErrorTexts} from '../error-text.js';
import {counted, inSeries} from './phrases.js';

/** What is not as it was recorded: exit code 8. */
export const verificationErrors = {
	'object-missing': ({key, place}) => ({
		sentence: `${key} is missing in ${place}.`,
		hint: 'If it belongs to a backup, the backup is damaged: choose another one (milvault list), or leave this collection out with --filter. If it belongs to Milvus’s own data, a compaction may have replaced it: run the backup again.',
	}),
	'object-changed': ({key, place, expected, found}) => ({
		sentence: `${key} in ${place} differs from what was recorded: ${found} instead of ${expected}.`,
		hint: 'If it belongs to a backup, the backup is damaged: choose another one (milvault list), or leave this collection out with --filter. If a backup is being created, run it again.',
	}),
	'metadata-unreadable': ({file, reason}) => ({
		sentence: `${file} cannot be read: ${brief(reason)}.`,
		hint: 'The file is damaged, or not in milvus-backup’s format. Choose another backup (milvault list); milvault delete also deletes unreadable ones.',
	}),
	'metadata-differs': ({name, file, what, expected, found, differences}) => ({
		sentence: `The metadata of backup “${name}” has changed: ${file}, ${brief(what)}: ${brief(found)} instead of ${brief(expected)}${differences > 1 ? ` (and ${counted(differences - 1, 'more difference')})` : ''}.`,
		hint: `Nothing of it was restored. milvault verify ${name} lists all differences. Choose another backup (milvault list), or recover the original file.`,
	}),
	'metadata-unsafe': ({file, key}) => ({
		sentence:
			file === key
				? `The path ${key} is not safe: it leads out of its directory, or through a link.`
				: `${file} names a path that is not safe: ${key}.`,
		hint: 'Nothing was read or written there. Find out who changed this backup or directory before you use it.',
	}),
	'snapshot-format': ({name}) => ({
		sentence: `Backup “${name}” is in milvus-backup’s snapshot format, which this milvault cannot restore.`,
		hint: 'Restore it with milvus-backup, or make a new backup with milvault create.',
	}),
	'unknown-storage-version': ({collection, segment, version, supported}) => ({
		sentence: `Milvus keeps segment ${segment} of ${collection} in storage version ${version}; this milvault supports versions up to ${supported}.`,
		hint: 'A newer milvault may support it. Nothing of this collection was copied.',
	}),
	'newer-format': ({file, version, supported}) => ({
		sentence: `${file} has format version ${version}; this milvault supports versions up to ${supported}.`,
		hint: 'It was written by a newer milvault. Update milvault and run the same command again.',
	}),
	'backup-differs': ({name, collection, differences}) => ({
		sentence: `${collection} in backup “${name}” is not intact: ${counted(differences, 'difference')}.`,
		hint: `milvault verify ${name} lists them. Create another backup as soon as possible.`,
	}),
	'restored-differs': ({collection, differences}) => ({
		sentence: `The restored ${collection} differs from the backup: ${inSeries(differences)}.`,
		hint: 'Restore it again; appended rows stay and must be deleted first. If the difference remains, keep the backup and check Milvus’s log.',
	}),
	'binlog-damaged': ({collection, key, place, expected, found}) => ({
		sentence: `No data of ${collection} was passed to Milvus: ${key} in ${place} is damaged or does not belong there: ${brief(found)} instead of ${expected}.`,
		hint: 'Choose another backup (milvault list) or leave this collection out with --filter. milvault verify --level full lists all problems. milvault restore --trust passes the data to Milvus anyway, which can crash Milvus.',
	}),
	'copy-differs': ({collection, key, expected, found}) => ({
		sentence: `A copy for ${collection} differs from its original: ${key} has ${found} instead of ${expected}.`,
		hint: 'Run the backup again. If it happens again, check the storage and the network.',
	}),
} satisfies Partial<ErrorTexts>;
