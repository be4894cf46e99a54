import type {MilvusBackupTexts} from '../help-texts.js';

/** What is answered to the commands and options of milvus-backup that milvault does not have. */
export const milvusBackupHelp: MilvusBackupTexts = {
	indexExtra:
		'--backup_index_extra is not supported: what only etcd knows of indexes is not read. Every index is in the backup without it',
	format: format =>
		`--format ${format} is not supported: backups are of binlogs. Leave it out`,
	secondary:
		'restore secondary is not supported: backups are restored as collections, with milvault restore <name>',
	autoIndex:
		'--use_auto_index is not supported: indexes are restored as they were, or with --no-index not at all',
	dropIndex:
		'--drop_exist_index is not supported: indexes of a collection that is there are left alone. --on-conflict replace puts the backup in its place',
	listCollection:
		'--collection is not supported: a list is of all backups. milvault get <name> shows what one holds',
	json: (option, value) =>
		`“${value}” is not a value of ${option}: it takes JSON, as {"default": ["orders"], "sales": []}. --filter 'default.orders,sales.*' says the same`,
	commands: {
		migrate:
			'milvault has no command migrate: it does not know Zilliz Cloud. milvus-backup can migrate the backups that milvault makes',
		l0compact:
			'milvault has no command l0compact: L0 segments are restored as they are',
		'config migrate':
			'milvault reads both forms of milvus-backup’s configuration. config import <file> takes it over',
		'check config': 'config show shows the values in use',
	},
};
