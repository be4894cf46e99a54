import type {Command} from 'commander';
import type {ServerOptions} from '../server.js';
import {addCommand, declareCommand, type Declaring} from './declare-command.js';
import {basePath, count, port} from './read-rate.js';

/** config show, check, import; server; support-bundle. */
export function addConfigCommands(program: Command, declaring: Declaring): void {
	const {texts} = declaring;
	const config = addCommand(program, 'config', texts.config, texts);
	declareCommand(config, declaring, {
		name: 'show',
		help: texts.configShow,
		arguments: {},
		options: {},
		load: async () => (await import('../config/show.js')).show,
	});
	declareCommand(config, declaring, {
		name: 'check',
		help: texts.configCheck,
		arguments: {},
		options: {},
		load: async () => (await import('../config/check.js')).check,
	});
	declareCommand(config, declaring, {
		name: 'import',
		help: texts.configImport,
		arguments: {file: '<file>'},
		options: {
			as: '--as <name>',
			dryRun: '--dry-run',
			noCheck: '--no-check',
		},
		load: async () => (await import('../config/import.js')).importCommand,
	});
	declareCommand(program, declaring, {
		name: 'server',
		help: texts.server,
		arguments: {},
		options: {
			port: ['-p, --port <port>', port('--port', texts)],
			host: '--host <address>',
			basePath: ['--base-path <path>', basePath('--base-path', texts)],
			noAuth: '--no-auth',
			tokenFile: '--token-file <file>',
			tlsCert: '--tls-cert <file>',
			tlsKey: '--tls-key <file>',
			maxJobs: ['--max-jobs <n>', count('--max-jobs', texts)],
		},
		load: async () => {
			const {server} = await import('../server.js');
			return async (context, options: ServerOptions) =>
				server(context, options, {openServer: declaring.openServer});
		},
	});
	declareCommand(program, declaring, {
		name: 'support-bundle',
		help: texts.supportBundle,
		arguments: {},
		options: {output: '--output <file>'},
		load: async () => (await import('../support-bundle.js')).supportBundle,
	});
}
