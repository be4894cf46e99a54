import {configHelp} from './config-help.js';
import {jobHelp} from './job-help.js';
import {milvusBackupHelp} from './milvus-backup-help.js';
import {copyHelp} from './copy-help.js';
import {metricsHelp} from './metrics-help.js';
import {retentionHelp} from './retention-help.js';
import {scheduleHelp} from './schedule-help.js';
import type {HelpTexts} from '../texts.js';

const storage: HelpTexts['repositoryAdd']['options'] = {
	type: 'minio（或自建的其他 S3 兼容服务）、s3（亚马逊）或 local（目录）',
	endpoint: '对象存储的 URL，例如 http://localhost:9000',
	region: '存储桶所在区域',
	bucket: '存储桶',
	rootPath: '桶内的前缀；"" 表示没有前缀',
	pathStyle: 'true 为 http://host/bucket，false 为 http://bucket.host',
	auth: 'static：使用下面的密钥；default：由 AWS SDK 在本机查找',
	accessKeyIdFile: '存放 access key id 的文件',
	accessKeyIdCommand: '输出它的 shell 命令',
	accessKeyIdEnv: '存放它的环境变量',
	secretAccessKeyFile: '存放 secret access key 的文件',
	secretAccessKeyCommand: '输出它的 shell 命令',
	secretAccessKeyEnv: '存放它的环境变量',
	sessionTokenFile: '存放临时密钥 session token 的文件',
	sessionTokenCommand: '输出它的 shell 命令',
	sessionTokenEnv: '存放它的环境变量',
	caFile: '对象存储证书颁发机构的 PEM 文件',
	path: '用目录代替存储桶',
	milvusPath: '同一目录在 Milvus 容器中的路径',
};

export const helpTexts: HelpTexts = {
	program:
		'备份和恢复 Milvus 集合，全程校验，采用 milvus-backup 的格式。不带命令时由向导引导完成。',
	headings: {
		'Usage:': '用法：',
		'Arguments:': '参数：',
		'Options:': '选项：',
		'Commands:': '命令：',
	},
	examples: '示例：',
	globalsElsewhere: '--config、--json 等所有命令共用的选项：milvault --help',
	optionsWord: '选项',
	commandWord: '命令',
	help: '显示此帮助',
	helpCommand: '显示某个命令的帮助',
	version: '显示版本',
	globals: {
		config: '配置文件：milvault 或其他工具的配置文件',
		cluster: '要使用的集群在配置中的名称',
		repository: '要使用的仓库在配置中的名称',
		address: 'Milvus 的地址，代替配置中的地址',
		set: '配置中的一个值，用键或变量名指定，如 limits.copyConcurrency=8 或 MILVUS_USER=root；可重复',
		noInput: '从不提问；需要提问时直接报错',
		plain: '以逐行提问的方式运行向导',
		json: '在标准输出上每行输出一个 JSON 对象',
		debug: '出错时显示根本原因',
		lang: '消息语言：en 或 zh（默认：系统语言）',
	},
	programExamples: [
		{text: '在本机的练习集群上试用', command: 'practice start'},
		{
			text: '备份所有集合',
			command: 'create --name my_backup',
		},
		{
			text: '恢复到原集合旁边',
			command: 'restore --name my_backup --suffix _restored',
		},
	],
	create: {
		summary: '创建备份',
		description: '备份所选集合，并检查每个对象都已到位。执行前先显示计划。',
		options: {
			name: '备份名称；{date} 和 {time} 会换成 UTC 时间，如 2026_11_22 和 103000（默认：backup_{date}_{time}）',
			filter: '选择集合：coll、db.coll、db.*、db.（仅数据库本身）或 *，用逗号分隔（默认：全部）',
			strategy:
				'auto 或 flush：先落盘；skip_flush：只取已落盘的数据；meta_only：不含数据行（默认：auto）',
			rbac: '同时备份用户、角色和权限（Milvus 2.4 及以上）',
			onlyFailed: '只重试 --name 指定的不完整备份中失败的集合',
			bwlimit: '每秒传输对象的最大字节数，如 50M 或 5MiB，包括存储自身的复制',
			maxRequests: '每秒向对象存储发送的最大请求数',
			gentle:
				'每次只刷新、复制两个，并留出间歇：auto（集群正在响应搜索时，最长一小时）、on 或 off（默认 auto；只写 --gentle 即 on）',
			queue:
				'Redis 或 Valkey 的 URL，例如 redis://host:6379：由其上的工作进程（milvault worker）复制本应经过当前进程的数据',
			detach: '在后台运行，关闭终端也不受影响',
			dryRun: '只显示计划',
		},
		arguments: {},
		examples: [
			{text: '备份所有集合', command: 'create'},
			{
				text: '每晚备份一个数据库和另一个库中的一个集合',
				command: "create --name 'nightly_{date}' --filter 'sales.*,default.products'",
			},
			{text: '只显示计划', command: 'create --dry-run'},
			{
				text: '重试上次失败的集合',
				command: 'create --name my_backup --only-failed',
			},
		],
	},
	list: {
		summary: '列出仓库中的备份',
		description: '列出仓库中的备份，最新的在前，包括未完成和无法读取的。',
		options: {},
		arguments: {},
		examples: [
			{text: '列出备份', command: 'list'},
			{text: '只要名称', command: "list --json | jq -r '.backups[].name'"},
		],
	},
	get: {
		summary: '显示备份的内容',
		description: '显示备份的内容：数据库、集合、字段、分区、索引。',
		options: {},
		arguments: {name: '备份名称'},
		examples: [{text: '查看备份', command: 'get my_backup'}],
	},
	restore: {
		summary: '恢复备份',
		description:
			'恢复所选集合，恢复后即可查询，并与备份核对。执行前先显示计划。全部数据到位后，集合才会以其名称出现。',
		options: {
			name: '备份名称，与参数相同',
			filter: '选择集合（按备份中的名称）：coll、db.coll、db.*、db. 或 *，用逗号分隔（默认：全部）',
			suffix: '恢复后的名称为原名加此后缀',
			rename:
				'以其他名称恢复：a:b、db.a:db2.b、db.*:db2.*；可重复，可用逗号分隔；不能与 --suffix 同用',
			shards: '恢复后集合的分片数，代替原来的数目；只用于一个集合',
			description: '恢复后集合的描述，代替原来的描述；只用于一个集合',
			onConflict:
				'集合已存在时：fail 报错；rename 改名（加 _restored）；skip 跳过；append 追加（schema 须相同）；replace 替换（最后才删除，见 --confirm）；只对备份中的某个集合：orders:append；可重复，可用逗号分隔（默认：fail）',
			noIndex: '不建索引（因此也不加载）',
			noLoad: '不加载原来已加载的集合',
			dataOnly: '等同于 --no-index --no-load',
			metaOnly: '只建集合，不含数据行',
			rbac: '同时恢复用户、角色和权限（Milvus 2.4 及以上）',
			confirm: '允许被替换的集合名称；可重复，用逗号分隔',
			withoutTtl: '不恢复集合的存活时间（TTL）；存活时间会使旧数据行被清除',
			moveAliases: '把备份中的别名从其他集合改为指向恢复的集合',
			trust:
				'没有记录校验和的 binlog（milvus-backup 的备份）不先解码就由 Milvus 导入：损坏的文件可能使 Milvus 崩溃',
			importsOnly:
				'小分区也用导入任务恢复，而不是插入数据行（Milvus 2.2 和 2.3 的每个导入任务都要两秒）',
			bwlimit: '每秒传输对象的最大字节数，如 50M 或 5MiB，包括存储自身的复制',
			maxRequests: '每秒向对象存储发送的最大请求数',
			queue:
				'Redis 或 Valkey 的 URL，例如 redis://host:6379：由其上的工作进程（milvault worker）复制本应经过当前进程的数据',
			detach: '在后台运行，关闭终端也不受影响',
			dryRun: '只显示计划',
		},
		arguments: {name: '备份名称'},
		examples: [
			{
				text: '恢复到原集合旁边',
				command: 'restore --name my_backup --suffix _restored',
			},
			{
				text: '把一个数据库恢复到另一个数据库',
				command: "restore my_backup --filter 'sales.*' --rename 'sales.*:test.*'",
			},
			{
				text: '替换现有的集合，全部检查通过后才删除它',
				command: 'restore my_backup --filter orders \\\n--on-conflict replace --confirm orders',
			},
			{text: '只显示计划', command: 'restore my_backup --dry-run'},
		],
	},
	verify: {
		summary: '校验备份是否完好',
		description:
			'把仓库中的文件与创建备份时的记录核对。使用 --level restore 时还会恢复备份：以临时名称恢复，逐行核对，然后删除。list 会显示上次校验和恢复的时间。',
		options: {
			level:
				'quick：每个对象都在，大小和校验和一致；full：读取并解码每个对象，与所有记录核对；restore：先执行 full，再做恢复演练，即恢复备份后删除（默认：quick）',
			into: '与 --level restore 一起使用：恢复到哪个集群（默认：练习集群，未运行时为此启动）',
			sample: '与 --level restore 一起使用：每个集合逐值核对多少行（默认：100）',
			collections: '与 --level restore 一起使用：只恢复这些集合，写法同 --filter',
			queue:
				'与 --level full 一起使用：Redis 或 Valkey 的 URL，例如 redis://host:6379；由其上的工作进程（milvault worker）读取并解码对象',
		},
		arguments: {names: '备份名称'},
		examples: [
			{text: '快速校验', command: 'verify my_backup'},
			{text: '读取每个字节', command: 'verify my_backup --level full'},
			{text: '证明它可以恢复', command: 'verify my_backup --level restore'},
		],
	},
	check: {
		summary: '检查备份和恢复所需的一切',
		description: '逐项检查备份和恢复所需的一切（Milvus、它的存储、仓库），并说明如何解决每个问题。',
		options: {probe: '导入一行数据（之后删除），以确认 Milvus 能读取恢复时使用的位置'},
		arguments: {},
		examples: [
			{text: '第一次备份之前', command: 'check'},
			{text: '需要恢复之前', command: 'check --probe'},
		],
	},
	delete: {
		summary: '删除备份',
		description: '删除备份，包括未完成和无法读取的。先显示将删除的内容，再询问。',
		options: {pinned: '也删除已固定的备份', yes: '不询问'},
		arguments: {names: '备份名称'},
		examples: [
			{text: '询问后删除', command: 'delete my_backup'},
			{text: '在脚本中', command: 'delete old_1 old_2 --yes'},
		],
	},
	...retentionHelp,
	...scheduleHelp,
	...copyHelp,
	...metricsHelp,
	...jobHelp,
	...configHelp,
	practice: {
		summary: '本机的练习集群',
		description:
			'练习集群：本机上一个真实的 Milvus，供练习使用。需要 Python 3，不需要 Docker。运行期间，它就是集群“practice”，仓库为“practice”；没有配置其他集群时默认使用它。',
	},
	practiceStart: {
		summary: '启动练习集群',
		description: '启动练习集群。第一次会下载 Milvus（约 60 MB）。',
		options: {
			milvus: 'Milvus 版本：2.3.5、2.3.4、2.3.2、2.3.0、2.2.16、2.2.12 或 2.2.9（默认：2.3.5）',
		},
		arguments: {},
		examples: [
			{text: '启动', command: 'practice start'},
			{text: '使用较旧的 Milvus', command: 'practice start --milvus 2.2.16'},
		],
	},
	practiceStop: {
		summary: '停止练习集群，数据保留',
		description: '停止练习集群。数据保留，供下次启动使用。',
		options: {},
		arguments: {},
		examples: [{text: '停止', command: 'practice stop'}],
	},
	practiceStatus: {
		summary: '显示练习集群是否在运行、在哪里',
		description: '显示练习集群是否在运行，以及它在哪里。',
		options: {},
		arguments: {},
		examples: [{text: '它在哪里？', command: 'practice status'}],
	},
	practiceLoad: {
		summary: '写入 hello_milvus（3,000 行）和 hello_milvus2（6,000 行）',
		description:
			'在练习集群中创建集合 hello_milvus（3,000 行）和 hello_milvus2（6,000 行），与 Milvus 官方的第一个示例相同。已经符合要求的保持不变。',
		options: {},
		arguments: {},
		examples: [{text: '写入数据', command: 'practice load'}],
	},
	practiceReset: {
		summary: '停止练习集群并删除其数据',
		description: '停止练习集群并删除其数据。其中的备份会保留，除非使用 --with-backups。',
		options: {
			withBackups: '同时删除练习仓库中的备份',
			yes: '不询问',
		},
		arguments: {},
		examples: [{text: '重新开始', command: 'practice reset'}],
	},
	cluster: {
		summary: '配置中的集群',
		description: '配置中的集群：每个集群是一个 Milvus 及其存放数据的对象存储。',
	},
	clusterList: {
		summary: '列出集群',
		description: '列出配置中的集群，以及正在运行的练习集群，不显示密钥。',
		options: {},
		arguments: {},
		examples: [{text: '列出集群', command: 'cluster list'}],
	},
	clusterAdd: {
		summary: '把集群加入配置文件',
		description:
			'把集群加入配置文件。机密不能作为选项的值给出：请指定文件、命令或环境变量，或在提问时输入（会写入配置文件，只有您本人可读）。',
		options: {
			user: 'Milvus 用户',
			passwordFile: '存放该用户密码的文件',
			passwordCommand: '输出密码的 shell 命令',
			passwordEnv: '存放密码的环境变量',
			tokenFile: '存放令牌的文件，代替用户和密码',
			tokenCommand: '输出令牌的 shell 命令',
			tokenEnv: '存放令牌的环境变量',
			tls: 'off（关闭）、one-way（单向）或 mutual（双向）',
			tlsCaFile: 'Milvus 证书颁发机构的 PEM 文件',
			tlsCertFile: '客户端证书的 PEM 文件',
			tlsKeyFile: '客户端密钥的 PEM 文件',
			tlsServerName: 'Milvus 证书中的名称（与地址不同时）',
			restUrl: 'Milvus REST API 的 URL（不在该地址时）',
			managementUrl: 'Milvus 管理端口的 URL',
			...storage,
		},
		arguments: {name: '集群的名称'},
		examples: [
			{
				text: 'Docker Compose 部署的 Milvus 和 MinIO',
				command:
					'cluster add prod --address localhost:19530 \\\n--endpoint http://localhost:9000 --bucket a-bucket --root-path files',
			},
			{
				text: '密码和密钥来自文件',
				command:
					'cluster add prod --address milvus.example.com \\\n--user root --password-file ~/milvus.password \\\n--endpoint https://minio.example.com --bucket milvus \\\n--access-key-id-file ~/minio.id --secret-access-key-file ~/minio.key',
			},
		],
	},
	clusterRemove: {
		summary: '从配置文件中删除集群',
		description: '从配置文件中删除集群。集群中的数据不受影响。',
		options: {},
		arguments: {name: '集群的名称'},
		examples: [{text: '删除', command: 'cluster remove prod'}],
	},
	repository: {
		summary: '配置中的仓库',
		description: '配置中的仓库：存放备份的存储桶或目录。',
	},
	repositoryList: {
		summary: '列出仓库',
		description: '列出配置中的仓库，以及练习集群运行时的练习仓库，不显示密钥。',
		options: {},
		arguments: {},
		examples: [{text: '列出仓库', command: 'repository list'}],
	},
	repositoryAdd: {
		summary: '把仓库加入配置文件',
		description:
			'把仓库加入配置文件。使用 --cluster 时与该集群共用存储和密钥。机密不能作为选项的值给出：请指定文件、命令或环境变量，或在提问时输入（会写入配置文件，只有您本人可读）。',
		options: storage,
		arguments: {name: '仓库的名称'},
		examples: [
			{text: '一个目录', command: 'repository add here --path /mnt/backups'},
			{
				text: '集群所用对象存储中的另一个桶',
				command: 'repository add nightly --cluster prod --bucket backups',
			},
		],
	},
	repositoryRemove: {
		summary: '从配置文件中删除仓库',
		description: '从配置文件中删除仓库。其中的备份不受影响。',
		options: {},
		arguments: {name: '仓库的名称'},
		examples: [{text: '删除', command: 'repository remove nightly'}],
	},
	usage: {
		unknownOption: option => `没有选项 ${option}`,
		unknownCommand: command => `没有命令“${command}”`,
		seeCommands: group => `${group} --help 列出所有命令。`,
		missingCommand: group => `“${group}”后面需要一个命令`,
		missingArgument: argument => `缺少 <${argument}>`,
		missingValue: option => `${option} 需要一个值`,
		missingOption: option => `缺少 ${option}`,
		surplusArgument: argument => `多了一个参数“${argument}”`,
		badChoice: (option, value, allowed) =>
			`“${value}” 不是 ${option} 的取值；可用的值为 ${allowed.join('、')}`,
		milvusBackup: milvusBackupHelp,
	},
};
