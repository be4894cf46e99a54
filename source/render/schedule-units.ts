import {dirname} from 'node:path';
import {stringify} from 'yaml';
import {cronText, type Cron} from '../model/cron.js';
import type {Schedule} from '../model/schedule.js';
import {shellWord} from '../utils/shell-word.js';
import {onCalendar} from './on-calendar.js';

/** A file, or a part of one, that lets something else run a schedule; no secrets in it. */
export type Unit = {path: string; text: string};

type Given = {
	schedule: Schedule;
	/** The program and its arguments, without those of jitter. */
	command: readonly string[];
	/** When it is called. */
	trigger: Cron;
	/** Variables that it needs; no secrets. */
	environment?: Readonly<Record<string, string>>;
};

/** A timer and its service, by their names. */
export function systemdUnits({
	schedule: {name, jitter, timeZone},
	command,
	trigger,
	environment = {},
	environmentFile,
}: Given & {
	/** Read if it is there; `%h` is the home. */
	environmentFile: string;
}): Unit[] {
	const unit = `milvault-${name}`;
	return [
		{
			path: `${unit}.service`,
			text: lines(
				'[Unit]',
				`Description=milvault schedule ${name}`,
				'Wants=network-online.target',
				'After=network-online.target',
				'',
				'[Service]',
				'Type=oneshot',
				`ExecStart=${command.map(systemdWord).join(' ')}`,
				...Object.entries(environment).map(
					([variable, value]) => `Environment=${systemdWord(`${variable}=${value}`)}`,
				),
				`EnvironmentFile=-${environmentFile}`,
			),
		},
		{
			path: `${unit}.timer`,
			text: lines(
				'[Unit]',
				`Description=milvault schedule ${name}`,
				'',
				'[Timer]',
				...onCalendar(trigger, timeZone).map(time => `OnCalendar=${time}`),
				...(jitter === undefined ? [] : [`RandomizedDelaySec=${systemdTime(jitter)}`]),
				'AccuracySec=1s',
				'Persistent=true',
				'',
				'[Install]',
				'WantedBy=timers.target',
			),
		},
	];
}

/** The line of a crontab, with the comment above it by which it is found again. */
export function crontabLines({
	schedule: {name, jitter},
	command,
	trigger,
	environment = {},
}: Given): string[] {
	const assigned = Object.entries(environment).map(([variable, value]) => `${variable}=${value}`);
	const variables = assigned.length > 0 ? ['env', ...assigned] : [];
	const words = [...variables, ...command, ...(jitter === undefined ? [] : ['--with-jitter'])];
	return [
		crontabMark(name),
		// A % ends a command of cron.
		`${cronText(trigger)} ${words
			.map(shellWord)
			.join(' ')
			.replaceAll('%', String.raw`\%`)}`,
	];
}

/** The crontab with this schedule's line in place of an earlier one. */
export function withCrontabLines(crontab: string, name: string, added: readonly string[]): string {
	const kept: string[] = [];
	let isOurs = false;
	for (const line of crontab.split('\n')) {
		if (line === crontabMark(name)) {
			isOurs = true;
		} else if (isOurs) {
			isOurs = false;
		} else {
			kept.push(line);
		}
	}

	const before = kept.join('\n').trimEnd();
	return `${before === '' ? '' : `${before}\n`}${added.join('\n')}\n`;
}

function crontabMark(name: string): string {
	return `# milvault schedule ${name}`;
}

/** Where the Secret with the configuration is mounted. */
export const configInPod = '/etc/milvault/milvault.yaml';

/** A CronJob; the configuration is a Secret `milvault`. */
export function cronJob({
	schedule: {name, jitter, timeZone},
	command,
	trigger,
	image,
}: Given & {image: string}): Unit {
	const labels = {'app.kubernetes.io/name': 'milvault'};
	const container = {
		name: 'milvault',
		image,
		args: [...command, ...(jitter === undefined ? [] : ['--with-jitter'])],
		env: [{name: 'MILVAULT_STATE_DIR', value: '/state'}],
		envFrom: [{secretRef: {name: 'milvault-environment', optional: true}}],
		volumeMounts: [
			{name: 'config', mountPath: dirname(configInPod), readOnly: true},
			{name: 'state', mountPath: '/state'},
		],
	};
	const manifest = {
		apiVersion: 'batch/v1',
		kind: 'CronJob',
		metadata: {name: `milvault-${name}`, labels},
		spec: {
			schedule: cronText(trigger),
			timeZone,
			concurrencyPolicy: 'Forbid',
			successfulJobsHistoryLimit: 3,
			failedJobsHistoryLimit: 3,
			jobTemplate: {
				spec: {
					// The next time catches up what was missed, once.
					backoffLimit: 0,
					template: {
						metadata: {labels},
						spec: {
							restartPolicy: 'Never',
							containers: [container],
							volumes: [
								{name: 'config', secret: {secretName: 'milvault'}},
								{name: 'state', emptyDir: {}},
							],
						},
					},
				},
			},
		},
	};
	return {
		path: `milvault-${name}.yaml`,
		text: stringify(manifest, {aliasDuplicateObjects: false, lineWidth: 0}),
	};
}

/** `5m` is five minutes to systemd too; a month is `M`. */
function systemdTime(jitter: string): string {
	return jitter.replace(/m$/, 'min');
}

/** A word of ExecStart: systemd reads `%`, `$` and backslashes. */
function systemdWord(word: string): string {
	const escaped = word
		.replaceAll('\\', '\\\\')
		.replaceAll('"', String.raw`\"`)
		.replaceAll('%', '%%')
		.replaceAll('$', '$$$$');
	return /^[\w@+=:,./%-]+$/.test(escaped) ? escaped : `"${escaped}"`;
}

function lines(...all: readonly string[]): string {
	return `${all.join('\n')}\n`;
}
