/** What is answered to the commands and options of milvus-backup that milvault does not have. */
export const milvusBackupHelp = {
	indexExtra: {
		reason: '--backup_index_extra is not supported: what only etcd knows of indexes is not read',
		next: 'Leave it out: every index is in the backup without it.',
	},
	format: (format: string) => ({
		reason: `--format ${format} is not supported: backups are of binlogs`,
		next: 'Leave it out.',
	}),
	secondary: {
		reason: 'restore secondary is not supported',
		next: 'Backups are restored as collections: milvault restore <name>',
	},
	autoIndex: {
		reason: '--use_auto_index is not supported: indexes are built as they were',
		next: 'Leave it out, or build none: --no-index',
	},
	dropIndex: {
		reason:
			'--drop_exist_index is not supported: indexes of a collection that is there are left alone',
		next: 'This puts the backup in its place: --on-conflict replace',
	},
	listCollection: {
		reason: '--collection is not supported: a list is of all backups',
		next: 'This shows what one holds: milvault get <name>',
	},
	json: (option: string, value: string) => ({
		reason: `“${value}” is not a value of ${option}: it takes JSON, as {"default": ["orders"], "sales": []}`,
		next: "This says the same: --filter 'default.orders,sales.*'",
	}),
	commands: {
		migrate: {
			reason: 'There is no command “migrate”: milvault does not know Zilliz Cloud',
			next: 'milvus-backup can migrate the backups that milvault makes.',
		},
		l0compact: {
			reason: 'There is no command “l0compact”',
			next: 'None is needed: L0 segments are restored as they are.',
		},
		'config migrate': {
			reason:
				'There is no command “migrate”: both forms of milvus-backup’s configuration are read as they are',
			next: 'This takes one over: config import <file>',
		},
		'check config': {
			reason: 'There is no command “config” of check',
			next: 'This shows the values in use: config show',
		},
	},
};
