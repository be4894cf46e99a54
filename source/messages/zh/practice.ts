import type {practiceTexts as english} from '../en/practice.js';
import type {Texts} from '../texts.js';

export const practiceTexts: Texts<typeof english> = {
	events: {
		makingEnvironment: (version, directory) =>
			`正在把 Milvus ${version} 安装到 ${directory}（只需一次）`,
		downloading: (version, done, all) =>
			`正在下载 Milvus ${version}：${all === undefined ? done : `${done}，共 ${all}`}`,
		unpacking: version => `正在解压 Milvus ${version}`,
		waitingForOther: pid => `另一个 milvault（进程 ${pid}）正在使用练习集群，等待其结束`,
		starting: version => `正在启动 Milvus ${version}`,
		portsTaken: '有端口被其他程序占用，换用其他端口',
		settingPassword: '正在设置密码',
		started: (version, address, duration) =>
			`练习集群已启动：Milvus ${version}，地址 ${address}，用时 ${duration}`,
		alreadyRunning: (version, address) => `练习集群已经在运行：Milvus ${version}，地址 ${address}`,
		staleState: '练习集群曾意外停止，正在重新启动',
		stopping: '正在停止练习集群',
		killing: '十秒内没有停止，强制终止',
		collectionKept: (collection, rows) => `${collection} 已经存在：${rows}`,
		collectionReplaced: (collection, reason) => `${collection} 不符合预期（${reason}），重新创建`,
		collectionLoading: (collection, rows) => `${collection}：正在写入 ${rows}`,
		collectionReady: (collection, rows) => `${collection} 已就绪：${rows}，已建索引并加载`,
	},
	labels: {
		address: '地址',
		user: '用户',
		passwordFile: '密码文件',
		data: '数据',
		backups: '备份',
		log: '日志',
	},
	openPorts: [
		'Milvus 会在本机的所有网络接口上打开端口，因此它要求密码：',
		'密码是随机的，存放在只有您本人可读的文件中。',
	],
	next: '接下来可以：',
	nextLoad: '写入两个集合',
	nextCreate: '备份其中所有集合',
	nextStop: '停止它，数据保留',
	stopped: '✔ 练习集群已停止。数据保留，供下次启动使用。',
	wasNotRunning: '练习集群没有在运行。',
	running: (version, address) => `练习集群正在运行：Milvus ${version}，地址 ${address}`,
	notRunning: '练习集群没有在运行。',
	startIt: '启动：',
	resetTitle: '将停止练习集群，并删除以下目录及其中所有集合：',
	resetBackupsStay: directory => `${directory} 中的备份会保留；使用 --with-backups 则一并删除。`,
	resetNothing: '练习集群没有数据，没有可删除的内容。',
	resetQuestion: '确定永久删除吗？',
	resetAction: '删除练习集群的数据',
	resetKept: '没有删除任何内容。',
	resetDone: directories => `✔ 已删除 ${directories}`,
};
