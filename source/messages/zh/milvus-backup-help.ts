import type {milvusBackupHelp as english} from '../en/milvus-backup-help.js';
import type {Texts} from '../texts.js';

/** What is answered to the commands and options of milvus-backup that milvault does not have. */
export const milvusBackupHelp: Texts<typeof english> = {
	indexExtra: {
		reason: '不支持 --backup_index_extra：milvault 不读取 etcd 中的索引元数据',
		next: '请去掉它：没有它，备份中也有全部索引。',
	},
	format: format => ({
		reason: `不支持 --format ${format}：备份由 binlog 组成`,
		next: '请去掉它。',
	}),
	secondary: {
		reason: '不支持 restore secondary',
		next: '备份以集合的形式恢复：milvault restore <name>',
	},
	autoIndex: {
		reason: '不支持 --use_auto_index：索引按原来的参数建立',
		next: '请去掉它，或不建索引：--no-index',
	},
	dropIndex: {
		reason: '不支持 --drop_exist_index：不改动已有集合的索引',
		next: '用备份替换该集合：--on-conflict replace',
	},
	listCollection: {
		reason: '不支持 --collection：list 列出全部备份',
		next: '查看一个备份的内容：milvault get <name>',
	},
	json: (option, value) => ({
		reason: `“${value}” 不是 ${option} 的取值：需要 JSON，例如 {"default": ["orders"], "sales": []}`,
		next: "也可以写成：--filter 'default.orders,sales.*'",
	}),
	commands: {
		migrate: {
			reason: '没有命令“migrate”：milvault 不支持 Zilliz Cloud',
			next: 'milvus-backup 可以迁移 milvault 创建的备份。',
		},
		l0compact: {
			reason: '没有命令“l0compact”',
			next: '不需要它：L0 段按原样恢复。',
		},
		'config migrate': {
			reason: '没有命令“migrate”：milvus-backup 的两种配置格式都可以直接读取',
			next: '导入一个配置：config import <file>',
		},
		'check config': {
			reason: 'check 没有命令“config”',
			next: '查看正在使用的值：config show',
		},
	},
};
