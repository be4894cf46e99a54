import {mkdtemp, rm, writeFile} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import test from 'ava';
import {execa} from 'execa';
import {checkedSchedule} from '../../source/engine/schedules/check-schedule.js';
import {triggerOf} from '../../source/engine/schedules/trigger-of.js';
import {cronJob, systemdUnits} from '../../source/render/schedule-units.js';
import type {Schedule} from '../../source/model/schedule.js';
import {cacheDir} from '../helpers/runner/cache-dir.js';
import {seededRandom, testSeed} from '../helpers/runner/seeded-random.js';
import {hasSystemd} from '../helpers/schedules/ask-systemd.js';
import {randomCase} from '../helpers/schedules/random-crons.js';
import {installKubeconform} from '../helpers/servers/install-kubeconform.js';

const now = new Date('2026-01-01T00:00:00Z');

function randomSchedules(name: string, count: number): Schedule[] {
	const random = seededRandom(name);
	return Array.from({length: count}, (_, index) => {
		const {cron, zone} = randomCase(random);
		return checkedSchedule(
			{
				name: `s-${index}`,
				cron,
				timeZone: zone,
				...(random.below(2) === 0 && {jitter: random.pick(['90s', '5m', '2h'])}),
				cluster: 'c',
				create: {},
				after: [],
				since: '2026-01-01T00:00:00Z',
			},
			now,
		);
	});
}

const hostile = ['/opt/a b/node', '/x/%h$HOME"\\.js', 'schedule', 'run', 's', '--if-due', 'ü'];

test('systemd-analyze verify accepts the timers and services of 100 schedules', async t => {
	if (!(await hasSystemd())) {
		t.fail('systemd-analyze is not on this machine: apt-get install systemd');
		return;
	}

	const directory = await mkdtemp(join(tmpdir(), 'milvault-units-'));
	t.teardown(async () => rm(directory, {recursive: true, force: true}));
	const files: string[] = [];
	for (const schedule of randomSchedules('units', 100)) {
		const {trigger} = triggerOf(schedule, schedule.timeZone, now);
		for (const {path, text} of systemdUnits({
			schedule,
			command: [process.execPath, ...hostile.slice(1)],
			environment: {MILVAULT_STATE_DIR: '/a b/%i'},
			trigger,
			environmentFile: '/etc/milvault/environment',
		})) {
			files.push(join(directory, path));
			await writeFile(join(directory, path), text);
		}
	}

	const verify = async (paths: readonly string[]) =>
		execa('systemd-analyze', ['verify', '--man=no', ...paths], {reject: false, all: true});
	const {exitCode, all} = await verify(files);
	t.is(exitCode, 0, `seed ${testSeed}: ${all}`);
	t.notRegex(all, /milvault-/, all);
	// It finds what is wrong.
	const wrong = join(directory, 'milvault-wrong.timer');
	await writeFile(wrong, '[Timer]\nOnCalendar=*-*-* 25:00:00 Europe/Berln\n');
	t.regex((await verify([wrong])).all, /milvault-wrong\.timer/);
});

test('kubeconform accepts the CronJobs of 100 schedules by the strict schema of Kubernetes 1.37', async t => {
	const {program, schemaLocation} = await installKubeconform(cacheDir());
	const check = async (text: string) =>
		execa(program, ['-strict', '-summary', '-schema-location', schemaLocation, '-'], {
			input: text,
			reject: false,
			all: true,
		});
	const texts = randomSchedules('cron jobs', 100).map(schedule => {
		const {trigger} = triggerOf(schedule, schedule.timeZone, now);
		return cronJob({schedule, command: hostile, trigger, image: 'registry/milvault:1'}).text;
	});
	const {exitCode, all} = await check(texts.join('---\n'));
	t.is(exitCode, 0, `seed ${testSeed}: ${all}`);
	t.regex(all, /100 resources found .*Valid: 100, Invalid: 0, Errors: 0, Skipped: 0/);
	// It finds what is wrong.
	t.is((await check(texts[0]!.replace('concurrencyPolicy', 'concurencyPolicy'))).exitCode, 1);
	t.is((await check(texts[0]!.replace('secretName', 'secretNam'))).exitCode, 1);
});
