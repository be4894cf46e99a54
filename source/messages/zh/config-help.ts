import type {HelpTexts} from '../help-texts.js';

/** Help of `milvault config` and `milvault support-bundle`. */
export const configHelp: Pick<
	HelpTexts,
	'config' | 'configShow' | 'configCheck' | 'configImport' | 'supportBundle'
> = {
	config: {
		summary: '显示、检查和导入配置',
	},
	configShow: {
		summary: '显示正在使用的每个值及其来源',
		description:
			'显示正在使用的每个值及其来源：文件和行号、环境变量、参数或默认值。机密会隐藏，也不会去获取。',
		options: {},
		arguments: {},
		examples: [{text: '正在使用什么配置？', command: 'config show'}],
	},
	configCheck: {
		summary: '一次列出配置中的所有错误',
		description:
			'一次列出文件和环境变量中的所有错误，以及允许的值和可能的本意。服务器用 milvault check 检查。',
		options: {},
		arguments: {},
		examples: [
			{text: '使用之前', command: 'config check --config milvault.yaml'},
		],
	},
	configImport: {
		summary: '从 milvus-backup 或 Milvus 的配置文件添加集群',
		description:
			'从 milvus-backup 的 backup.yaml（连同仓库）或 Milvus 的 milvus.yaml 向配置中添加集群。文件中的地址是 Milvus 看到的地址：用 --address 指定本机访问 Milvus 的地址。',
		options: {
			as: '集群和仓库的名称（默认：imported）',
			dryRun: '只显示识别出的内容',
		},
		arguments: {file: 'backup.yaml 或 milvus.yaml'},
		examples: [
			{
				text: '从 milvus-backup 导入',
				command: 'config import configs/backup.yaml --as prod',
			},
			{
				text: '从 Milvus 导入',
				command: 'config import milvus.yaml --as prod --address milvus-1:19530',
			},
		],
	},
	supportBundle: {
		summary: '生成一个可附在问题报告中的文件',
		description:
			'生成一个文本文件，可附在问题报告中：隐藏机密的配置、版本、最近作业的计划和日志。发送前请先阅读：其中有数据库和集合的名称。',
		options: {output: '文件（默认：milvault-support-<时间>.txt）'},
		arguments: {},
		examples: [{text: '生成', command: 'support-bundle'}],
	},
};
