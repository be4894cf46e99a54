import type {CommandTexts} from '../commands-texts.js';
import {givenBy, grouped, keptVersions, listed} from './phrases.js';
import {checkTexts} from './check.js';
import {practiceTexts} from './practice.js';

export const commandTexts: CommandTexts = {
	cancelling: '正在取消。再按一次 Ctrl-C 立即退出。',
	nothingConfigured:
		'还没有任何配置。用法见 milvault cluster add --help；也可以用 milvault practice start 启动一个供练习的 Milvus。',
	labels: {
		address: '地址',
		aliases: '别名',
		backup: '备份中',
		cluster: '集群',
		collection: '集合',
		contents: '内容',
		cut: '数据截止于',
		databases: '数据库',
		description: '描述',
		does: '操作',
		dynamic: '动态字段',
		expected: '应为',
		ended: '结束于',
		fields: '字段',
		filter: '过滤器',
		found: '实为',
		from: '来源',
		inUse: '默认',
		indexes: '索引',
		into: '恢复到',
		job: '作业',
		key: '键',
		loaded: '已加载',
		log: '日志',
		made: '创建时间',
		madeOn: '备份自',
		name: '名称',
		newDatabases: '新建数据库',
		object: '对象',
		objects: '对象',
		onTarget: '目标现状',
		origin: '配置来源',
		partitions: '分区',
		properties: '属性',
		rbac: 'RBAC',
		repository: '仓库',
		rows: '行数',
		rowsChecked: '行数核对',
		size: '大小',
		started: '开始于',
		state: '状态',
		storage: '存储',
		strategy: '策略',
		target: '恢复为',
		temporary: '中转',
		to: '目标',
		user: '用户',
		value: '值',
		verified: '上次检查',
	},
	facts: facts => facts.join('，'),
	cluster: (name, version) => `${name}，Milvus ${version}`,
	milvusVersion: version => `Milvus ${version}`,
	more: count => `…… 另有 ${count} 个；用 --dry-run 查看全部`,
	dryRun: '这只是演练：没有执行任何操作。',
	usage: {
		twoNames: (first, second) =>
			`给出了两个名称“${first}”和“${second}”：一次只恢复一个备份`,
		missingName: '要恢复哪个备份？缺少 --name',
		absent: targets =>
			`--skip_create_collection：${targets} 不存在。去掉此选项就会创建它`,
		onlyFailedOf: '--only-failed 用于补充已有的备份：缺少 --name',
	},
	backup: {
		title: name => `备份 ${name}`,
		noCollections: '没有需要备份的集合。',
		soFar: rows => `落盘前已统计 ${rows}`,
		done: ({collections, rows, size, duration}) =>
			`已备份 ${collections}，${rows}，${size}，用时 ${duration}。`,
		checked: objects => `已校验：${objects}全部到位，大小和校验和一致。`,
		metaOnlyChecked: '备份只包含集合的元数据，不含数据行。',
		missing: collections => `因上述错误未能备份：${collections}。`,
		failed: '没有产生备份：所有集合都失败了。',
		restoreIt: '恢复命令：',
		addMissing: '原因消除后，补上它们：',
	},
	restore: {
		title: name => `恢复 ${name}`,
		noCollections: '没有需要恢复的集合。',
		temporaryCopy: place => `${place} 中的临时副本，供 Milvus 读取`,
		existsAs: (name, state, rows) => `${name} ${state}，${rows}`,
		exists: (state, rows) => `${state}，${rows}`,
		overridden: (target, what) => `按要求，${target} 使用${what}。`,
		shards: count => ` ${count} 个 shard`,
		description: text => (text === '' ? '空描述' : `描述“${text}”`),
		loads: count => `加载 ${count} 个`,
		jobsAtOnce: (jobs, atOnce) => `${jobs}（最多同时 ${atOnce} 个）`,
		done: ({collections, rows, duration}) =>
			`已恢复 ${collections}，${rows}，用时 ${duration}。`,
		checked: ({rows, indexes}) =>
			`已与备份核对：${listed([
				...(rows ? ['行数'] : []),
				'schema',
				'分区',
				...(indexes ? ['索引'] : []),
				'属性',
			])}。`,
		skipped: collections => `因已存在而跳过：${collections}。`,
		missing: collections => `因上述错误未能恢复：${collections}。`,
		failed: '什么都没有恢复：所有集合都失败了。',
		failedAppended: '所有集合都失败了，但此前追加的行会保留，见上文。',
		rbac: ({users, roles, grants, privilegeGroups}) =>
			`已添加 ${grouped(users)} 个用户、${grouped(roles)} 个角色、${grouped(grants)} 项授权、${grouped(privilegeGroups)} 个权限组；已有的保持不变。`,
		readyToQuery: '可以查询',
		notLoaded: '未加载',
		madeOtherwise: '与备份有差异，见下',
		appended: '已追加数据',
		typeToReplace: ({target, rows, isUncounted, left}) =>
			BigInt(left) === 0n && (BigInt(rows) > 0n || isUncounted)
				? `${target} 及其 ${grouped(rows)} 行${isUncounted ? '（已落盘，可能还有更多）' : ''}将被删除，而新集合为空。请输入其名称以继续：`
				: `${target}（${isUncounted ? '已落盘 ' : ''}${grouped(rows)} 行${isUncounted ? '，可能还有更多' : ''}）将在新集合（${grouped(left)} 行）就位后删除。请输入其名称以继续：`,
	},
	list: {
		empty: place => `${place} 中还没有备份。`,
		makeOne: '创建备份：milvault create',
		total: (backups, place) => `${place} 中共有 ${backups}。时间为 UTC。`,
		unreadable: (name, reason) => `${name} 无法读取：${reason}`,
	},
	get: {
		madeBy: tool => `由 ${tool} 创建`,
		primaryKey: '主键',
		onField: field => `字段 ${field}`,
		missing: collections => `不在此备份中：${collections}`,
	},
	verify: {
		good: {
			quick: (name, facts) =>
				`${name} 完好：${facts}，全部到位，大小和校验和一致。`,
			full: (name, facts) => `${name} 完好：已读取 ${facts}，内容和行数一致。`,
		},
		bad: (name, differences) =>
			`${name} 与创建时不一致（${differences} 处）。请不要依赖它。`,
		differences: {
			'metadata-differs': '元数据不符',
			'not-named': '无记录',
			'object-missing': '缺失',
			'object-changed': '已改变',
			'binlog-unreadable': '无法读取',
			'binlog-misplaced': '位置不对',
			'fields-differ': '字段不符',
			'rows-differ': '行数不符',
		},
		more: count => `…… 另有 ${count} 处`,
		last: (when, isGood) => (isGood ? when : `${when}，有问题`),
	},
	delete: {
		title: place => `将从 ${place} 删除：`,
		question: backups => `确定永久删除 ${backups}吗？`,
		action: names => `删除 ${names}`,
		done: (name, objects) => `已删除 ${name}（${objects}）。`,
		foreign: count => `其中 ${count} 个不属于备份`,
		kept: '没有删除任何内容。',
		keptVersions: (place, kept) => `${keptVersions(place, kept)}。`,
	},
	progress: {
		title: {
			backup: '正在备份',
			restore: '正在恢复',
			verify: '正在检查',
			delete: '正在删除',
		},
		collectionsDone: (done, all) => `${all}中已完成 ${done} 个`,
		bytesOf: (done, all) => `${done}，共 ${all}`,
		perSecond: size => `${size}/秒`,
		retried: (what, reason, wait) => `${wait} 后重试：${what}（${reason}）`,
	},
	config: {
		file: file => `来自 ${file}：`,
		noFile: lookedUp =>
			`没有${lookedUp === undefined ? '配置文件' : `文件 ${lookedUp}`}；正在使用：`,
		good: file =>
			file === undefined
				? '没有配置文件，环境变量没有错误。'
				: `${file} 没有错误。检查服务器请用 milvault check。`,
		bad: count => `错误：${count} 处。`,
		readable: file =>
			`${file} 中有机密，而本机其他用户可以读取：chmod 600 ${file}`,
		asMilvusSees:
			'地址是 Milvus 或 milvus-backup 看到的地址：容器名在本机没有意义。用 --address 指定 Milvus 的地址。',
		unknownHosts: hosts =>
			`未检查：本机不认识 ${hosts}。请在认识这些名称的机器上运行 milvault，或转发端口（kubectl port-forward）并改写为 localhost。`,
		bundle: file => `已写入 ${file}。`,
		readFirst: '发送前请先阅读：机密已隐藏，数据库和集合的名称没有。',
	},
	server: {
		listening: url => `正在监听 ${url}`,
		docs: '接口文档（Swagger UI）：',
		token: file =>
			file === undefined
				? '调用者需要 MILVAULT_TOKEN 中的 token。'
				: `调用者需要 ${file} 中的 token`,
		noToken: '不需要 token：使用这台机器的任何人都可以执行所有操作。',
		ending:
			'正在结束：运行中的作业会停止，之后可以继续。再按一次 Ctrl-C 立即退出。',
		ended: '已结束。正在运行的作业已停止，可以继续。',
		noAuthElsewhere: host =>
			`--no-auth 只能用于本机，不能用于 ${host}：那里的任何人都可以删除备份`,
		bothTls: '--tls-cert 和 --tls-key 必须同时使用',
	},
	check: checkTexts,
	jobs: {
		none: '没有作业记录。',
		title: (id, kind, name) => `作业 ${id}，${kind} ${name}`,
		started: id => `作业 ${id} 在独立的进程中运行，可以关闭此终端。`,
		startsAnew: id =>
			`作业 ${id} 的计划已不符合现状：清除它已创建的内容，然后重新开始。`,
		goingOn: id => `继续被中断的作业 ${id}。`,
		goesOn: id => `作业 ${id} 继续运行。`,
		cleaned: id => `作业 ${id} 已清理。`,
		removed: what => `已删除：${what}`,
		nothingLeft: '没有需要删除的内容。',
		watchIt: '观察：',
		cancelIt: '取消：',
		continueIt: '继续：',
		cleanIt: '清理：',
	},
	practice: practiceTexts,
	places: {
		isDefault: '是',
		origin: origin =>
			origin === 'practice cluster' ? '练习集群' : givenBy(origin),
		noClusters: '没有配置集群。添加：milvault cluster add',
		noRepositories: '没有配置仓库。添加：milvault repository add',
		clusterAdded: (name, file) => `✔ 已把集群 ${name} 加入 ${file}`,
		repositoryAdded: (name, file) => `✔ 已把仓库 ${name} 加入 ${file}`,
		secretsWritten: file => `您输入的内容保存在 ${file}，只有您本人可读。`,
		importedWritten: file =>
			`导入文件中的内容（包括密钥）保存在 ${file}，只有您本人可读。`,
		clusterRemoved: (name, file) => `✔ 已从 ${file} 去掉集群 ${name}`,
		repositoryRemoved: (name, file) => `✔ 已从 ${file} 去掉仓库 ${name}`,
		tryIt: '试一试：',
		askPassword: user => `Milvus 用户 ${user} 的密码（留空表示没有）`,
		askAccessKeyId: endpoint =>
			`对象存储${endpoint === '' ? '' : ` ${endpoint} `}的 access key id（留空以后再设）`,
		askSecretAccessKey: id => `${id} 的 secret access key`,
	},
};
