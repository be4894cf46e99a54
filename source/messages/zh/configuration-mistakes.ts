import type {ForeignEncoding, StorageLack, YamlMistake} from '../../model/config-mistakes.js';
import type {ErrorTexts} from '../error-text.js';
import {givenBy, listed} from './phrases.js';

type Wrong = {
	character?: string;
	otherLine?: number;
};

const characterNames: Readonly<Record<string, string>> = {
	'@': '@ 符号',
	'`': '反引号 `',
	'%': '百分号 %',
	'*': '星号 *',
	'&': '与号 &',
	'!': '感叹号',
	'|': '竖线 |',
	'>': '大于号 >',
	'{': '左花括号 {',
	'[': '左方括号 [',
	'}': '右花括号 }',
	']': '右方括号 ]',
	',': '逗号 ,',
	'"': '双引号 "',
	"'": "单引号 '",
	'\u00A0': '不换行空格（U+00A0）',
	'\u3000': '全角空格（U+3000）',
	'\u200B': '零宽空格（U+200B）',
	'\uFEFF': '字节顺序标记（U+FEFF）',
};

function nameOf(character = ''): string {
	const code = character.codePointAt(0)?.toString(16).toUpperCase();
	return (
		characterNames[character] ??
		(/[“”„‟‘’‚‛«»「」『』＂＇]/.test(character)
			? `弯引号 ${character}`
			: `编码为 U+${code?.padStart(4, '0')} 的字符`)
	);
}

const mistakes: Record<YamlMistake, (wrong: Wrong) => string> = {
	tab: () => '该行用制表符缩进，而 YAML 只能用空格',
	'foreign-blank': ({character}) => `该行用${nameOf(character)}缩进，而 YAML 只能用普通空格`,
	indentation: () => '该行的缩进与相邻的行不一致',
	'wide-colon': () => '此处是全角冒号（U+FF1A），应为半角冒号加一个空格',
	'no-blank-after-colon': () => '冒号后面缺少空格',
	'equals-sign': () => '此处是等号 =，应为冒号加一个空格',
	'no-colon': () => '键和值之间缺少冒号',
	'reserved-character': ({character}) => `以${nameOf(character)}开头的值必须加引号`,
	'colon-in-value': () => '含有冒号加空格的值必须加引号',
	'open-quote': ({character}) => `值以${nameOf(character)}开始，缺少对应的结束符`,
	'after-quote': ({character}) => `结束引号之后还有${nameOf(character)}`,
	'typographic-quotes': ({character}) => `值用了弯引号（${character}），YAML 会把它当作值的一部分`,
	escape: () => '双引号中的反斜杠表示转义；单引号中则原样保留',
	brackets: ({character}) => `缺少${nameOf(character)}`,
	'key-twice': ({otherLine}) =>
		`这个键出现了两次${otherLine === undefined ? '' : `，前一次在第 ${otherLine} 行`}`,
	'continued-line': () => '该行被当作上一行的值的后续部分',
	template: () => '该行含有没有值的模板 {{ … }}',
	'conflict-marker': () => '该行是 Git 的冲突标记',
};

/** Where no line can be shown. */
const remedies: Partial<Record<YamlMistake, string>> = {
	'key-twice': '请把两处的内容合并到一处。',
	template: '请先渲染它（helm template、envsubst），或直接写出值。',
	'conflict-marker': '请保留其中一方的内容并删除标记。',
	'continued-line': '请给它单独的键，并与上一行左对齐，或把整个值放在引号中。',
	brackets: '请补上它，或把值放在引号中。',
};

const encodings: Record<ForeignEncoding, string> = {
	'UTF-16': '看起来是 UTF-16',
	GBK: '看起来是 GBK',
	'Latin-1': '看起来是 Latin-1（ISO 8859-1）',
	binary: '看起来不是文本',
};

const lacks: Record<StorageLack, {what: string; instead: string}> = {
	azure: {
		what: '这是 Azure Blob Storage，milvus-backup 支持，milvault 不支持',
		instead:
			'可行的办法：把容器复制到兼容 S3 的存储桶或目录（rclone、azcopy），再以它作为存储。Azure 上的 Milvus 请用 milvus-backup 备份；milvault 可以校验和恢复这样的副本。',
	},
	'gcp-native': {
		what: '这是 Google 自有协议（服务账号），milvus-backup 支持，milvault 不支持',
		instead:
			'可行的办法：把 Google Cloud Storage 的 HMAC 密钥用作 accessKeyID 和 secretAccessKey，provider 写 gcp：即 storage.googleapis.com 的 S3 接口。',
	},
	'cloud-role': {
		what: '这要用到非 Amazon 云的角色或工作负载身份，milvault 无法使用',
		instead:
			'可行的办法：使用该云的访问密钥（Google 为 HMAC 密钥）作为 accessKeyID 和 secretAccessKey，并设置 useIAM: false。',
	},
	opendal: {
		what: '这是 Milvus 访问存储的方式，而不是某种存储',
		instead: '请写明是哪种存储：minio、s3、aliyun、tencent、hwc、gcp。',
	},
};

/** What is wrong with a configuration file as a file: exit code 4. */
export const configurationMistakes = {
	'config-yaml': ({file, mistake, corrected, indent, ...wrong}) => ({
		sentence: `无法读取配置文件 ${file}：${mistakes[mistake](wrong)}。`,
		hint:
			remedies[mistake] ??
			(corrected === undefined
				? '配置文件是 YAML 格式：每行一个 `key: value`，用空格缩进，含特殊字符的文本要加引号。'
				: indent === undefined
					? `应写为 ${corrected}`
					: indent === 0
						? `应从行首写起：${corrected}`
						: `应先写 ${indent} 个空格，再写 ${corrected}`),
	}),
	'config-encoding': ({file, encoding}) => ({
		sentence: `配置文件 ${file} 不是 UTF-8：${encodings[encoding]}。`,
		hint:
			encoding === 'binary'
				? '请检查路径：配置是很小的文本文件。'
				: `请另存为 UTF-8，或转换：iconv -f ${encoding} -t UTF-8 ${file} > new.yaml`,
	}),
	'config-empty': ({file}) => ({
		sentence: `${file} 中没有关于 Milvus 或其存储的内容。`,
		hint: '它是空的，或全部被注释掉了。如果是由命令写成的（helm get values > file），请检查该命令的输出。',
	}),
	'config-unrecognised': ({file, found}) => ({
		sentence: `${file} 不是 milvault 支持的配置，其中有：${listed(found)}。`,
		hint: 'milvault 支持 milvus-backup 的 backup.yaml、milvus.yaml、Milvus 的 Helm chart 的 values、operator 的 kind: Milvus、含有这些内容的 ConfigMap 或 Secret，以及含有 Milvus 的 docker-compose 文件。',
	}),
	'config-placeholder': ({key, origin, placeholder, variable}) => ({
		sentence:
			variable === undefined
				? `${key} 含有没有值的占位符 ${placeholder}（${givenBy(origin)}）。`
				: `${key} 含有占位符 ${placeholder}，但没有设置环境变量 ${variable}（${givenBy(origin)}）。`,
		hint:
			variable === undefined
				? '请先渲染该文件（helm template、envsubst），或在此处直接写值。确实是这种形式的机密必须放在单独的文件中（passwordFile）。'
				: `请设置后重试：export ${variable}=… 或在此处直接写值。`,
	}),
	'config-lacking': ({key, origin, value, lack}) => ({
		sentence: `${key} 的值是“${value}”（${givenBy(origin)}）：${lacks[lack].what}。`,
		hint: lacks[lack].instead,
	}),
} satisfies Partial<ErrorTexts>;
