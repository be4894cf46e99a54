import type {configHelp as english} from '../en/config-help.js';
import type {Texts} from '../texts.js';

/** Help of `milvault config` and `milvault support-bundle`. */
export const configHelp: Texts<typeof english> = {
	config: {
		summary: '显示、检查和导入配置',
	},
	configShow: {
		summary: '显示正在使用的每个值及其来源',
		description:
			'显示正在使用的每个值及其来源：文件和行号、环境变量、参数或默认值。机密会隐藏，也不会被读取。',
		options: {},
		arguments: {},
		examples: [{text: '正在使用什么配置？', command: 'config show'}],
	},
	configCheck: {
		summary: '一次列出配置中的所有错误',
		description:
			'一次列出文件和环境变量中的所有错误，以及允许的值和修改建议。用 milvault check 检查服务器。',
		options: {},
		arguments: {},
		examples: [{text: '使用之前', command: 'config check --config milvault.yaml'}],
	},
	configImport: {
		summary: '从其他工具的文件添加集群',
		description:
			'向配置中添加集群，来源可以是 milvus-backup 的 backup.yaml（连同仓库）、Milvus 的 milvus.yaml、docker-compose 文件、Milvus 的 Helm chart 的 values、operator 的 kind: Milvus，或含有这些内容的 ConfigMap 或 Secret；然后逐一检查各端点。${X} 和 ${X:-d} 用环境变量填写。文件中的地址是 Milvus 使用的地址：请用 --address 指定本机访问 Milvus 的地址。',
		options: {
			as: '集群和仓库的名称（默认：imported）',
			dryRun: '只显示将要导入的值',
			noCheck: '之后不检查各端点',
		},
		arguments: {file: '文件'},
		examples: [
			{
				text: '从 milvus-backup 导入',
				command: 'config import configs/backup.yaml --as prod',
			},
			{
				text: '从 Docker Compose 导入',
				command: 'config import docker-compose.yml --as prod',
			},
			{
				text: '从 Milvus 导入',
				command: 'config import milvus.yaml --as prod --address milvus-1:19530',
			},
		],
	},
	server: {
		summary: '提供 REST 接口，Swagger UI 在 /docs',
		description:
			'通过 HTTP 为一个集群和一个仓库提供服务，直到被停止：/api/v2，以及与 milvus-backup 兼容的 /api/v1；Swagger UI 在 /docs。调用者需要令牌：来自 MILVAULT_TOKEN 或 --token-file；都没有时自动生成，并显示其文件路径。',
		options: {
			port: '监听端口；0 表示任一空闲端口（默认：8080）',
			host: '监听地址（默认：127.0.0.1）',
			basePath: '代理添加的路径前缀，如 /ns/backup，供 Swagger UI 使用',
			noAuth: '不需要令牌；只能用于本机回环地址',
			tokenFile: '存放令牌的文件',
			tlsCert: '证书（PEM）；给出后使用 HTTPS',
			tlsKey: '证书的私钥（PEM）',
			maxJobs: '同时运行的任务数上限，超出的会被拒绝（默认：4）',
		},
		arguments: {},
		examples: [
			{text: '供本机的程序使用', command: 'server'},
			{
				text: '供其他机器使用，带证书',
				command: 'server --host 0.0.0.0 --tls-cert cert.pem --tls-key key.pem',
			},
		],
	},
	supportBundle: {
		summary: '生成一个可附在问题报告中的文件',
		description:
			'生成一个文本文件，可附在问题报告中：隐藏机密的配置、版本、最近任务的计划和日志。发送前请先阅读：其中有数据库和集合的名称。',
		options: {output: '文件（默认：milvault-support-<时间>.txt）'},
		arguments: {},
		examples: [{text: '生成', command: 'support-bundle'}],
	},
};
