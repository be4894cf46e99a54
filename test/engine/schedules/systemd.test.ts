import {readFile} from 'node:fs/promises';
import test from 'ava';
import {runsAsSystemd, type CronCase} from '../../helpers/schedules/random-crons.js';

type Recorded = {systemd: string; cases: Array<CronCase & {runs: string[]}>};

test('200 cron expressions run when systemd-analyze calendar said (recorded from systemd 252), but for clock changes', async t => {
	const file = new URL('../../fixtures/systemd-calendar.json', import.meta.url);
	const {systemd, cases} = JSON.parse(await readFile(file, 'utf8')) as Recorded;
	t.regex(systemd, /^systemd 252 /);
	t.is(cases.length, 200);
	let leftOut = 0;
	let again = 0;
	for (const {runs, ...one} of cases) {
		const ours = runsAsSystemd(one);
		t.deepEqual(ours.runs, runs, JSON.stringify(one));
		leftOut += ours.leftOut;
		again += ours.again;
	}

	// Both kinds were met.
	t.true(leftOut > 0 && again > 0, `${leftOut}, ${again}`);
});
