/** Help of `milvault metrics`. */
export const metricsHelp = {
	metrics: {
		summary: 'print metrics of backups and schedules for Prometheus',
		description:
			'Prints what the repository says of its backups and schedules in Prometheus’s text format: the times of the last backup, verification and drill of each cluster, numbers, sizes, next and last runs. milvault server has the same under /metrics. Exits with an error if the repository cannot be read; the metrics then say so, too.',
		options: {
			file: 'replace this file instead, all at once, for the textfile collector of node_exporter; all users can read it',
		},
		arguments: {},
		examples: [
			{text: 'Show them', command: 'metrics'},
			{
				text: 'For node_exporter, every five minutes by cron',
				command: 'metrics --file /var/lib/node_exporter/milvault.prom',
			},
		],
	},
};
