import {join} from 'node:path';
import {parseDocument, stringify} from 'yaml';
import type {ServerPorts} from './choose-ports.js';

/** Where a server keeps its data: below its own directory, or in a bucket. */
export type ServerStorage =
	| {type: 'local'}
	| {
			type: 'minio';
			/** URL with scheme. */
			endpoint: string;
			accessKeyId: string;
			secretAccessKey: string;
			bucket: string;
			rootPath: string;
	  };

/** Encrypts the gRPC port and the REST API on it. */
export type ServerTls = {
	/** mutual: clients show a certificate of the same authority too. */
	mode: 'one-way' | 'mutual';
	/** Absolute paths of PEM files. */
	caFile: string;
	certFile: string;
	keyFile: string;
};

export type ServerFiles = {
	/** The working directory; Milvus looks for configs/milvus.yaml in it. */
	directory: string;
	milvusYaml: string;
	etcdYaml: string;
	/** Holds insert_log when storage is local. */
	storagePath: string;
	log: string;
};

export function serverFiles(directory: string): ServerFiles {
	return {
		directory,
		milvusYaml: join(directory, 'configs', 'milvus.yaml'),
		etcdYaml: join(directory, 'configs', 'etcd.yaml'),
		storagePath: join(directory, 'data'),
		log: join(directory, 'milvus.log'),
	};
}

/**
 * Renders milvus.yaml from the package's own template, so that what is not said here is as the
 * package's authors chose it.
 *
 * The template's placeholders look like `{{ proxy_port(int): 19530 }}`; those that are not filled
 * take their default.
 */
export function renderMilvusYaml(options: {
	template: string;
	files: ServerFiles;
	ports: ServerPorts;
	storage: ServerStorage;
	isAuthorizationOn: boolean;
	/** Default: off. */
	tls?: ServerTls;
	/**
	 * Settings of milvus.yaml by their whole key, as in `rootCoord.maxDatabaseNum`; they come last.
	 */
	settings?: Readonly<Record<string, string | number | boolean>>;
}): string {
	const {template, files, ports, storage, tls} = options;
	const values: Readonly<Record<string, string | number | boolean>> = {
		etcd_port: ports.etcdClient,
		root_coord_port: ports.rootCoord,
		proxy_port: ports.proxy,
		proxy_internal_port: ports.proxyInternal,
		query_coord_port: ports.queryCoord,
		query_node_port: ports.queryNode,
		index_coord_port: ports.indexCoord,
		index_node_port: ports.indexNode,
		data_coord_port: ports.dataCoord,
		data_node_port: ports.dataNode,
		authorization_enabled: options.isAuthorizationOn,
	};
	const filled = template.replaceAll(
		/\{\{\s*(\w+)\s*(?:\(\w+\))?\s*(?::([^}]*))?\}\}/g,
		(_, name: string, fallback = '') => String(values[name] ?? fallback.trim()),
	);

	const document = parseDocument(filled);
	// Set after parsing, so that a path needs no quoting.
	const settings: ReadonlyArray<readonly [string, string | number | boolean]> = [
		['etcd.config.path', files.etcdYaml],
		['etcd.data.dir', join(files.directory, 'etcd')],
		['etcd.log.level', 'warn'],
		['etcd.log.path', 'stdout'],
		['localStorage.path', files.storagePath],
		['rocksmq.path', join(files.directory, 'rocksmq')],
		['log.level', 'warn'],
		['log.stdout', true],
		['log.file.rootPath', ''],
		// Half an hour for unloading, the default, would outlive the patience with a server of one
		// user.
		['common.gracefulStopTimeout', 5],
		// What a killed server leaves behind keeps the next one waiting for two to three times as
		// long; the default is 30 seconds.
		['common.session.ttl', 10],
		['common.storageType', storage.type],
		...(storage.type === 'minio' ? minioSettings(storage) : []),
		...(tls ? tlsSettings(tls) : []),
		...componentSections
			.filter(section => document.hasIn([section, 'ip']))
			// Its own traffic then survives a change of network.
			.map(section => [`${section}.ip`, '127.0.0.1'] as const),
		...Object.entries(options.settings ?? {}),
	];
	for (const [key, value] of settings) {
		document.setIn(key.split('.'), value);
	}

	return document.toString();
}

const componentSections = [
	'rootCoord',
	'proxy',
	'queryCoord',
	'queryNode',
	'indexNode',
	'dataCoord',
	'dataNode',
];

function minioSettings(
	storage: Extract<ServerStorage, {type: 'minio'}>,
): ReadonlyArray<readonly [string, string | number | boolean]> {
	const {hostname, port, protocol} = new URL(storage.endpoint);
	const isHttps = protocol === 'https:';
	return [
		['minio.address', hostname],
		['minio.port', Number(port || (isHttps ? 443 : 80))],
		['minio.accessKeyID', storage.accessKeyId],
		['minio.secretAccessKey', storage.secretAccessKey],
		['minio.useSSL', isHttps],
		['minio.bucketName', storage.bucket],
		['minio.rootPath', storage.rootPath],
	];
}

function tlsSettings(tls: ServerTls): ReadonlyArray<readonly [string, string | number]> {
	return [
		['common.security.tlsMode', tls.mode === 'mutual' ? 2 : 1],
		['tls.serverPemPath', tls.certFile],
		['tls.serverKeyPath', tls.keyFile],
		['tls.caPemPath', tls.caFile],
	];
}

/**
 * Renders the configuration of the etcd inside Milvus, which else binds 2379 and 2380 whatever
 * milvus.yaml says.
 */
export function renderEtcdYaml(files: ServerFiles, ports: ServerPorts): string {
	const client = `http://127.0.0.1:${ports.etcdClient}`;
	const peer = `http://127.0.0.1:${ports.etcdPeer}`;
	return stringify({
		name: 'default',
		'data-dir': join(files.directory, 'etcd'),
		'listen-client-urls': client,
		'advertise-client-urls': client,
		'listen-peer-urls': peer,
		'initial-advertise-peer-urls': peer,
		'initial-cluster': `default=${peer}`,
		'unsafe-no-fsync': true,
		// By which stop-server.ts clears the sessions.
		'enable-grpc-gateway': true,
		'log-level': 'warn',
	});
}
