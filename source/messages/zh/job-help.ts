import type {jobHelp as english} from '../en/job-help.js';
import type {Texts} from '../texts.js';

/** Help of `milvault jobs`. */
export const jobHelp: Texts<typeof english> = {
	jobs: {
		summary: '查看、继续、取消和清理任务',
		description:
			'每次创建、恢复、校验、删除、清理和复制都是一个任务。被中断的任务（被强制终止、被取消、连不上服务器）可以继续：已完成的部分不会重做。',
	},
	jobsList: {
		summary: '列出正在运行、被中断和最近结束的任务',
		description: '列出正在运行、被中断和最近结束的任务，新的在前。',
		options: {},
		arguments: {},
		examples: [{text: '有哪些在运行？', command: 'jobs list'}],
	},
	jobsGet: {
		summary: '显示一个任务及其日志的位置',
		description: '显示一个任务及其日志的位置。',
		options: {},
		arguments: {id: '任务 ID 或其开头'},
		examples: [{text: '它是怎么结束的？', command: 'jobs get 0f8b2c64'}],
	},
	jobsAttach: {
		summary: '跟踪任务直到结束',
		description: '显示任务的进度直到结束。Ctrl-C 只结束跟踪，任务继续运行。',
		options: {},
		arguments: {id: '任务 ID 或其开头'},
		examples: [{text: '跟踪进度', command: 'jobs attach 0f8b2c64'}],
	},
	jobsContinue: {
		summary: '继续被中断的任务',
		description:
			'继续被中断的任务：对象不会复制两次，导入任务不会运行两次。再次运行同样的 create 或 restore 效果相同。',
		options: {detach: '在后台运行，关闭终端也不受影响'},
		arguments: {id: '任务 ID 或其开头'},
		examples: [{text: '继续', command: 'jobs continue 0f8b2c64'}],
	},
	jobsCancel: {
		summary: '取消正在运行的任务',
		description: '请求正在运行的任务停止，并等到它停止为止。之后可以继续或清理该任务。',
		options: {},
		arguments: {id: '任务 ID 或其开头'},
		examples: [{text: '取消', command: 'jobs cancel 0f8b2c64'}],
	},
	jobsClean: {
		summary: '清理被中断的任务留下的内容',
		description:
			'清理被中断的任务留下的内容：未完成的备份、工作集合、临时副本。原本要被替换的集合会恢复原名。',
		options: {},
		arguments: {id: '任务 ID 或其开头'},
		examples: [{text: '清理', command: 'jobs clean 0f8b2c64'}],
	},
	worker: {
		summary: '为其他机器上的任务复制和校验数据',
		description:
			'为使用同一队列启动的任务工作，直到被停止：为创建和恢复复制数据，为 verify --level full 读取数据。它自己的配置中必须有相同的集群存储和仓库，并使用自己的凭证。它从不连接 Milvus。',
		options: {
			queue:
				'Redis 或 Valkey 的 URL，例如 redis://host:6379；其中含有密码时，最好放在 MILVAULT_QUEUE 中',
			concurrency: '同时处理的最大对象数（默认：limits.copyConcurrency）',
			bwlimit: '当前工作进程每秒传输的最大对象字节数，例如 50M 或 5MiB',
			maxRequests: '当前工作进程每秒向对象存储发送的最大请求数',
		},
		arguments: {},
		examples: [
			{
				text: '在每台参与复制的机器上运行；任务使用同一个 --queue',
				command: 'worker --queue redis://queue-host:6379',
			},
		],
	},
	jobsRun: {
		summary: '运行从标准输入传入的任务',
		options: {},
		arguments: {},
		examples: [],
	},
};
