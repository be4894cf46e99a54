import type {Command} from 'commander';
import type {StorageOption} from '../../messages/texts.js';
import {addCommand, declareCommand, type Declaring, type OptionFlags} from './declare-command.js';
import {choice} from './read-value.js';

/** cluster and repository: list, add, remove. */
export function addPlaceCommands(program: Command, declaring: Declaring): void {
	const {texts} = declaring;
	const cluster = addCommand(program, 'cluster', texts.cluster, texts);
	declareCommand(cluster, declaring, {
		name: 'list',
		help: texts.clusterList,
		arguments: {},
		options: {},
		load: async () => (await import('../places/list-places.js')).clusterList,
	});
	declareCommand(cluster, declaring, {
		name: 'add',
		help: texts.clusterAdd,
		arguments: {name: '<name>'},
		options: {
			user: '--user <name>',
			passwordFile: '--password-file <file>',
			passwordCommand: '--password-command <command>',
			passwordEnv: '--password-env <variable>',
			tokenFile: '--token-file <file>',
			tokenCommand: '--token-command <command>',
			tokenEnv: '--token-env <variable>',
			tls: ['--tls <mode>', choice('--tls', ['off', 'one-way', 'mutual'], texts)],
			tlsCaFile: '--tls-ca-file <file>',
			tlsCertFile: '--tls-cert-file <file>',
			tlsKeyFile: '--tls-key-file <file>',
			tlsServerName: '--tls-server-name <name>',
			restUrl: '--rest-url <url>',
			managementUrl: '--management-url <url>',
			...storageOptions,
		},
		load: async () => (await import('../places/add-cluster.js')).clusterAdd,
	});
	declareCommand(cluster, declaring, {
		name: 'remove',
		help: texts.clusterRemove,
		arguments: {name: '<name>'},
		options: {},
		load: async () => (await import('../places/remove.js')).clusterRemove,
	});
	const repository = addCommand(program, 'repository', texts.repository, texts);
	declareCommand(repository, declaring, {
		name: 'list',
		help: texts.repositoryList,
		arguments: {},
		options: {},
		load: async () => (await import('../places/list-places.js')).repositoryList,
	});
	declareCommand(repository, declaring, {
		name: 'add',
		help: texts.repositoryAdd,
		arguments: {name: '<name>'},
		options: storageOptions,
		load: async () => (await import('../places/add-repository.js')).repositoryAdd,
	});
	declareCommand(repository, declaring, {
		name: 'remove',
		help: texts.repositoryRemove,
		arguments: {name: '<name>'},
		options: {},
		load: async () => (await import('../places/remove.js')).repositoryRemove,
	});
}

const storageOptions: OptionFlags<StorageOption> = {
	type: '--type <type>',
	endpoint: '--endpoint <url>',
	region: '--region <region>',
	bucket: '--bucket <bucket>',
	rootPath: '--root-path <prefix>',
	pathStyle: '--path-style <boolean>',
	auth: '--auth <how>',
	accessKeyIdFile: '--access-key-id-file <file>',
	accessKeyIdCommand: '--access-key-id-command <command>',
	accessKeyIdEnv: '--access-key-id-env <variable>',
	secretAccessKeyFile: '--secret-access-key-file <file>',
	secretAccessKeyCommand: '--secret-access-key-command <command>',
	secretAccessKeyEnv: '--secret-access-key-env <variable>',
	sessionTokenFile: '--session-token-file <file>',
	sessionTokenCommand: '--session-token-command <command>',
	sessionTokenEnv: '--session-token-env <variable>',
	caFile: '--ca-file <file>',
	path: '--path <directory>',
	milvusPath: '--milvus-path <directory>',
};
