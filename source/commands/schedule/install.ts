import {mkdir, writeFile} from 'node:fs/promises';
import {join, resolve} from 'node:path';
import {getSchedule} from '../../engine/list-schedules.js';
import {triggerOf} from '../../engine/schedules/trigger-of.js';
import type {Session} from '../../engine/session.js';
import {cannotWrite} from '../../model/cannot-write.js';
import {MilvaultError} from '../../model/milvault-error.js';
import type {Schedule} from '../../model/schedule.js';
import {indented} from '../../render/line-options.js';
import {
	configInPod,
	cronJob,
	crontabLines,
	systemdUnits,
	withCrontabLines,
	type Unit,
} from '../../render/schedule-units.js';
import {repositoryOnly} from '../../settings/resolve-secrets.js';
import {homeDirectory} from '../../settings/user-directories.js';
import {shellWord} from '../../utils/shell-word.js';
import {toolVersion} from '../../utils/tool-version.js';
import {done, type CommandEnd, type Context} from '../shared/context.js';
import {withSession} from '../shared/with-session.js';
import {readCrontab, writeCrontab} from './crontab.js';

type InstallOptions = {
	operands: {name: string};
	systemd?: boolean;
	cron?: boolean;
	kubernetes?: boolean;
	image?: string;
	directory?: string;
	yes?: boolean;
};

/** `milvault schedule install`: shows, and with --yes writes, what lets something else run it. */
export async function scheduleInstall(
	context: Context,
	options: InstallOptions,
): Promise<CommandEnd> {
	const {output, signal} = context;
	const texts = output.messages.commands.schedule;
	const [way, second] = (['systemd', 'cron', 'kubernetes'] as const).filter(one => options[one]);
	if (way === undefined) {
		throw new MilvaultError('usage', {reason: texts.oneWay});
	}

	if (second !== undefined) {
		throw new MilvaultError('flags-exclude', {first: `--${way}`, second: `--${second}`});
	}

	return withSession(context, repositoryOnly, async session => {
		const {schedule} = await getSchedule(session, options.operands.name, {signal});
		switch (way) {
			case 'systemd': {
				return installSystemd(context, session, schedule, options);
			}

			case 'cron': {
				return installCron(context, session, schedule, options);
			}

			case 'kubernetes': {
				return installKubernetes(context, session, schedule, options);
			}
		}
	});
}

async function installSystemd(
	context: Context,
	session: Session,
	schedule: Schedule,
	{directory, yes = false}: InstallOptions,
): Promise<CommandEnd> {
	const {output, environment} = context;
	const texts = output.messages.commands.schedule.install;
	const isRoot = process.getuid?.() === 0;
	const {trigger, isWidened} = triggerOf(schedule, schedule.timeZone, new Date());
	const units = systemdUnits({
		schedule,
		command: commandHere(context, session, schedule),
		environment: environmentHere(context),
		trigger,
		environmentFile: isRoot ? '/etc/milvault/environment' : '%h/.config/milvault/environment',
	});
	const into =
		directory ??
		(isRoot
			? '/etc/systemd/system'
			: join(
					environment['XDG_CONFIG_HOME'] || join(homeDirectory(environment) ?? '.', '.config'),
					'systemd/user',
				));
	const systemctl = `systemctl${isRoot ? '' : ' --user'}`;
	const paths = await showAndWrite(context, into, units, yes);
	output.print(
		...(isWidened ? [texts.widened] : []),
		...(yes
			? [
					texts.start,
					`  ${systemctl} daemon-reload && ${systemctl} enable --now milvault-${schedule.name}.timer`,
					...(isRoot ? [] : [texts.linger, '  loginctl enable-linger']),
				]
			: [texts.shown]),
	);
	return done({files: paths, isWritten: yes});
}

async function installCron(
	context: Context,
	session: Session,
	schedule: Schedule,
	{yes = false}: InstallOptions,
): Promise<CommandEnd> {
	const {output, signal} = context;
	const texts = output.messages.commands.schedule.install;
	const own = Intl.DateTimeFormat().resolvedOptions().timeZone;
	// CRON_TZ is read by some crons only, and never by Debian's: the line is in the machine's zone.
	const {trigger, isWidened} = triggerOf(schedule, own, new Date());
	const lines = crontabLines({
		schedule,
		command: commandHere(context, session, schedule),
		environment: environmentHere(context),
		trigger,
	});
	output.print(
		texts.crontab,
		...indented(lines),
		'',
		...(own === schedule.timeZone
			? isWidened
				? [texts.widened]
				: []
			: [texts.zone(schedule.timeZone, own)]),
	);
	if (yes) {
		const before = await readCrontab(signal);
		await writeCrontab(withCrontabLines(before, schedule.name, lines), signal);
		output.print(`✔ ${texts.wroteCrontab}`);
	} else {
		output.print(texts.shown);
	}

	return done({lines, isWritten: yes});
}

async function installKubernetes(
	context: Context,
	{repository}: Session,
	schedule: Schedule,
	{directory = '.', image = `milvault:${toolVersion}`, yes = false}: InstallOptions,
): Promise<CommandEnd> {
	const {output} = context;
	const texts = output.messages.commands.schedule.install;
	const {trigger, isWidened} = triggerOf(schedule, schedule.timeZone, new Date());
	const command = [...runArguments(schedule, repository.name), '--config', configInPod];
	const unit = cronJob({schedule, command, trigger, image});
	const [path = ''] = await showAndWrite(context, directory, [unit], yes);
	output.print(
		...(isWidened ? [texts.widened] : []),
		...(yes
			? [
					texts.apply,
					'  kubectl create secret generic milvault --from-file=milvault.yaml',
					`  kubectl apply -f ${shellWord(path)}`,
				]
			: [texts.shown]),
	);
	return done({files: [path], isWritten: yes});
}

/** @returns absolute paths @throws cannot-write */
async function showAndWrite(
	{output}: Context,
	directory: string,
	units: readonly Unit[],
	isWritten: boolean,
): Promise<string[]> {
	const {install: texts} = output.messages.commands.schedule;
	const paths = units.map(({path}) => resolve(directory, path));
	for (const [index, {text}] of units.entries()) {
		output.print(
			texts.file(paths[index]!),
			...indented(text.trimEnd().split('\n')).map(line => line.trimEnd()),
			'',
		);
	}

	if (!isWritten) {
		return paths;
	}

	for (const [index, {text}] of units.entries()) {
		const path = paths[index]!;
		try {
			await mkdir(resolve(directory), {recursive: true});
			await writeFile(path, text);
		} catch (error) {
			throw cannotWrite(error, path, '--directory <directory>');
		}

		output.print(`✔ ${texts.wrote(path)}`);
	}

	return paths;
}

/** This program, as it was started here. */
function commandHere({self}: Context, {settings, repository}: Session, schedule: Schedule) {
	return [
		self.executable,
		...self.args,
		...runArguments(schedule, repository.name),
		...(settings.file === undefined ? [] : ['--config', resolve(settings.file)]),
	];
}

function runArguments({name}: Schedule, repository: string): string[] {
	return ['schedule', 'run', name, '--if-due', '--no-input', '--repository', repository];
}

/** Jobs are recorded where those of this shell are. */
function environmentHere({environment}: Context): Record<string, string> {
	const stateDir = environment['MILVAULT_STATE_DIR'];
	return stateDir ? {MILVAULT_STATE_DIR: resolve(stateDir)} : {};
}
