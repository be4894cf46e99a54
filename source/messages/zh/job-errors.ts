import {brief} from '../brief.js';
import type {ErrorTexts} from '../error-text.js';
import {didYouMean, grouped, inSeries, inWords, listed} from './phrases.js';
import {shortJobId} from '../../model/short-job-id.js';

/** Who holds a lock. */
const runs = {
	backup: '正在创建备份',
	restore: '正在恢复',
	verify: '正在校验',
	delete: '正在删除',
	copy: '正在向另一个仓库复制，或从那里复制过来',
} as const;

/** milvus.yaml 中的上限。 */
const limits = {
	databases: '数据库数量',
	collections: '集合总数',
	collectionsOfDatabase: '单个数据库的集合数量',
	partitions: '单个集合的分区数量',
	capacity: '分区（乘以分片）总数',
	shards: '单个集合的分片数量',
	fields: '单个集合的字段数量',
	vectorFields: '单个集合的向量字段数量',
	dimensions: '向量维度',
} as const;

/** What fails in a backup or a restore, and all else (exit codes 1, 7 and 130). */
export const jobErrors = {
	locked: ({name, kind, host, pid, startedAt, jobId}) => ({
		sentence: `“${name}”正被另一次运行使用：${runs[kind]}${host === '' ? '' : `（主机 ${host}，进程 ${pid}，开始于 ${startedAt}，任务 ${shortJobId(jobId)}）`}。`,
		hint: '请等它结束后再次运行同一命令。如果那次运行已被强制终止，它的锁会自动被接管。',
	}),
	'name-taken': ({name, place, isUnfinished, flag = '--name'}) => ({
		sentence: isUnfinished
			? `${place} 中已有名为“${name}”的备份，但尚未完成。`
			: `${place} 中已有名为“${name}”的备份。`,
		hint: isUnfinished
			? `请用 ${flag} 换一个名称。如果它是在本机被中断的，可用 milvault jobs list 查看如何继续；也可以删除它：milvault delete ${name}`
			: flag === '--name-as'
				? '它不是要复制的那个备份。请用 --name-as 给副本换一个名称，或删除目标中的那个备份。'
				: '请用 --name 换一个名称；不写 --name 时，名称由日期和时间组成。',
	}),
	'copy-onto-itself': ({name, place}) => ({
		sentence: `备份“${name}”就在要复制到的 ${place} 中。`,
		hint: '请用 --to 选择另一个仓库，或用 --name-as 给副本换一个名称。',
	}),
	'backup-missing': ({name, place, near}) => ({
		sentence: `${place} 中没有名为“${name}”的备份。`,
		hint: didYouMean(near) ?? '用 milvault list 查看该仓库中的备份，用 --repository 选择其他仓库。',
	}),
	'target-exists': ({targets}) => ({
		sentence: `集群中已存在以下集合：${listed(targets.map(({target, rows, isUncounted}) => (isUncounted ? `${target}（已落盘 ${grouped(rows)} 行，可能还有更多）` : `${target}（${grouped(rows)} 行）`)))}。`,
		hint: '可以用 --suffix _restored 或 --on-conflict rename 恢复到新的集合，用 --on-conflict skip 跳过，用 --on-conflict append 把数据追加进去，或用 --on-conflict replace 替换它们。',
	}),
	'target-differs': ({target, differences}) => ({
		sentence: `无法向 ${target} 追加数据，因为 schema 不同：${inSeries(differences)}。`,
		hint: '可以用 --on-conflict rename 或 --suffix _restored 恢复到新的集合，或用 --on-conflict skip 跳过。',
	}),
	'job-missing': ({id, near, others}) => ({
		sentence: near.length > 0 ? `有多个任务以“${id}”开头：${listed(near)}。` : `没有任务“${id}”。`,
		hint: didYouMean(others) ?? '用 milvault jobs list 查看所有任务。',
	}),
	'job-running': ({id, pid}) => ({
		sentence: `任务 ${shortJobId(id)} 正在运行（进程 ${pid}）。`,
		hint: `跟踪：milvault jobs attach ${shortJobId(id)}；取消：milvault jobs cancel ${shortJobId(id)}`,
	}),
	'job-not-running': ({id, state}) => ({
		sentence: `任务 ${shortJobId(id)} 没有在运行，状态为 ${state}。`,
		hint: '用 milvault jobs list 查看可以对它做什么。',
	}),
	'job-still-running': ({id, pid}) => ({
		sentence: `已请求任务 ${shortJobId(id)} 停止，但它仍在运行（进程 ${pid}）。`,
		hint: `请稍后再看：milvault jobs get ${shortJobId(id)}。强制终止进程 ${pid} 不会丢失任何数据：任务可以继续。`,
	}),
	'job-on-other-machine': ({id, host}) => ({
		sentence: `任务 ${shortJobId(id)} 在另一台机器或另一个容器中运行：${host}。`,
		hint: '请在那里取消它。',
	}),
	'server-running': ({place, host, pid, startedAt}) => ({
		sentence: `另一个 milvault 服务器正在使用 ${place}${host === '' ? '' : `：主机 ${host}（进程 ${pid}，开始于 ${startedAt}）`}。`,
		hint: '每个仓库只能有一个服务器：请使用那一个、停止它，或用 --repository 选择其他仓库。如果它已被强制终止，新的服务器会自动接管；在另一台机器上需要一分钟。',
	}),
	'cannot-listen': ({address, reason}) => ({
		sentence: `服务器无法监听 ${address}：${brief(reason)}。`,
		hint: '请用 --port 换一个端口，或结束占用该端口的程序；--host 必须是本机的地址。',
	}),
	'job-not-started': ({reason, log}) => ({
		sentence: `任务的独立进程未能启动：${brief(reason)}。`,
		hint: `它的输出在 ${log} 中。在命令行中不加 --detach 时，任务在该终端中运行。`,
	}),
	'job-over': ({id, state}) => ({
		sentence: `任务 ${shortJobId(id)} 的状态为 ${state}，没有可以继续的部分。`,
		hint: '请重新运行原来的命令；用 milvault jobs list 查看哪些任务可以继续。',
	}),
	'job-elsewhere': ({id, what, expected, found}) => ({
		sentence: `任务 ${shortJobId(id)} 开始时的${what === 'cluster' ? '集群' : '仓库'}在 ${expected}，而当前配置指向 ${found}。`,
		hint: '请指定任务开始时使用的配置：--config <file>',
	}),
	'backup-changed': ({place}) => ({
		sentence: `${place} 处的备份已不是制定计划时的那一个：它被重新创建或更改过。没有执行任何操作。`,
		hint: '请再次运行同一命令：它会清理该任务并从头开始。milvault jobs clean 只做清理。',
	}),
	'backup-pinned': ({name, reason, until}) => ({
		sentence: `备份“${name}”已固定${until === undefined ? '' : `至 ${until}`}${reason === undefined ? '' : `：${brief(reason)}`}。`,
		hint: `取消固定：milvault unpin ${name}。milvault delete --pinned 也会删除已固定的备份。`,
	}),
	'backup-kept': ({name}) => ({
		sentence: `按照策略，现在保留备份“${name}”：显示计划之后，其他备份有了变化。`,
		hint: 'milvault prune --dry-run 可查看策略现在保留哪些备份。',
	}),
	'retention-bad-value': ({key, value, allowed, near}) => ({
		sentence: `“${value}”不是 ${key} 的有效值，可用的值：${listed(allowed, allowed.length)}。`,
		hint: didYouMean(near === undefined ? [] : [near]) ?? '各项的取值见 milvault prune --help。',
	}),
	'retention-empty': ({given}) => ({
		sentence:
			given.length === 0
				? '没有保留策略：没有说明要保留哪些备份。'
				: `该策略没有规则（只有 ${listed(given)}）：除受保护的备份外，其余都会被删除。`,
		hint: '请添加 --keep-last、--keep-hourly、--keep-daily、--keep-weekly、--keep-monthly、--keep-yearly、--keep-within 之一，如 --keep-last 7；或在配置中为仓库添加 retention，如 keepLast: 7。',
	}),
	'cluster-changed': ({cluster, address}) => ({
		sentence: `${address} 处应答的 Milvus 已不是为 ${cluster} 制定计划时的那一个。没有执行任何操作。`,
		hint: '请让该地址指向任务开始时的 Milvus，再继续或清理该任务；同一命令会在当前的 Milvus 上从头开始。',
	}),
	'milvus-cannot-read': ({place, reason}) => ({
		sentence: `Milvus 读不到恢复时放在 ${place} 的数据：${brief(reason)}。`,
		hint: '集群的存储必须就是 Milvus 自己使用的存储：与其 milvus.yaml 中的 endpoint、bucket 和 root path 相同；对于目录，milvusPath 是 Milvus 看到的路径。',
	}),
	'cannot-write': ({path, reason, instead}) => ({
		sentence: `无法写入 ${path}：${brief(reason)}。`,
		hint: `请换一个位置：${instead}`,
	}),
	'file-exists': ({path}) => ({
		sentence: `已有文件 ${path}。`,
		hint: '已有的文件不会被覆盖，请用 --output <file> 换一个文件。',
	}),
	'directory-gone': () => ({
		sentence: '当前工作目录已不存在：进入之后它被删除了。',
		hint: '请先进入另一个目录，再运行同一命令：cd ~',
	}),
	'file-refused': ({path, reason}) => ({
		sentence: `文件系统拒绝访问 ${path}：${brief(reason)}。`,
		hint: '请检查它的属主、当前用户能否读写，以及磁盘是否还有空间。',
	}),
	'target-is-alias': ({target, reason}) => ({
		sentence: `无法替换 ${target}：${brief(reason)}。`,
		hint: '请用 --on-conflict rename 或 --suffix _restored 恢复成另一个名称，或用 --rename 直接替换那个集合。',
	}),
	'target-changed': ({target}) => ({
		sentence: `${target} 已不是制定计划时的那个集合，未对它做任何改动。`,
		hint: '请查看现在的集合，然后再次运行同一命令。',
	}),
	'alias-leads-nowhere': ({targets}) => ({
		sentence: `无法恢复到 ${listed(targets)}：这个名称是一个别名，它指向的集合已被删除。Milvus 会保留这样的别名，使用该名称的集合将无法被找到。`,
		hint: '请用任一 Milvus 客户端删除该别名（pymilvus 的 drop_alias），然后再次运行同一命令；也可以用 --on-conflict rename 或 --suffix _restored 恢复成另一个名称，或用 --on-conflict skip 跳过。',
	}),
	'working-changed': ({working, now}) => ({
		sentence:
			now === ''
				? `这次恢复正在写入的 ${working} 已被其他程序或人员删除。`
				: `这次恢复正在写入的 ${working} 已被其他程序或人员重命名为 ${now}，未对它做任何改动。`,
		hint:
			now === ''
				? '请再次运行同一命令。'
				: '请改回原来的名称，再用 milvault jobs continue 继续；或用 milvault jobs clean 清理，这个集合会保留。',
	}),
	'working-taken': ({working}) => ({
		sentence: `集合 ${working} 已存在，而这次恢复要以该名称创建工作集合；没有记录证明它由这次恢复创建，未对它做任何改动。`,
		hint: '请查看其中的内容：将其重命名，或在确认不再需要后删除，然后再次运行同一命令。',
	}),
	'swap-failed': ({target, working, old, reason}) => ({
		sentence: `无法让 ${target} 就位：${brief(reason)}。恢复的数据在 ${working} 中${old === '' ? '' : `，原来的数据在 ${old} 中`}。`,
		hint: '没有丢失任何数据。milvault jobs continue 可以完成恢复，milvault jobs clean 可以还原原来的集合。',
	}),
	'imports-running': ({collections}) => ({
		sentence: `Milvus 仍在向 ${listed(collections)} 导入：导入结束前不能删除集合。`,
		hint: '请等几分钟后再次运行同一命令。',
	}),
	'import-ambiguous': ({collection, jobs}) => ({
		sentence: `对 ${collection} 的一次导入请求没有收到应答，有多个导入任务可能属于它：${listed(jobs)}。`,
		hint: '还有其他程序在向这个集合导入。等它的任务结束后，请先对照备份核对行数，再追加。',
	}),
	'nothing-failed': ({name}) => ({
		sentence: `创建备份“${name}”时没有集合失败，无需补充。`,
		hint: '--only-failed 只用于向 milvault 创建的不完整备份补充创建时失败的集合；可用 milvault get 查看。',
	}),
	'claim-lost': ({name, place}) => ({
		sentence: `备份“${name}”（${place}）在创建过程中被删除，或者名称被另一次运行占用。`,
		hint: '没有提交任何内容。请换一个名称重新创建：milvault create --name <名称>',
	}),
	'backup-unfinished': ({name}) => ({
		sentence: `备份“${name}”没有完成，不能使用。`,
		hint: `如果仍有任务在写入它，请等该任务结束；否则请用 milvault create 重新备份，并删除它：milvault delete ${name}`,
	}),
	'collection-vanished': ({collection}) => ({
		sentence: `集合 ${collection} 已不存在：它在 milvault 运行期间被删除或改名。`,
		hint: '其他集合不受影响。如果它现在用了新名称，请用 --filter 指定新名称后重新运行。',
	}),
	'collection-unreachable': ({collection}) => ({
		sentence: `集合 ${collection} 存在，但 Milvus 无法按名称找到它：同名的别名指向已删除的集合。`,
		hint: '请用任一 Milvus 客户端删除该别名（pymilvus 的 drop_alias），之后就能找到这个集合。milvault create --only-failed 会把它补充到这个备份中。',
	}),
	'nothing-to-back-up': ({filter}) => ({
		sentence: filter === '*' ? '没有可备份的集合。' : `${filter} 中没有可备份的集合。`,
		hint: '请确认连接的是正确的 Milvus：milvault check。只备份数据库本身时，请写数据库名加一个点，例如 --filter sales.',
	}),
	'flush-timeout': ({collection, waitedMs}) => ({
		sentence: `Milvus 在 ${inWords(waitedMs)}内没有完成 ${collection} 的落盘。`,
		hint: 'Milvus 可能繁忙或限制了 flush 频率：请稍后重试，或调大 limits.flushTimeoutSeconds。使用 --strategy skip_flush 则只备份已落盘的数据。',
	}),
	'binlogs-misaligned': ({collection, segment, counts}) => ({
		sentence: `${collection} 的段 ${segment} 在 Milvus 存储中不一致：各字段的 binlog 数量不同（${counts}）。`,
		hint: 'Milvus 的写入曾被中断，遗留了文件。请在 Milvus 中对该集合执行 compaction，然后重新备份。',
	}),
	'import-failed': ({collection, partition, reason}) => ({
		sentence: `Milvus 导入 ${part(collection, partition)}失败：${brief(reason) || '没有给出原因'}。`,
		hint: '如果 Milvus 提示找不到 binlog 或文件，说明它读取的位置与 milvault 写入的位置不同：请把集群存储的 bucket 和 rootPath（本地存储为 path）与 milvus.yaml 对照。其他情况请查看 Milvus 的日志。',
	}),
	'import-stalled': ({collection, partition, waitedMs}) => ({
		sentence: `${part(collection, partition)}的导入已有 ${inWords(waitedMs)}没有进展。`,
		hint: '请查看 Milvus 的日志和负载，然后重新恢复。如果只是需要更长时间，请调大 limits.importStallSeconds。',
	}),
	'import-incomplete': ({collection, partition, expected, got}) => ({
		sentence: `${part(collection, partition)}应导入 ${range(expected)} 行，Milvus 实际导入 ${grouped(got)} 行。`,
		hint:
			got === '0'
				? 'Milvus 读取的位置与 milvault 写入的位置不同：请把集群存储的 bucket 和 rootPath（本地存储为 path 和 milvusPath）与 milvus.yaml 对照，然后重新恢复。'
				: '请查看 Milvus 的日志，然后重新恢复。',
	}),
	'index-failed': ({collection, index, reason}) => ({
		sentence: `Milvus 构建 ${collection} 的索引 ${index} 失败：${brief(reason) || '没有给出原因'}。`,
		hint: '请查看 Milvus 的日志。如果想只恢复数据、以后再建索引，请使用 --no-index',
	}),
	'index-stalled': ({collection, index, waitedMs}) => ({
		sentence: `${collection} 的索引 ${index} 已有 ${inWords(waitedMs)}没有构建进展。`,
		hint: '请查看 Milvus 的日志和负载。如果只是需要更长时间，请调大 limits.indexStallSeconds；不恢复索引请使用 --no-index',
	}),
	'load-stalled': ({collection, waitedMs}) => ({
		sentence: `${collection} 的加载已有 ${inWords(waitedMs)}没有进展。`,
		hint: 'Milvus 可能内存不足：请释放其他集合，或使用 --no-load 恢复后再加载。如果只是需要更长时间，请调大 limits.loadStallSeconds。',
	}),
	'milvus-refused': ({rpc, code, reason}) => ({
		sentence: `Milvus 拒绝了 ${rpc}：${brief(reason) || '没有给出原因'}（错误码 ${code}）。`,
		hint: '请查看 Milvus 的日志；加上 --debug 可以看到完整的响应。',
	}),
	'milvus-unsupported': ({feature, version}) => ({
		sentence: `${version === '' ? '当前 Milvus ' : `Milvus ${version} `}不支持：${feature}。`,
		hint: '需要更新版本的 Milvus。去掉 --rbac 可以排除用户和角色，用 --filter 可以排除个别集合。',
	}),
	'milvus-limit': ({what, limit, setting}) => ({
		sentence: `Milvus 的${limits[what]}已达上限${limit === undefined ? '' : ` ${grouped(limit)}`}（milvus.yaml 中的 ${setting}）。`,
		hint: `请调大 ${setting} 并重启 Milvus，或删除其中不再需要的内容，然后再次运行同一命令。替换集合时，新旧两个集合会同时存在。`,
	}),
	'storage-refused': ({action, resource, reason}) => ({
		sentence: `存储对 ${resource} 执行 ${action} 失败：${brief(reason)}。`,
		hint: '请再次运行同一命令。如果存储过载（503、SlowDown），请调小 limits.copyConcurrency。',
	}),
	'disk-full': ({path}) => ({
		sentence: `${path} 所在的磁盘已满。`,
		hint: '请腾出空间，例如用 milvault delete 删除不再需要的备份，然后再次运行同一命令。',
	}),
	cancelled: () => ({sentence: '已取消。'}),
	unexpected: ({reason}) => ({
		sentence: `这是 milvault 的缺陷：${brief(reason) || '原因未知'}。`,
		hint: '请加上 --debug 再次运行同一命令以得到调用栈，并连同调用栈一起反馈。',
	}),
} satisfies Partial<ErrorTexts>;

/** With a space where Chinese follows a name; L0 segments belong to no partition. */
function part(collection: string, partition: string): string {
	return partition === '' || partition === '_default'
		? `${collection} `
		: `${collection} 的分区 ${partition} `;
}

/** `3,000` or `2,900-3,000`. */
function range(expected: string): string {
	return expected
		.split('-')
		.map(bound => grouped(bound))
		.join('–');
}
