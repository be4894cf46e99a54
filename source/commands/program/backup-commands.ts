import type {Command} from 'commander';
import {declareCommand, type Declaring} from './declare-command.js';
import {count, rate} from './read-rate.js';
import {
	createOptions,
	getOptions,
	listOptions,
	restoreOptions,
	strategyNames,
} from './milvus-backup-options.js';
import {choice, collect, conflictChoice} from './read-value.js';

/** create, list, get, restore, verify, check, delete. */
export function addBackupCommands(program: Command, declaring: Declaring): void {
	const {texts} = declaring;
	declareCommand(program, declaring, {
		name: 'create',
		help: texts.create,
		arguments: {},
		options: {
			name: '-n, --name <name>',
			filter: '--filter <filter>',
			strategy: [
				'--strategy <strategy>',
				choice('--strategy', ['auto', 'flush', 'skip_flush', 'meta_only'], texts, strategyNames),
			],
			rbac: '--rbac',
			onlyFailed: '--only-failed',
			bwlimit: ['--bwlimit <rate>', rate('--bwlimit', texts)],
			maxRequests: ['--max-requests <n>', count('--max-requests', texts)],
			gentle: ['--gentle [when]', choice('--gentle', ['auto', 'on', 'off'], texts)],
			queue: '--queue <url>',
			detach: '--detach',
			dryRun: '--dry-run',
		},
		milvusBackup: createOptions,
		isJob: true,
		load: async () => (await import('../create.js')).create,
	});
	declareCommand(program, declaring, {
		name: 'list',
		help: texts.list,
		arguments: {},
		options: {},
		milvusBackup: listOptions,
		load: async () => (await import('../list.js')).list,
	});
	declareCommand(program, declaring, {
		name: 'get',
		help: texts.get,
		arguments: {name: '<name>'},
		options: {},
		milvusBackup: getOptions,
		load: async () => (await import('../get.js')).get,
	});
	declareCommand(program, declaring, {
		name: 'restore',
		help: texts.restore,
		arguments: {name: '[name]'},
		options: {
			name: '-n, --name <name>',
			filter: '--filter <filter>',
			suffix: '-s, --suffix <suffix>',
			rename: ['-r, --rename <a:b>', collect],
			shards: ['--shards <n>', count('--shards', texts)],
			description: '--description <text>',
			onConflict: ['--on-conflict <what>', conflictChoice('--on-conflict', texts)],
			noIndex: '--no-index',
			noLoad: '--no-load',
			dataOnly: '--data-only',
			metaOnly: '--meta-only',
			rbac: '--rbac',
			confirm: ['--confirm <name>', collect],
			withoutTtl: '--without-ttl',
			moveAliases: '--move-aliases',
			trust: '--trust',
			importsOnly: '--imports-only',
			bwlimit: ['--bwlimit <rate>', rate('--bwlimit', texts)],
			maxRequests: ['--max-requests <n>', count('--max-requests', texts)],
			queue: '--queue <url>',
			detach: '--detach',
			dryRun: '--dry-run',
		},
		milvusBackup: restoreOptions,
		isJob: true,
		load: async () => (await import('../restore.js')).restore,
	});
	declareCommand(program, declaring, {
		name: 'verify',
		help: texts.verify,
		arguments: {names: '<names...>'},
		options: {
			level: ['--level <level>', choice('--level', ['quick', 'full', 'restore'], texts)],
			into: '--into <cluster>',
			sample: ['--sample <n>', count('--sample', texts)],
			collections: '--collections <filter>',
			queue: '--queue <url>',
		},
		isJob: true,
		load: async () => (await import('../verify.js')).verify,
	});
	declareCommand(program, declaring, {
		name: 'check',
		help: texts.check,
		arguments: {},
		options: {probe: '--probe'},
		load: async () => (await import('../check.js')).check,
	});
	declareCommand(program, declaring, {
		name: 'delete',
		help: texts.delete,
		arguments: {names: '<names...>'},
		options: {pinned: '--pinned', yes: '--yes'},
		load: async () => (await import('../delete.js')).deleteCommand,
	});
}
