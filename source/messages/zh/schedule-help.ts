import type {HelpTexts} from '../texts.js';

const scheduleArguments = {name: '计划任务的名称'};

export const scheduleHelp: Pick<
	HelpTexts,
	| 'schedule'
	| 'scheduleAdd'
	| 'scheduleList'
	| 'scheduleShow'
	| 'scheduleRemove'
	| 'scheduleRun'
	| 'scheduleInstall'
> = {
	schedule: {
		summary: '自动创建备份的计划任务',
		description:
			'按 cron 表达式的时间创建备份。计划任务保存在仓库中，每台机器看到的都一样；由 systemd、cron、Kubernetes 或 milvault server 运行。',
	},
	scheduleAdd: {
		summary: '添加计划任务',
		description:
			'向仓库添加一个计划任务。-- 之后是 create 的参数；每次运行创建一个新备份。添加本身不会运行任何东西：还需要 schedule install 或 milvault server。',
		options: {
			cron: '时间：分、时、日、月、星期，如 "0 2 * * *"；或 @daily 之类',
			timeZone: '表达式所用的时区，如 Europe/Berlin（默认：UTC）',
			jitter: '随机推迟，最多这么久：90s、5m、1h',
			after:
				'备份完整之后要做的事：prune（按配置中仓库的 retention）、verify、verify:full 或 copy:offsite（复制到该仓库）；可重复，按顺序执行',
			replace: '替换同名的计划任务',
		},
		arguments: {
			name: '名称：小写字母、数字和 -',
			flags:
				'create 的参数；备份的名称（--name）须含 {date} 或 {time}，默认为计划任务的名称加上两者',
		},
		examples: [
			{
				text: '每晚一次，然后删除 retention 不保留的备份',
				command: "schedule add nightly --cron '0 2 * * *' --after prune",
			},
			{
				text: '工作日，部分集合',
				command: "schedule add sales --cron '0 9-17 * * 1-5' -- --filter 'sales.*'",
			},
		],
	},
	scheduleList: {
		summary: '列出计划任务及其下一次和最近一次运行',
		options: {},
		arguments: {},
		examples: [{text: '有哪些备份会自动创建，最近是否成功', command: 'schedule list'}],
	},
	scheduleShow: {
		summary: '查看一个计划任务、接下来五次运行和最近一次运行',
		options: {},
		arguments: scheduleArguments,
		examples: [{text: '何时、做什么、结果如何', command: 'schedule show nightly'}],
	},
	scheduleRemove: {
		summary: '移除计划任务；其备份保留',
		options: {},
		arguments: scheduleArguments,
		examples: [{text: '不再需要', command: 'schedule remove nightly'}],
	},
	scheduleRun: {
		summary: '立即运行一个计划任务',
		description:
			'按计划任务创建备份，然后做其后的各步。如果同一计划任务的另一次运行仍在进行，则什么也不做并报错。退出码取自第一个不完整的步骤。',
		options: {
			ifDue:
				'仅在到期时运行：有一个时间已过而没有运行。错过的只补一次，被中断的会继续；systemd、cron 和 Kubernetes 就是这样调用的',
			withJitter: '先随机等待，最多为计划任务的 jitter',
		},
		arguments: scheduleArguments,
		examples: [
			{text: '试一试', command: 'schedule run nightly'},
			{text: '在自己的脚本中', command: 'schedule run nightly --if-due'},
		],
	},
	scheduleInstall: {
		summary: '让 systemd、cron 或 Kubernetes 运行计划任务',
		description:
			'显示将要写入的内容，加上 --yes 才写入：systemd 的 timer 和 service、当前用户 crontab 中的一行，或 CronJob 清单。其中没有任何密钥：它们使用配置。',
		options: {
			systemd: 'timer 和 service：root 写入 /etc/systemd/system，否则只用于当前用户',
			cron: '当前用户 crontab 中的一行',
			kubernetes: '一个 CronJob，写成文件供 apply',
			image: '含有 milvault 的容器镜像，用于 --kubernetes',
			directory: '写入文件的目录，代替通常的目录',
			yes: '写入',
		},
		arguments: scheduleArguments,
		examples: [
			{text: '先看', command: 'schedule install nightly --systemd'},
			{text: '再写入', command: 'schedule install nightly --systemd --yes'},
		],
	},
};
