import type {ServerTexts} from '../texts.js';

const seeDocs = '该接口接受的内容见 /docs。';
const setManagementUrl = '请在配置中设置该集群 milvus 的 managementUrl。';
const oneRepository =
	'一个服务器只服务一个仓库。请用 --repository 另启动一个服务器，或去掉该参数。';

export const serverTexts: ServerTexts = {
	noJson: {sentence: '请求正文不是 JSON。', hint: seeDocs},
	noRoute: (method, path) => ({
		sentence: `没有 ${method} ${path}。`,
		hint: '全部接口见 /docs。',
	}),
	badValue: (where, reason) => ({sentence: `${where}：${reason}`, hint: seeDocs}),
	refused: reason => ({sentence: reason}),
	badMediaType: reason => ({
		sentence: reason,
		hint: '请发送请求头 “Content-Type: application/json”。',
	}),
	token: isMissing => ({
		sentence: isMissing ? '请求没有带令牌。' : '令牌不正确。',
		hint: '请以 “Authorization: Bearer <token>” 发送令牌，或作为密码发送（curl -u token:<token>）；服务器启动时已显示令牌的位置。',
	}),
	foreignHost: {
		sentence: '没有令牌的服务器只接受发往本机回环名称的请求。',
		hint: '请使用 localhost 或 127.0.0.1，或以令牌启动服务器。',
	},
	foreignOrigin: {
		sentence: '没有令牌的服务器拒绝来自其他网站页面的请求。',
		hint: '请以令牌启动服务器。',
	},
	tooManyJobs: max => ({
		sentence: `已有 ${max} 个任务在运行，达到该服务器的上限。`,
		hint: '请等其中一个结束；--max-jobs 可以提高上限。',
	}),
	idTaken: alias => ({
		sentence: `已有名为“${alias}”的任务。`,
		hint: '请换一个 id，或不指定 id。',
	}),
	missing: keys => ({sentence: `缺少 ${keys.join(' 和 ')}。`}),
	missingName: {
		sentence: '缺少 backup_name。',
		hint: '可用字母、数字、_、- 和 .，例如 nightly-2026-11-25。',
	},
	noBackup: id => ({sentence: `没有备份“${id}”。`}),
	badDatabases: {
		sentence: 'db_collections 应是 JSON 对象：数据库名对应集合列表。',
		hint: '例如 {"default": ["orders"], "sales": []}',
	},
	unknownStrategy: (strategy, known) => ({
		sentence: `未知的 strategy“${strategy}”。`,
		hint: `可用的值：${known.join('、')}。`,
	}),
	absent: targets => ({sentence: `skipCreateCollection：${targets.join('、')} 不存在。`}),
	dropAndSkip: {sentence: 'dropExistCollection 和 skipCreateCollection 不能同时使用。'},
	planAndNames: {
		sentence: 'restorePlan 不能与 collection_suffix 或 collection_renames 同时使用。',
	},
	nothingChosen: filters => ({
		sentence: `改名之后，${filters.join('、')} 没有匹配到该备份中的集合。`,
		hint: '这些过滤条件匹配的是改名之后的名称。',
	}),
	notSupported: (key, why) => `不支持 ${key}：${why}`,
	refusals: {
		otherBucket: place => ({why: `该服务器的仓库在 ${place}。`, hint: oneRepository}),
		otherPath: (rootPath, place) => ({
			why: `该服务器的仓库在 ${place} 的“${rootPath}”。`,
			hint: oneRepository,
		}),
		indexExtra: {why: 'milvault 不读取 etcd 中的索引元数据；没有它，备份中也有全部索引。'},
		format: {why: '备份由 binlog 组成。', hint: '请去掉该参数。'},
		otherManagement: ours => ({
			why: ours ? `该服务器的集群管理地址是 ${ours}。` : '该服务器的集群没有管理地址。',
			hint: setManagementUrl,
		}),
		noManagement: {why: '该集群没有管理地址。', hint: setManagementUrl},
		list: {why: '列表包含全部备份。'},
		autoIndex: {why: '索引按原样恢复。'},
		dropIndex: {
			why: '已有集合的索引不会改动。',
			hint: 'dropExistCollection 会用备份替换集合。',
		},
		maxShards: {why: '集合保持原来的分片数。'},
		skipParams: {why: 'schema、属性和索引会完整恢复。'},
		encryption: {why: '不支持映射加密密钥。'},
		secondary: {why: '备份以集合的形式恢复到集群中。'},
	},
	milvusAway: code => `Milvus 无法访问：${code}`,
	repositoryAway: code => `仓库无法访问：${code}`,
	noMetrics: '无法为指标列出仓库中的备份。',
	schedules: {
		started: (name, slot) =>
			`计划任务 ${name} 开始运行${slot === undefined ? '' : `，应于 ${slot}`}。`,
		continued: name => `继续计划任务 ${name} 的最近一次运行。`,
		ended: (name, outcome, reason) => `计划任务 ${name} 已运行：${outcome}。${reason ?? ''}`,
	},
};
