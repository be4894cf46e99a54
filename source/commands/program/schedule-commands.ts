import {Command} from 'commander';
import type {HelpTexts} from '../../messages/texts.js';
import {MilvaultError} from '../../model/milvault-error.js';
import type {CreateOptions} from '../create.js';
import {addBackupCommands} from './backup-commands.js';
import {addCommand, declareCommand, throwOurErrors, type Declaring} from './declare-command.js';
import {addGlobalOptions} from './global-options.js';
import {createOptions} from './milvus-backup-options.js';
import {plainArgs} from './plain-args.js';
import {collect} from './read-value.js';

/** schedule: add, list, show, remove, run, install. */
export function addScheduleCommands(program: Command, declaring: Declaring): void {
	const {texts} = declaring;
	const schedule = addCommand(program, 'schedule', texts.schedule, texts);
	declareCommand(schedule, declaring, {
		name: 'add',
		help: texts.scheduleAdd,
		arguments: {name: '<name>', flags: '[flags...]'},
		options: {
			cron: '--cron <expression>',
			timeZone: '--time-zone <zone>',
			jitter: '--jitter <time>',
			after: ['--after <step>', collect],
			replace: '--replace',
		},
		load: async () => {
			const {scheduleAdd} = await import('../schedule/add.js');
			return async (context, options: Parameters<typeof scheduleAdd>[1]) =>
				scheduleAdd(context, options, readCreate(options.operands.flags, texts));
		},
	});
	declareCommand(schedule, declaring, {
		name: 'list',
		help: texts.scheduleList,
		arguments: {},
		options: {},
		load: async () => (await import('../schedule/show.js')).scheduleList,
	});
	declareCommand(schedule, declaring, {
		name: 'show',
		help: texts.scheduleShow,
		arguments: {name: '<name>'},
		options: {},
		load: async () => (await import('../schedule/show.js')).scheduleShow,
	});
	declareCommand(schedule, declaring, {
		name: 'remove',
		help: texts.scheduleRemove,
		arguments: {name: '<name>'},
		options: {},
		load: async () => (await import('../schedule/remove.js')).scheduleRemove,
	});
	declareCommand(schedule, declaring, {
		name: 'run',
		help: texts.scheduleRun,
		arguments: {name: '<name>'},
		options: {ifDue: '--if-due', withJitter: '--with-jitter'},
		isJob: true,
		load: async () => (await import('../schedule/run.js')).scheduleRun,
	});
	declareCommand(schedule, declaring, {
		name: 'install',
		help: texts.scheduleInstall,
		arguments: {name: '<name>'},
		options: {
			systemd: '--systemd',
			cron: '--cron',
			kubernetes: '--kubernetes',
			image: '--image <image>',
			directory: '--directory <directory>',
			yes: '--yes',
		},
		load: async () => (await import('../schedule/install.js')).scheduleInstall,
	});
}

/** Options of create as a command line gives them, and those of every command beside them. */
export type GivenCreate = {create: CreateOptions; globals: Record<string, unknown>};

/**
 * What stands behind `--`, read as `milvault create` reads it.
 *
 * @throws usage
 */
function readCreate(flags: readonly string[], texts: HelpTexts): GivenCreate {
	const [first, ...rest] = flags;
	const isNamed = first !== undefined && !first.startsWith('-');
	if (isNamed && first !== 'create') {
		throw new MilvaultError('usage', {
			reason: texts.usage.unknownCommand(first),
			suggestion: 'create',
		});
	}

	const program = throwOurErrors(new Command('milvault'), texts);
	program.configureOutput({
		writeOut: () => undefined,
		writeErr: () => undefined,
		outputError: () => undefined,
	});
	addGlobalOptions(program, texts);
	addBackupCommands(program, {
		texts,
		onChosen: () => undefined,
		openServer: async () => undefined,
	});
	const create = program.commands.find(command => command.name() === 'create')!;
	const args = ['create', ...(isNamed ? rest : flags)];
	program.parse(plainArgs(program, args, texts), {from: 'user'});
	return {
		create: createOptions.translate(create.opts(), texts.usage) as CreateOptions,
		globals: program.opts(),
	};
}
