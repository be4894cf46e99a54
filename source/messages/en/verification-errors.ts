import {brief} from '../brief.js';
import type {ErrorTexts} from '../error-text.js';
import {counted, inSeries} from './phrases.js';

/** What is not as it was recorded: exit code 8. */
export const verificationErrors = {
	'object-missing': ({key, place}) => ({
		sentence: `${key} is missing in ${place}.`,
		hint: 'In a backup: it is damaged, choose another one (milvault list) or leave this collection out with --filter. In Milvus’s own data: a compaction may have replaced it meanwhile, make the backup again.',
	}),
	'object-changed': ({key, place, expected, found}) => ({
		sentence: `${key} in ${place} is not what was recorded: ${found} instead of ${expected}.`,
		hint: 'In a backup: it is damaged, choose another one (milvault list) or leave this collection out with --filter. While a backup is made: run it again.',
	}),
	'metadata-unreadable': ({file, reason}) => ({
		sentence: `${file} cannot be read: ${brief(reason)}.`,
		hint: 'The file is damaged, or not of milvus-backup’s format. Choose another backup (milvault list); milvault delete removes unreadable ones too.',
	}),
	'metadata-differs': ({name, file, what, expected, found, differences}) => ({
		sentence: `The metadata of backup “${name}” is not what it was: ${file}, ${brief(what)}: ${brief(found)} instead of ${brief(expected)}${differences > 1 ? ` (and ${counted(differences - 1, 'more difference')})` : ''}.`,
		hint: `Nothing was restored of it. milvault verify ${name} lists all differences. Choose another backup (milvault list), or get the file back as it was.`,
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
		sentence: `Milvus keeps segment ${segment} of ${collection} in storage version ${version}; this milvault knows those up to ${supported}.`,
		hint: 'A newer milvault may know it. Nothing of this collection was copied.',
	}),
	'newer-format': ({file, version, supported}) => ({
		sentence: `${file} has format version ${version}; this milvault reads up to ${supported}.`,
		hint: 'It was written by a newer milvault. Update milvault and run the same command again.',
	}),
	'backup-differs': ({name, collection, differences}) => ({
		sentence: `${collection} in backup “${name}” is not as it was made: ${counted(differences, 'difference')}.`,
		hint: `milvault verify ${name} lists them. Make another backup while you can.`,
	}),
	'restored-differs': ({collection, differences}) => ({
		sentence: `What was restored of ${collection} differs from the backup: ${inSeries(differences)}.`,
		hint: 'Restore it again; rows that were appended stay, and have to be deleted first. If the difference stays, keep the backup and look at Milvus’s log.',
	}),
	'binlog-damaged': ({collection, key, place, expected, found}) => ({
		sentence: `Nothing of ${collection} was given to Milvus: ${key} in ${place} is damaged or does not belong there: ${brief(found)} instead of ${expected}.`,
		hint: 'Choose another backup (milvault list) or leave this collection out with --filter. milvault verify --level full lists everything that is wrong. milvault restore --trust gives it to Milvus all the same, which can end Milvus.',
	}),
	'copy-differs': ({collection, key, expected, found}) => ({
		sentence: `A copy for ${collection} is not like its original: ${key} has ${found} instead of ${expected}.`,
		hint: 'Make the backup again. If it happens again, check the storage and the network.',
	}),
} satisfies Partial<ErrorTexts>;
