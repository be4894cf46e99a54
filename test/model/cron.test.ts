import test from 'ava';
import {cronText, readCron} from '../../source/model/cron.js';
import {assertScheduleName, readJitter, readTimeZone} from '../../source/model/schedule-values.js';
import {onCalendar} from '../../source/render/on-calendar.js';

for (const [given, text, plain, calendar] of [
	['0 2 * * *', '0 2 * * *', '0 2 * * *', ['*-*-* 2:0:00 Europe/Berlin']],
	['  5   4 * *  sun ', '5 4 * * SUN', '5 4 * * 0', ['Sun *-*-* 4:5:00 Europe/Berlin']],
	['@daily', '0 0 * * *', '0 0 * * *', ['*-*-* 0:0:00 Europe/Berlin']],
	['@Weekly', '0 0 * * 0', '0 0 * * 0', ['Sun *-*-* 0:0:00 Europe/Berlin']],
	[
		'*/15 9-17 * * 1-5',
		'*/15 9-17 * * 1-5',
		'0,15,30,45 9-17 * * 1-5',
		['Mon,Tue,Wed,Thu,Fri *-*-* 9..17:0,15,30,45:00 Europe/Berlin'],
	],
	[
		'0 0 1,15 jan-mar *',
		'0 0 1,15 JAN-MAR *',
		'0 0 1,15 1-3 *',
		['*-1..3-1,15 0:0:00 Europe/Berlin'],
	],
	['* * * * 7', '* * * * 7', '* * * * 0', ['Sun *-*-* *:*:00 Europe/Berlin']],
	// Either of them: systemd needs two lines.
	[
		'0 0 13 * 5',
		'0 0 13 * 5',
		'0 0 13 * 5',
		['*-*-13 0:0:00 Europe/Berlin', 'Fri *-*-* 0:0:00 Europe/Berlin'],
	],
] as const) {
	test(`the cron expression “${given}” is read, and said to cron and to systemd`, t => {
		const read = readCron(given);
		if ('allowed' in read) {
			t.fail(JSON.stringify(read));
			return;
		}

		t.is(read.text, text);
		t.is(cronText(read.cron), plain);
		t.deepEqual(onCalendar(read.cron, 'Europe/Berlin'), [...calendar]);
	});
}

for (const [given, mistake] of [
	['60 2 * * *', {field: 'minute', value: '60', allowed: ['0–59', '*', '*/3', '0-2', '0,2']}],
	['0 24 * * *', {field: 'hour', value: '24'}],
	['0 2 0 * *', {field: 'dayOfMonth', value: '0'}],
	['0 2 * 13 *', {field: 'month', value: '13'}],
	['0 2 * * 8', {field: 'dayOfWeek', value: '8'}],
	['0 2 * * 5-1', {field: 'dayOfWeek', value: '5-1'}],
	['0 2 * * SUNDAY', {field: 'dayOfWeek', value: 'SUNDAY', near: 'SUN'}],
	['0 2 * JUNE *', {field: 'month', value: 'JUNE', near: 'JUN'}],
	['0 2 30 2 *', {field: 'dayOfMonth', value: '30'}],
	['5/10 * * * *', {field: 'minute', value: '5/10', near: '5-59/10'}],
	['*/0 * * * *', {field: 'minute', value: '*/0'}],
	['0 2 L * *', {field: 'dayOfMonth', value: 'L'}],
	['0 2 ? * *', {field: 'dayOfMonth', value: '?'}],
	['0 2 * * 5#2', {field: 'dayOfWeek', value: '5#2'}],
	['1,,2 * * * *', {field: 'minute', value: ''}],
	['0 2 * *', {value: '0 2 * *'}],
	['0 0 2 * * *', {value: '0 0 2 * * *', near: '0 2 * * *'}],
	['@dayly', {value: '@dayly', near: '@daily'}],
	['@reboot', {value: '@reboot'}],
	['', {value: ''}],
] as const) {
	test(`the cron expression “${given}” is refused, with its field and what is allowed`, t => {
		t.like(readCron(given), mistake);
	});
}

test('February 29 and February 30 or a Friday come, February 30 never', t => {
	t.true('cron' in readCron('0 0 29 2 *'));
	t.true('cron' in readCron('0 0 30 2 5'));
	t.true('cron' in readCron('0 0 30 2,3 *'));
	t.true('allowed' in readCron('0 0 31 4,6,9,11 *'));
});

test('time zones are names, in the spelling of their files; a city or a typing mistake is told', t => {
	t.is(readTimeZone('europe/berlin'), 'Europe/Berlin');
	t.is(readTimeZone('UTC'), 'UTC');
	for (const [value, near] of [
		['Europe/Berln', 'Europe/Berlin'],
		['Berlin', 'Europe/Berlin'],
		['new york', 'America/New_York'],
	] as const) {
		t.throws(() => readTimeZone(value), {
			code: 'schedule-bad-value',
			message: new RegExp(`"near":"${near}"`),
		});
	}

	t.throws(() => readTimeZone('+02:00'), {code: 'schedule-bad-value'});
	t.throws(() => readTimeZone(''), {code: 'schedule-bad-value'});
});

test('a jitter is seconds, minutes or hours, at most twelve', t => {
	t.is(readJitter('5M'), '5m');
	t.is(readJitter('0'), undefined);
	t.is(readJitter('0s'), undefined);
	for (const value of ['13h', '5', 'five', '-5m', '1d', '5 min']) {
		t.throws(() => readJitter(value), {code: 'schedule-bad-value'}, value);
	}
});

test('a name fits systemd, Kubernetes and keys', t => {
	t.notThrows(() => {
		assertScheduleName('nightly-2');
	});
	for (const [name, near] of [
		['Nightly', 'nightly'],
		['every_hour', 'every-hour'],
		['../x', 'x'],
		['-a-', 'a'],
	] as const) {
		t.throws(
			() => {
				assertScheduleName(name);
			},
			{message: new RegExp(`"near":"${near}"`)},
			name,
		);
	}

	t.throws(() => {
		assertScheduleName('a'.repeat(41));
	});
});
