import prettyBytes from 'pretty-bytes';
import type {ErrorSummary} from '../../model/job-events.js';
import {shortJobId} from '../../model/short-job-id.js';
import type {WarningTexts} from '../warning-texts.js';
import {brief} from '../brief.js';
import {describeWith} from '../describe.js';
import type {ErrorText} from '../error-text.js';
import {configurationWarnings} from './configuration-warnings.js';
import {errorTexts} from './errors.js';
import {setTtl} from '../set-ttl.js';
import {grouped, inSeries, listed} from './phrases.js';

export const warningTexts: WarningTexts = {
	...configurationWarnings,
	'not-cut-at-one-time': ({collections}) =>
		`不是同一时刻的数据：这个版本的 Milvus 不返回落盘时间，备份期间写入的行可能在备份中，也可能不在（${listed(collections)}）。`,
	'late-deletes-may-return': () =>
		'已删除的行可能重新出现：段封存之后的删除，2.3.2 之前的 Milvus 不会写入存储，备份中也就没有。',
	'compacted-across-cut': ({collection}) =>
		`备份 ${collection} 期间 Milvus 一直在对它执行 compaction：其间被删除或替换的行，有些可能不在备份中。请在写入较少时再次备份。`,
	'not-flushed': () => '创建时未先落盘：Milvus 尚未落盘的行不在备份中。',
	'content-not-verifiable': ({name}) =>
		`备份“${name}”不是由 milvault 创建的，没有记录校验和：可以检查其 binlog 的内容，但无法逐字节比对。`,
	'content-not-checked': ({collection}) =>
		`因 --trust 未检查：${collection} 的 binlog 没有校验和可证明，未先解码就传入了 Milvus。`,
	'metadata-not-compared': ({name, file, reason}) =>
		`备份“${name}”的 ${file} 未用于核对：${reason}。只有该文件才能显示的损坏不会被发现。`,
	'data-not-named': ({collection, directory, objects, bytes}) =>
		`元数据中没有记录 ${directory}：${objects} 个对象，${prettyBytes(bytes).replace('kB', 'KB')}。如果它们在备份时属于 ${collection}，其中的行不会恢复。`,
	'streamed-copy': ({from, to}) =>
		`存储无法直接从 ${from} 复制到 ${to}：数据要经过本机，耗时更长。`,
	'temporary-copy': ({place, bytes}) =>
		`Milvus 无法读取该仓库：${prettyBytes(bytes).replace('kB', 'KB')} 数据先复制到 ${place}，这个临时副本用后删除。`,
	'alias-held-elsewhere': ({alias, holder, target}) =>
		holder === alias
			? `别名 ${alias} 没有指向 ${target}：已有同名的集合，或该别名刚被其他集合占用。`
			: `别名 ${alias} 仍指向 ${holder}，没有改为指向 ${target}。`,
	'working-name-unavailable': ({version}) =>
		`Milvus ${version} 不支持重命名集合：集合直接以最终名称创建，完成之前就能被看到。`,
	'checked-by-size-only': ({collection, objects}) =>
		`${collection} 有 ${grouped(objects)} 个对象只校验了大小：当前存储返回的校验和与备份时记录的不是同一种。`,
	'checksums-not-comparable': ({name, collection, objects}) =>
		`${collection} 有 ${grouped(objects)} 个对象：大小相同，校验和无法比较，因为记录的校验和只在创建备份的地方有效。milvault verify ${name} --level full 会读取它们。`,
	'foreign-files': ({collection, files, count}) =>
		`${collection} 的文件之间有不属于备份的文件，已略过：${listed(files)}${count > files.length ? `，另有 ${grouped(count - files.length)} 个` : ''}。`,
	'unfinished-restore': ({collections, jobs}) =>
		`已略过正在进行或被中断的恢复所创建的集合：${listed(collections)}，属于任务 ${listed(jobs.map(shortJobId))}。可用 milvault jobs continue 完成，或用 milvault jobs clean 清理。`,
	'perhaps-unfinished-restore': ({collections}) =>
		`以下集合的名称与恢复的工作集合相似，但本机没有记录表明它们由恢复创建，因此照常备份：${listed(collections)}。`,
	'collections-unreachable': ({collections}) =>
		`Milvus 列出了以下集合，但无法按名称找到：${listed(collections)}。同名的别名指向已删除的集合。在删除该别名之前，它们会备份失败。`,
	'replaced-by-fewer': ({collections}) =>
		`会丢失数据：${inSeries(
			collections.map(({collection, rows, left}) =>
				BigInt(left) === 0n
					? `${collection} 现有 ${grouped(rows)} 行，之后将为空`
					: `${collection} 现有 ${grouped(rows)} 行，之后只剩 ${grouped(left)} 行`,
			),
		)}。`,
	'replaced-uncounted': ({collections}) =>
		`无法得知会丢失的全部行数：${inSeries(
			collections.map(({collection, rows}) => `${collection} 已落盘 ${grouped(rows)} 行`),
		)}，Milvus 没有给出未落盘的行数。落盘之后数字才完整。`,
	'rows-expire': ({collections}) =>
		`恢复的数据行保留原来的时间，Milvus 会清除超过集合存活时间（TTL）的数据行：${inSeries(
			collections.map(({collection, rows, seconds, expired, soon}) => {
				const ttl = `collection.ttl.seconds = ${seconds}`;
				return expired === undefined
					? `${collection}（${ttl}）的 ${grouped(rows)} 行中可能有部分或全部`
					: [
							`${collection}（${ttl}）的 ${grouped(rows)} 行中有 ${grouped(expired)} 行`,
							...(BigInt(soon ?? 0) > 0n ? [`一天之内还有 ${grouped(soon ?? 0)} 行`] : []),
						].join('，');
			}),
		)}。加上 --without-ttl 则恢复的集合不带存活时间。`,
	'ttl-left-out': ({collections}) =>
		`未恢复存活时间（TTL）：${inSeries(
			collections.map(
				({collection, seconds}) => `${collection}（重新设置：${setTtl(collection, seconds)}）`,
			),
		)}。`,
	'nothing-appended': ({collections}) =>
		`不会向 ${listed(collections)} 追加任何数据：这次恢复不含数据。`,
	'rows-added-again': ({collections}) =>
		`将在现有的行之外追加，涉及 ${listed(collections)}：两边都有的主键，Milvus 会保留两份。`,
	'not-in-backup': ({collection}) => `创建这个备份时 ${collection} 失败了，不在备份中。`,
	'without-rows': () => '这个备份不含行数据：恢复出来的集合是空的。',
	'grants-refused': ({grants}) =>
		`Milvus 拒绝了 ${grouped(grants.length)} 项授权，相应角色的权限少于备份：${listed(grants.map(({grant, reason}) => `${grant}（${reason}）`))}。`,
	'appended-in-part': ({collection, rows}) =>
		`失败之前已向 ${collection} 追加了 ${grouped(rows)} 行，这些行会保留。再次追加之前请先删除它们，否则会出现重复。`,
	'not-restored': ({collection, what}) => `${collection} 未恢复的内容：${what}。`,
	'not-possible': ({collection, error}) => `${collection} 不会被恢复：${reasonOf(error)}`,
	'l0-deletes-applied': ({collections, version}) =>
		`Milvus ${version} 没有 L0 段：${inSeries(collections)} 中 L0 段里的删除由 milvault 在增量日志的临时副本中应用。`,
	'renamed-meanwhile': ({collection, working}) =>
		`${collection} 是恢复时创建的 ${working}，已被其他程序或人员重命名，因此保留。不再需要时请删除。`,
	'not-proven-own': ({collection}) =>
		`没有记录证明 ${collection} 由这次恢复创建，因此保留。不再需要时请删除。`,
	'made-otherwise': ({collection, differences}) =>
		`${collection} 的数据完整，但此 Milvus 创建的集合有所不同：${differences.join('；')}。`,
	'database-not-made': ({database, error}) =>
		`未创建数据库 ${database}，其中的内容也未恢复：${reasonOf(error)}`,
	'left-behind': ({what, where}) =>
		`无法删除 ${what}，它仍在 ${where} 中。确认不再使用后请手动删除。`,
	'not-notified': ({receiver, reason}) =>
		`未能通知 notify 的接收方 ${receiver}：${reason}。任务本身不受影响。`,
	'not-noted': ({name, place}) => `无法记录 ${name} 的校验结果：${place} 不可写。`,
	'gc-not-paused': ({url, error}) =>
		`无法在 ${url} 暂停 Milvus 的垃圾回收（${error.code}）：被 compaction 替换的文件可能在复制时消失，届时会重新复制该集合。`,
	'gc-not-resumed': ({url, seconds}) =>
		`无法在 ${url} 恢复 Milvus 的垃圾回收：${grouped(Math.round(seconds / 60))} 分钟内它会自动恢复。`,
	'not-recorded': ({path, reason}) =>
		`无法写入 ${path}（${brief(reason)}）：如果任务被中断，将无法继续。可用 MILVAULT_STATE_DIR 指定另一个目录。`,
	'not-locked': ({place}) => `无法写入 ${place}，没有加锁：在此期间其他运行可能会删除这个备份。`,
	'directories-passed-over': ({place, names}) =>
		`${place} 中的 ${listed(names)} 没有读取权限，已跳过。`,
	'not-run-live': ({version}) =>
		`milvault 没有在真实的 Milvus ${version} 上测试过：对其新功能的支持是按公开接口实现的，请检查结果。`,
};

function reasonOf(error: ErrorSummary): string {
	return describeWith<ErrorText>(errorTexts, error, sentence => ({sentence})).sentence;
}
