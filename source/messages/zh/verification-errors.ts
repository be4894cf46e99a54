import {brief} from '../brief.js';
import type {ErrorTexts} from '../error-text.js';
import {inSeries} from './phrases.js';

/** What is not as it was recorded: exit code 8. */
export const verificationErrors = {
	'object-missing': ({key, place}) => ({
		sentence: `${place} 中缺少 ${key}。`,
		hint: '如果它属于某个备份，说明该备份已损坏：请换一个备份（milvault list），或用 --filter 排除该集合。如果它是 Milvus 自己的数据，可能已被 compaction 替换：请重新备份。',
	}),
	'object-changed': ({key, place, expected, found}) => ({
		sentence: `${place} 中的 ${key} 与记录不符：应为 ${expected}，实为 ${found}。`,
		hint: '如果它属于某个备份，说明该备份已损坏：请换一个备份（milvault list），或用 --filter 排除该集合。如果正在备份，请重新运行。',
	}),
	'metadata-unreadable': ({file, reason}) => ({
		sentence: `无法读取 ${file}：${brief(reason)}。`,
		hint: '文件已损坏，或不是 milvus-backup 的格式。请换一个备份（milvault list）；milvault delete 也能删除无法读取的备份。',
	}),
	'metadata-differs': ({name, file, what, expected, found, differences}) => ({
		sentence: `备份“${name}”的元数据已改变：${file}，${brief(what)}：应为 ${brief(expected)}，实为 ${brief(found)}${differences > 1 ? `（另有 ${differences - 1} 处不同）` : ''}。`,
		hint: `该备份没有恢复任何内容。milvault verify ${name} 会列出所有不同之处。请选择另一个备份（milvault list），或还原原来的文件。`,
	}),
	'metadata-unsafe': ({file, key}) => ({
		sentence:
			file === key
				? `路径 ${key} 不安全：它指向所在目录之外，或经过了链接。`
				: `${file} 中的路径不安全：${key}。`,
		hint: '没有在那里读写任何内容。请先查明是谁改动了这个备份或目录，再使用它。',
	}),
	'snapshot-format': ({name}) => ({
		sentence: `备份“${name}”是 milvus-backup 的 snapshot 格式，当前版本的 milvault 无法恢复。`,
		hint: '请用 milvus-backup 恢复它，或用 milvault create 重新备份。',
	}),
	'unknown-storage-version': ({collection, segment, version, supported}) => ({
		sentence: `${collection} 的段 ${segment} 使用存储版本 ${version}，当前 milvault 最高支持 ${supported}。`,
		hint: '更新版本的 milvault 可能支持它。该集合的数据没有被复制。',
	}),
	'newer-format': ({file, version, supported}) => ({
		sentence: `${file} 的格式版本为 ${version}，当前 milvault 最高支持 ${supported}。`,
		hint: '它由更新版本的 milvault 写入。请升级 milvault 后再次运行同一命令。',
	}),
	'backup-differs': ({name, collection, differences}) => ({
		sentence: `备份“${name}”中的 ${collection} 已不完好：${differences} 处差异。`,
		hint: `用 milvault verify ${name} 查看。请尽快重新备份。`,
	}),
	'restored-differs': ({collection, differences}) => ({
		sentence: `恢复出的 ${collection} 与备份不一致：${inSeries(differences)}。`,
		hint: '请重新恢复；若是追加，请先删除已追加的行。如果差异仍然存在，请保留该备份并查看 Milvus 的日志。',
	}),
	'binlog-damaged': ({collection, key, place, expected, found}) => ({
		sentence: `没有向 Milvus 传入 ${collection} 的数据：${place} 中的 ${key} 已损坏或不属于此处：应为 ${expected}，实为 ${brief(found)}。`,
		hint: '请选择其他备份（milvault list），或用 --filter 排除此集合。milvault verify --level full 会列出所有问题。milvault restore --trust 仍会把数据传入 Milvus，可能使 Milvus 崩溃。',
	}),
	'copy-differs': ({collection, key, expected, found}) => ({
		sentence: `${collection} 的一个副本与原文件不一致：${key} 应为 ${expected}，实为 ${found}。`,
		hint: '请重新备份。如果再次出现，请检查存储和网络。',
	}),
} satisfies Partial<ErrorTexts>;
