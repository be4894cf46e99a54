import type {HelpTexts} from '../texts.js';

export const metricsHelp: Pick<HelpTexts, 'metrics'> = {
	metrics: {
		summary: '输出备份和计划的指标，供 Prometheus 使用',
		description:
			'以 Prometheus 的文本格式输出仓库中备份和计划的状况：每个集群上次备份、校验和恢复演练的时间，数量，大小，下次和上次运行的时间。milvault server 在 /metrics 提供同样的内容。无法读取仓库时以错误退出，指标中也会说明。',
		options: {
			file: '改为一次性替换这个文件，供 node_exporter 的 textfile 收集器读取；所有用户可读',
		},
		arguments: {},
		examples: [
			{text: '显示指标', command: 'metrics'},
			{
				text: '由 cron 每五分钟为 node_exporter 写一次',
				command: 'metrics --file /var/lib/node_exporter/milvault.prom',
			},
		],
	},
};
