import {nearestNames} from '../../utils/nearest-names.js';
import {brief} from '../brief.js';
import {formatKib} from '../format-kib.js';
import type {ErrorText, ErrorTexts} from '../error-text.js';
import type {UnknownName} from '../../model/config-mistakes.js';
import {shellWord} from '../../utils/shell-word.js';
import {didYouMean, givenBy, grouped, listed} from './phrases.js';

/** Directories and files of a user's own. */
const kinds = {
	config: '配置文件',
	state: '任务目录',
	data: '数据目录',
	cache: '缓存目录',
} as const;

/** Errors of configuration: exit code 4. */
export const configurationErrors = {
	'config-file-missing': ({path}) => ({
		sentence: `配置文件 ${path} 不存在。`,
		hint: '请检查 --config 或 MILVAULT_CONFIG 中的路径。两者都没有时，milvault 读取用户配置目录中的 milvault.yaml，可以用 `milvault cluster add` 生成。',
	}),
	'config-syntax': ({file, reason}) => ({
		sentence: `无法读取配置文件 ${file}：${reason === 'EISDIR' ? '它是一个目录' : brief(reason)}。`,
		hint: /^E[A-Z]+$/.test(reason)
			? '请确认它是一个文件，并且您有读写权限。'
			: '配置文件是 YAML 格式：每行一个 `key: value`，用空格缩进，含特殊字符的文本要加引号。',
	}),
	'file-too-large': ({path, maxBytes}) => ({
		sentence: `${path} 大于 ${formatKib(maxBytes)}，超过此类文件的读取上限。`,
		hint: '请检查路径：配置、证书或令牌都是很小的文本文件。',
	}),
	'file-endless': ({path, seconds}) => ({
		sentence: `未能读完 ${path}：${seconds} 秒内没有收到数据。`,
		hint: '请检查路径：它是管道或设备，写入它的程序必须写完并关闭它。',
	}),
	'config-unknown-key': ({key, origin, suggestion}) => ({
		sentence:
			origin === 'environment'
				? `milvault 不认识环境变量 ${key}。`
				: `配置中没有 ${key} 这个键（${givenBy(origin)}）。`,
		hint:
			suggestion === undefined
				? '随 milvault 提供的 config/backup.yaml 列出了所有的键及其环境变量。'
				: `您要写的是不是 ${suggestion}？`,
	}),
	'config-bad-value': ({key, origin, value, allowed}) => ({
		sentence:
			value === ''
				? `${key} 的值为空（${givenBy(origin)}）。`
				: `${key} 不能取值“${value}”（${givenBy(origin)}）。`,
		hint: `可用的值：${allowed}`,
	}),
	'config-missing-value': ({key, ways}) => ({
		sentence: `没有设置 ${key}。`,
		hint: `可以用以下任一方式设置：${ways}`,
	}),
	'config-secret-unreadable': ({key, origin, reason}) => ({
		sentence: `无法读取机密 ${key}（${givenBy(origin)}）：${brief(reason)}。`,
		hint: '文件内容或命令输出必须只有机密本身，且只占一行；命令须在 30 秒内结束。',
	}),
	'no-home': ({what, variable, user}) => ({
		sentence: `无法确定此用户${user === '' ? '' : `（${user}）`}的${kinds[what]}的位置：没有设置 HOME，用户列表中也没有该用户。`,
		hint: `请设置 ${variable} 或 HOME。`,
	}),
	'config-name-taken': ({kind, name, file}) => ({
		sentence: `${file} 中已经有名为“${name}”的${kind === 'cluster' ? '集群' : '仓库'}。`,
		hint: `请换一个名称，或先删除它：milvault ${kind} remove ${name}`,
	}),
	'config-foreign': ({file, is}) => ({
		sentence: `${file} 是其他工具的文件（${is}）：milvault 只读取它，从不写入。`,
		hint: `请导入一次：${importing(file)}。之后不再使用 --config（和 MILVAULT_CONFIG）：集群和仓库会添加到您自己的配置文件中，\`--cluster prod\` 可以与其中的任何仓库一起使用。`,
	}),
	'unknown-cluster': details => unknownName('cluster', details),
	'unknown-repository': details => unknownName('repository', details),
	'bucket-missing': ({bucket, endpoint, buckets = []}) => ({
		sentence: `${endpoint} 上没有存储桶“${bucket}”。`,
		hint: /\.myqcloud\.com/.test(endpoint)
			? `腾讯云 COS 的存储桶名称以账号的 APPID 结尾，如 ${bucket.replace(/-\d+$/, '')}-1250000000：控制台显示完整名称。数据和备份可能在两个存储桶中。`
			: buckets.length > 0
				? `该地址上有这些存储桶：${listed([...new Set([...nearestNames(bucket, buckets), ...buckets])])}。集群的存储桶应与 Milvus 的 milvus.yaml（minio.bucketName）一致。仓库的存储桶需要事先创建，或改正名称。`
				: '集群的存储桶应与 Milvus 的 milvus.yaml（minio.bucketName）一致：Docker Compose 部署为 a-bucket，Helm 部署为 milvus-bucket。仓库的存储桶需要事先创建，或改正名称。用 `milvault cluster list` 和 `milvault repository list` 查看当前设置。',
	}),
	'directory-missing': ({path}) => ({
		sentence: `目录 ${path} 不存在。`,
		hint: '请创建该目录，或改正集群存储或仓库的路径，用 `milvault cluster list` 和 `milvault repository list` 查看。在容器中运行时，请确认该目录已经挂载。',
	}),
	'worker-elsewhere': ({worker, place, key}) => ({
		sentence: `${worker === undefined ? '当前工作进程' : `工作进程 ${worker} `}看到的 ${place} 与任务使用的不同：其中没有 ${key}。`,
		hint: '每个工作进程的配置都必须指向与任务相同的存储位置。使用目录时，它在每台机器上都必须是同一个目录，例如网络文件系统。',
	}),
	'wrong-root-path': ({collection, rows, place, suggestions, otherBuckets}) => ({
		sentence: `Milvus 中 ${collection} 有 ${grouped(rows)} 行，但 ${place} 中没有它的数据。`,
		hint: otherBuckets.length > 0 ? rightBucket(otherBuckets) : rightRootPath(place, suggestions),
	}),
} satisfies Partial<ErrorTexts>;

function unknownName(kind: 'cluster' | 'repository', details: UnknownName): ErrorText {
	const {name, known, origin, foreignFile} = details;
	const word = kind === 'cluster' ? '集群' : '仓库';
	return {
		sentence: `没有名为“${name}”的${word}（${givenBy(origin)}）。`,
		hint:
			didYouMean(nearestNames(name, known)) ??
			(foreignFile === undefined ? undefined : ownIsApart(foreignFile, kind, name)) ??
			(known.length > 0
				? `已有的${word}：${listed(known)}。查看详情：milvault ${kind} list`
				: `尚未添加任何${word}。添加：milvault ${kind} add ${name} ${kind === 'cluster' ? '--address host:19530' : '--bucket <bucket>'}`),
	};
}

function importing(file: string): string {
	return `milvault config import ${shellWord(file)} --as prod`;
}

function ownIsApart(file: string, kind: 'cluster' | 'repository', name: string): string {
	const then = kind === 'repository' ? `--cluster prod --repository ${name}` : `--cluster prod`;
	return `使用 --config 时，只使用 ${file} 中的内容，不使用您自己的配置文件。请导入一次：${importing(file)}。之后不再使用 --config（和 MILVAULT_CONFIG），改用：${then}`;
}

function rightRootPath(place: string, suggestions: readonly string[]): string {
	const isBucket = place.startsWith('s3://');
	if (suggestions.length === 0) {
		return isBucket
			? '集群存储必须填写 Milvus 自己使用的存储桶和根路径，即 milvus.yaml 中的 minio.bucketName 和 minio.rootPath（Docker Compose 部署为 a-bucket 和 files，Helm 部署为 milvus-bucket 和 file）。'
			: '集群存储必须填写 Milvus 自己使用的目录，即 milvus.yaml 中的 localStorage.path 在本机上的路径。';
	}

	const values = suggestions.map(suggestion =>
		isBucket ? rootPathValue(suggestion) : `path: ${place}/${suggestion}`,
	);
	return `数据在另一个${isBucket ? '根路径' : '目录'}下。请在集群存储中设置 ${values.map(value => `\`${value}\``).join(' 或 ')}${isBucket && suggestions.length === 1 && suggestions[0] !== '' ? `，或设置 MILVAULT_STORAGE_ROOT_PATH=${suggestions[0]}` : ''}。`;
}

function rightBucket(found: ReadonlyArray<{bucket: string; rootPath: string}>): string {
	const values = found.map(
		({bucket, rootPath}) => `\`bucket: ${bucket}\` 和 \`${rootPathValue(rootPath)}\``,
	);
	return `数据在另一个存储桶中。请在集群存储中设置 ${values.join(' 或 ')}。`;
}

function rootPathValue(rootPath: string): string {
	return rootPath === '' ? 'rootPath: ""' : `rootPath: ${rootPath}`;
}
