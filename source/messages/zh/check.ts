import prettyBytes from 'pretty-bytes';
import {brief} from '../brief.js';
import type {checkTexts as english} from '../en/check.js';
import type {Texts} from '../texts.js';
import {keptVersions, listed} from './phrases.js';

const names = {
	milvus: 'Milvus',
	login: '登录',
	version: '版本',
	rest: 'REST API',
	management: '管理端口',
	storage: 'Milvus 的存储',
	rootPath: '根路径',
	otherData: '其他数据',
	repository: '仓库',
	write: '写入并读回',
	conditionalWrite: '条件写入',
	copy: '复制',
	delete: '删除',
	milvusReads: 'Milvus 读取的位置',
	proxies: '代理',
	clock: '时钟',
	space: '磁盘空间',
	oldVersions: '旧版本',
} as const;

export const checkTexts: Texts<typeof english> = {
	title: (cluster, repository) => `集群 ${cluster}，仓库 ${repository}`,
	names,
	findings: {
		'milvus-up': ({address, version, latencyMs}) => ({
			seen: `${version}，${address} 在 ${latencyMs} 毫秒内应答`,
		}),
		'login-ok': ({user}) => ({seen: `用户 ${user}`}),
		'login-none': () => ({seen: '没有配置，也不需要'}),
		'version-live': ({version}) => ({
			seen: `${version}：备份是同一时刻的数据，集合恢复完整后才以其名称出现`,
		}),
		'version-old': ({version}) => ({
			seen: `${version}：备份不是同一时刻的数据，段封存之后删除的行可能重新出现`,
			fix: '备份工具无法弥补：2.3.2 之前的 Milvus 不会把这些删除写入存储。请在备份前停止删除，或升级到 Milvus 2.3.2 及以上。',
		}),
		'version-not-live': ({version}) => ({
			seen: `${version}：milvault 没有在这个版本上测试过`,
			fix: '请先备份一个集合，加后缀恢复并检查结果，然后再备份更多集合。',
		}),
		'rest-unused': ({version}) => ({seen: `${version} 不使用它`}),
		'rest-up': () => ({seen: '有应答，导入经由它进行'}),
		'rest-absent': ({reason}) => ({
			seen: `${reason} 没有应答；导入只能逐组进行，较慢`,
			fix: '请把集群的 restUrl 设为 Milvus REST API 的 URL。',
		}),
		'management-unused': ({version}) => ({seen: `${version} 不使用`}),
		'management-unset': () => ({
			seen: '未配置；设置集群的 managementUrl（http://<主机>:9091）后，备份期间可暂停垃圾回收',
		}),
		'management-up': ({url}) => ({seen: `可在 ${url} 暂停垃圾回收`}),
		'management-absent': ({url}) => ({
			seen: `这个版本的 Milvus 不支持在 ${url} 暂停垃圾回收`,
			fix: '请从配置中删除 managementUrl，或留待升级到 Milvus 2.4 及以上后使用。',
		}),
		'management-away': ({url, reason}) => ({
			seen: `${url} 没有应答：${brief(reason)}`,
			fix: '请让本机能访问 Milvus 的 9091 端口，或从配置中删除 managementUrl。没有它也能备份。',
		}),
		'storage-readable': ({place}) => ({seen: `${place} 可以列出和读取`}),
		'root-path-right': ({place, collection}) => ({
			seen: `${place} 中有 ${collection} 的 binlog`,
		}),
		'root-path-unknown': ({place}) => ({
			seen: `无法判断 ${place} 是否正确：没有集合有已落盘的行`,
		}),
		'other-data-none': ({place}) => ({
			seen: `${place} 中只有这个 Milvus 列出的数据`,
		}),
		'other-data': ({place, ids, count}) => ({
			seen: `${place} 中有 ${count} 个集合的数据不在这个 Milvus 向该用户列出的集合中（ID：${listed(ids)}${count > ids.length ? '……' : ''}）`,
			fix: '已删除的集合在垃圾回收之前（数小时到一天）仍在存储中，无需处理。如果另一个 Milvus 也把数据放在这里，请为它们设置不同的根路径，否则大约一天后，各自的垃圾回收会删除对方写入的数据。',
		}),
		'versions-none': () => ({seen: '不保留：删除的对象无法找回'}),
		'versions-kept': ({place, kept}) => ({
			seen: keptVersions(place, kept),
			...(kept.removedAfterDays === undefined && {
				fix: '旧版本清除之前，删除备份不会释放空间：可为存储桶设置生命周期规则（NoncurrentVersionExpiration）来清除旧版本。',
			}),
		}),
		'versions-unknown': () => ({seen: '存储没有说明是否保留旧版本'}),
		'repository-readable': ({place, backups, passedOver}) => ({
			seen: `${place} 可以列出：${backups} 个备份${passedOver ? `；${listed(passedOver)} 没有读取权限，已跳过` : ''}`,
		}),
		'repository-written': ({place}) => ({seen: `${place} 正常`}),
		'write-conditional': () => ({seen: '同名的两次运行只有一次成功'}),
		'write-unconditional': () => ({
			seen: '存储忽略写入条件：同名的两次运行可能无法及时察觉对方',
			fix: '请为每个备份使用不同的名称，如 --name nightly_{date}_{time}，不要同时启动两个同名的备份。',
		}),
		'copy-by-store': ({from, to}) => ({
			seen: `存储可直接从 ${from} 复制到 ${to}`,
		}),
		'copy-streamed': ({from, to}) => ({
			seen: `从 ${from} 到 ${to} 的数据要经过本机`,
		}),
		deleted: () => ({seen: '正常'}),
		'milvus-reads-repository': ({place}) => ({
			seen: `恢复时直接从 ${place} 导入`,
		}),
		'milvus-reads-temporary': ({place}) => ({
			seen: `恢复时经过 ${place} 中的临时副本`,
		}),
		'milvus-read-row': ({place}) => ({
			seen: `已确认：从 ${place} 导入了一行，核对后已删除`,
		}),
		'proxies-none': () => ({seen: '没有设置'}),
		'proxies-unused': ({names: set}) => ({
			seen: `环境中设置了 ${listed(set)}；milvault 直接连接，不使用代理`,
		}),
		'clock-right': ({seconds}) => ({
			seen: `与 Milvus 相差 ${Math.abs(seconds)} 秒`,
		}),
		'clock-wrong': ({seconds, than}) => ({
			seen: `比 ${than} ${seconds > 0 ? '慢' : '快'} ${Math.abs(seconds)} 秒`,
			fix: '请校准本机时钟（NTP）：相差 15 分钟以上时对象存储会拒绝请求。',
		}),
		'clock-unknown': () => ({seen: 'Milvus 不返回时间'}),
		'space-free': ({path, bytes}) => ({
			seen: `${path} 剩余 ${prettyBytes(bytes).replace('kB', 'KB')}`,
		}),
		'space-low': ({path, bytes}) => ({
			seen: `${path} 只剩 ${prettyBytes(bytes).replace('kB', 'KB')}`,
			fix: '请释放空间，或选择其他位置的仓库：milvault repository add',
		}),
		'depends-on': ({check}) => ({seen: `因“${names[check]}”未检查`}),
	},
	good: '所有检查均已通过。',
	warnings: count => `所有检查均已通过，但有警告：${count} 项。`,
	bad: count => `部分检查未通过，需要解决的问题：${count} 项。`,
	tryProbe: '--probe 会导入一行数据（之后删除），以确认 Milvus 能读取恢复时使用的位置。',
};
