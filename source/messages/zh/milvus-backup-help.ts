import type {MilvusBackupTexts} from '../help-texts.js';

/** What is answered to the commands and options of milvus-backup that milvault does not have. */
export const milvusBackupHelp: MilvusBackupTexts = {
	indexExtra:
		'不支持 --backup_index_extra：不读取只有 etcd 知道的索引信息。不加它，备份中也有全部索引',
	format: format => `不支持 --format ${format}：备份由 binlog 组成。请去掉它`,
	secondary:
		'不支持 restore secondary：备份以集合的形式恢复，请用 milvault restore <name>',
	autoIndex:
		'不支持 --use_auto_index：索引按原样恢复，或用 --no-index 不建索引',
	dropIndex:
		'不支持 --drop_exist_index：不改动已有集合的索引。--on-conflict replace 用备份取代该集合',
	listCollection:
		'不支持 --collection：list 列出全部备份。milvault get <name> 显示一个备份的内容',
	json: (option, value) =>
		`“${value}” 不是 ${option} 的取值：需要 JSON，例如 {"default": ["orders"], "sales": []}。--filter 'default.orders,sales.*' 的含义相同`,
	commands: {
		migrate:
			'milvault 没有 migrate 命令：它不支持 Zilliz Cloud。milvus-backup 可以迁移 milvault 创建的备份',
		l0compact: 'milvault 没有 l0compact 命令：L0 segment 按原样恢复',
		'config migrate':
			'milvault 能读取 milvus-backup 的两种配置格式。请用 config import <file> 导入',
		'check config': '请用 config show 显示正在使用的值',
	},
};
