import type {BackupFiles} from './backup-files.js';

/**
 * A backup as old releases of milvus-backup wrote it, before there were group directories:
 * `<collection>/<partition>/<segment>/<field>/<log>`, and no `group_id` in any metadata file.
 */
export function oldLayout(files: BackupFiles): BackupFiles {
	return new Map(
		[...files].map(([key, body]) =>
			key.startsWith('meta/') ? [key, withoutGroupIds(body)] : [withoutGroup(key), body],
		),
	);
}

function withoutGroup(key: string): string {
	// A group is the segment's own id: the directory that is there twice. Partition -1 never has one.
	return key.replace(/^(binlogs\/(?:insert|delta)_log\/\d+\/\d+)\/(\d+)\/\2\//, '$1/$2/');
}

function withoutGroupIds(meta: Buffer): Buffer {
	return Buffer.from(meta.toString().replaceAll(/,"group_id":\d+/g, ''));
}
