import prettyBytes from 'pretty-bytes';
import type {WarningTexts} from '../warning-texts.js';
import {listed} from './phrases.js';

export const warningTexts: WarningTexts = {
	'not-cut-at-one-time': ({collections}) =>
		`不是同一时刻的数据：这个版本的 Milvus 不返回落盘时间，备份期间写入的行可能在备份中，也可能不在（${listed(collections)}）。`,
	'late-deletes-may-return': () =>
		'已删除的行可能重新出现：段封存之后的删除，Milvus 2.2 不会写入存储，备份中也就没有。',
	'not-flushed': () => '未先落盘：Milvus 尚未写入存储的行不在备份中。',
	'content-not-verifiable': ({name}) =>
		`备份“${name}”不是由 milvault 创建的，没有记录校验和，恢复前无法校验其内容。`,
	'streamed-copy': ({from, to}) =>
		`存储无法直接从 ${from} 复制到 ${to}：数据要经过本机，耗时更长。`,
	'temporary-copy': ({place, bytes}) =>
		`Milvus 无法读取该仓库：${prettyBytes(bytes).replace('kB', 'KB')} 数据先临时复制到 ${place}，用完后删除。`,
	'alias-held-elsewhere': ({alias, holder, target}) =>
		holder === alias
			? `别名 ${alias} 没有指向 ${target}：已有同名的集合，或该别名刚被其他集合占用。`
			: `别名 ${alias} 仍指向 ${holder}，没有改为指向 ${target}。`,
	'working-name-unavailable': ({version}) =>
		`Milvus ${version} 不支持重命名集合：集合直接以最终名称创建，完成之前就能被看到。`,
	'not-restored': ({collection, what}) =>
		`${collection} 未恢复的内容：${what}。`,
	'left-behind': ({what, where}) =>
		`无法删除 ${what}，它仍在 ${where} 中。确认不再使用后请手动删除。`,
	'not-run-live': ({version}) =>
		`milvault 没有在真实的 Milvus ${version} 上运行过：其新功能是按公开接口实现的，请检查结果。`,
};
