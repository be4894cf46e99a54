/** Answers to the commands and options of milvus-backup that milvault does not have. */
export const milvusBackupHelp = {
	indexExtra: {
		reason:
			'--backup_index_extra is not supported: milvault does not read index metadata from etcd',
		next: 'Omit it: the backup contains every index without it.',
	},
	format: (format: string) => ({
		reason: `--format ${format} is not supported: backups consist of binlogs`,
		next: 'Omit it.',
	}),
	secondary: {
		reason: 'restore secondary is not supported',
		next: 'Backups are restored as collections: milvault restore <name>',
	},
	autoIndex: {
		reason: '--use_auto_index is not supported: indexes are built with their original parameters',
		next: 'Omit it, or build no indexes: --no-index',
	},
	dropIndex: {
		reason:
			'--drop_exist_index is not supported: indexes of an existing collection are not changed',
		next: 'To replace the collection with the backup: --on-conflict replace',
	},
	listCollection: {
		reason: '--collection is not supported: list shows all backups',
		next: 'To show what a backup holds: milvault get <name>',
	},
	json: (option: string, value: string) => ({
		reason: `“${value}” is not a value of ${option}: it takes JSON, as {"default": ["orders"], "sales": []}`,
		next: "The same in milvault: --filter 'default.orders,sales.*'",
	}),
	commands: {
		migrate: {
			reason: 'There is no command “migrate”: milvault does not support Zilliz Cloud',
			next: 'milvus-backup can migrate the backups that milvault makes.',
		},
		l0compact: {
			reason: 'There is no command “l0compact”',
			next: 'It is not needed: L0 segments are restored as they are.',
		},
		'config migrate': {
			reason:
				'There is no command “migrate”: milvault reads both formats of milvus-backup’s configuration directly',
			next: 'To import one: config import <file>',
		},
		'check config': {
			reason: 'check has no command “config”',
			next: 'To show the values in use: config show',
		},
	},
};
