import {brief} from '../brief.js';
import type {ErrorTexts} from '../error-text.js';
import {hostKind} from '../host-kind.js';
import {inWords} from './phrases.js';

/** What cannot be reached (exit code 5), and what does not let us in (6). */
export const connectionErrors = {
	'milvus-unreachable': ({address, reason}) => ({
		sentence: `无法连接 ${address} 上的 Milvus：${brief(reason)}。`,
		hint: {
			loopback:
				'请启动 Milvus，或用 --address host:19530 指定地址。在容器内，localhost 指容器本身，应使用 Milvus 的服务名或宿主机地址。想在练习集群上试用 milvault：milvault practice start',
			service:
				'这样的名称只在它所在的 Docker 或 Kubernetes 网络内有效。请在该网络内运行 milvault，或转发端口（kubectl port-forward service/<milvus> 19530）后使用 --address localhost:19530',
			other:
				'请检查地址（--address host:19530）是否正确、Milvus 是否在运行，以及是否被防火墙阻挡。',
		}[hostKind(address)],
	}),
	'milvus-timeout': ({address, rpc, timeoutMs}) => ({
		sentence: `${address} 上的 Milvus 在 ${inWords(timeoutMs)}内没有响应 ${rpc}。`,
		hint: 'Milvus 可能正在启动或负载过高：请查看它的日志，然后再次运行同一命令。',
	}),
	'milvus-tls': ({address, reason}) => ({
		sentence: `无法与 ${address} 上的 Milvus 建立 TLS 连接：${brief(reason)}。`,
		hint: '请用 milvus.tls.caFile 指定签发 Milvus 证书的 CA；证书中的名称与地址不同时，再设置 milvus.tls.serverName。Milvus 没有启用 TLS 时，把 milvus.tls.mode 设为 off。',
	}),
	'not-a-milvus': ({address, reason}) => ({
		sentence: `${address} 不是 Milvus 的 gRPC 端口：${brief(reason)}。`,
		hint: 'Milvus 的 gRPC 端口是 19530；9091 是管理端口，9000 和 9001 是 MinIO 的端口。前面的代理或 Ingress 必须允许 gRPC（HTTP/2）通过。用 --address host:19530 指定地址',
	}),
	'storage-unreachable': ({endpoint, reason}) => ({
		sentence: `无法连接 ${endpoint} 上的对象存储：${brief(reason)}。`,
		hint: storageHint(endpoint),
	}),
	'queue-unreachable': ({address, reason}) => ({
		sentence: `无法连接 ${address} 上的队列：${brief(reason)}。`,
		hint: '请检查队列的 URL（--queue、MILVAULT_QUEUE 或配置中的 queue）、Redis 或 Valkey 是否在运行，以及是否被防火墙阻挡。再次运行同一命令即可继续该任务；不使用队列时，任务自行完成所有工作。',
	}),
	'no-worker': ({address, minutes, places, elsewhere}) => ({
		sentence: `${minutes} 分钟内没有工作进程从 ${address} 上的队列领取工作。`,
		hint: `请在任意机器上启动工作进程：milvault worker --queue <url>，其配置必须包含相同的存储位置：${places.join('；')}。${
			elsewhere.length > 0
				? `队列上的工作进程配置的是其他位置：${elsewhere.map(one => brief(one)).join(' | ')}。`
				: ''
		}再次运行同一命令即可继续该任务；不使用 --queue 时，任务自行完成所有工作。`,
	}),
	'queue-refused': ({address, reason}) => ({
		sentence: `${address} 上的队列拒绝了请求：${brief(reason)}。`,
		hint: '队列必须是 Redis（6.2 或更新版本）或 Valkey。URL 中可以包含用户名和密码：redis://user:password@host:6379；使用 TLS 时为 rediss://。',
	}),
	'milvus-login': ({address, user}) => ({
		sentence:
			user === ''
				? `${address} 上的 Milvus 拒绝登录：没有提供用户名和密码，或令牌无效。`
				: `${address} 上的 Milvus 拒绝用户“${user}”登录：用户名或密码不正确。`,
		hint: '请设置 MILVAULT_MILVUS_USERNAME 和 MILVAULT_MILVUS_PASSWORD，或在配置中该集群的 milvus 下设置 username 和 passwordFile。',
	}),
	'milvus-denied': ({rpc, user, reason}) => ({
		sentence: `Milvus 不允许${user === '' ? '当前登录' : `用户“${user}”`}调用 ${rpc}：${brief(reason)}。`,
		hint: '请把该权限授予用户的角色，或使用具有 admin 角色的用户（MILVAULT_MILVUS_USERNAME、MILVAULT_MILVUS_PASSWORD）。',
	}),
	// The access key id is as little to be shown as the other secrets: people put one in the other's
	// place.
	'storage-wrong-key': ({endpoint, reason}) => ({
		sentence: `${endpoint} 上的对象存储不接受当前的访问密钥：${brief(reason)}。`,
		hint: '集群请设置 MILVAULT_STORAGE_ACCESS_KEY_ID 和 MILVAULT_STORAGE_SECRET_ACCESS_KEY，仓库请设置 MILVAULT_REPOSITORY_ACCESS_KEY_ID 和 MILVAULT_REPOSITORY_SECRET_ACCESS_KEY，或在配置中设置对应的键。',
	}),
	'storage-no-credentials': ({endpoint, reason}) => ({
		sentence: `本机没有可用于 ${endpoint} 的对象存储凭证：${brief(reason)}。`,
		hint: 'auth: default（useIAM）依次查找：环境变量（AWS_ACCESS_KEY_ID 和 AWS_SECRET_ACCESS_KEY）、配置文件（AWS_PROFILE、~/.aws）、Web 身份（AWS_WEB_IDENTITY_TOKEN_FILE）、实例或容器的角色。请设置其中之一，或给出密钥 accessKeyId 和 secretAccessKey。',
	}),
	'storage-denied': ({action, resource, endpoint}) => ({
		sentence: `权限不足：在 ${endpoint} 上对 ${resource} 执行 ${action} 被拒绝。`,
		hint: isUrlOrS3(action, endpoint)
			? '请在访问密钥的策略中允许该操作：对存储桶允许 s3:ListBucket，对桶内对象允许 s3:GetObject、s3:PutObject 和 s3:DeleteObject。'
			: '请检查目录的属主和权限（ls -ld），并确认它没有以只读方式挂载。',
	}),
} satisfies Partial<ErrorTexts>;

function storageHint(endpoint: string): string {
	const about = {
		loopback:
			'请启动对象存储，或改正存储的 endpoint。在容器内，localhost 指容器本身，应使用 MinIO 的服务名；使用 Docker Compose 时需要发布 MinIO 的 9000 端口。',
		service:
			'这样的名称只在它所在的 Docker 或 Kubernetes 网络内有效。请在该网络内运行 milvault，或转发端口（kubectl port-forward service/<minio> 9000）后把 endpoint 设为 http://localhost:9000',
		other: '请检查存储的 endpoint 是否正确、对象存储是否在运行，以及是否被防火墙阻挡。',
	}[hostKind(endpoint)];
	return [
		/:9001\/?$/.test(endpoint) && '9001 是 MinIO 的 Web 控制台，S3 端口是 9000。',
		/^https:(?!.*\.amazonaws\.)/.test(endpoint) && '如果证书由自建 CA 签发，请设置 caFile。',
		about,
	]
		.filter(Boolean)
		.join('');
}

function isUrlOrS3(action: string, endpoint: string): boolean {
	return action.startsWith('s3:') || /^\w+:\/\//.test(endpoint);
}
