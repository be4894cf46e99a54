import type {WarningTexts} from '../warning-texts.js';
import {givenBy, listed} from './phrases.js';

const inNamespace = (namespace: string | undefined): string =>
	namespace === undefined ? '' : ` -n ${namespace}`;

/** What is worth a second look in a configuration file. */
export const configurationWarnings = {
	'blank-at-end': ({key, origin}) =>
		`${key} 的首尾有空白（${givenBy(origin)}）：它是值的一部分吗？`,
	'cut-by-hash': ({key, origin}) =>
		`${key} 的值在 # 之前结束（${givenBy(origin)}），因为 YAML 把后面当作注释。如果它是值的一部分，请给值加引号。`,
	'listening-address': ({key, origin, value}) =>
		`${key} 是 ${value}（${givenBy(origin)}）：这是服务器监听的地址，不能用来连接。milvault 使用 localhost。`,
	'document-chosen': ({file, taken, others}) =>
		`${file} 中只采用 ${taken}；其余为 ${listed(others)}。`,
	'role-not-used': ({key, origin, provider}) =>
		`${key} 要用 ${provider} 的角色（${givenBy(origin)}），milvault 无法使用：改用同处配置的密钥。`,
	'port-not-published': ({service, port, origin}) =>
		`${service} 的端口 ${port} 没有发布（${givenBy(origin)}），Docker 之外无法访问；milvault 使用 localhost:${port}。请在其 ports 下加上 - "${port}:${port}"，再运行 docker compose up -d。`,
	'forward-needed': ({service, port, namespace}) =>
		`${service} 在 Kubernetes 内部；milvault 使用 localhost:${port}。请转发端口：kubectl${inNamespace(namespace)} port-forward service/${service} ${port}。`,
	'keys-in-secret': ({secret, namespace, names}) =>
		`访问密钥在 Secret ${secret} 中，不在此文件中：请设置 MILVAULT_STORAGE_ACCESS_KEY_ID 和 MILVAULT_STORAGE_SECRET_ACCESS_KEY。可用以下命令打印：${names
			.map(
				name =>
					`kubectl${inNamespace(namespace)} get secret ${secret} -o jsonpath='{.data.${name}}' | base64 -d`,
			)
			.join(' 和 ')}。`,
	'login-needed': ({key, origin}) =>
		`Milvus 需要登录（${key}，${givenBy(origin)}），而此文件没有密码：请设置 MILVAULT_MILVUS_USERNAME 和 MILVAULT_MILVUS_PASSWORD。`,
	'path-of-milvus': ({key, origin, path}) =>
		`${key} 是 ${path}（${givenBy(origin)}），即 Milvus 所在机器上的文件：本机需要它的副本，放在相同路径，或用 caFile 指定。`,
	'configuration-mounted': ({service, path, origin}) =>
		`${service} 还读取 ${path}（${givenBy(origin)}）：如果其中的存储桶、根路径或密钥不同，请导入该文件。`,
} satisfies Partial<WarningTexts>;
