import test from 'ava';
import {seededRandom, testSeed} from '../../helpers/runner/seeded-random.js';
import {askSystemd, hasSystemd} from '../../helpers/schedules/ask-systemd.js';
import {randomCase, runsAsSystemd} from '../../helpers/schedules/random-crons.js';

test('2,000 cron expressions in four time zones agree with systemd-analyze calendar for their next five runs, but for what clock changes leave out or show twice', async t => {
	if (!(await hasSystemd())) {
		t.fail('systemd-analyze is not on this machine: apt-get install systemd');
		return;
	}

	const random = seededRandom('crons');
	let leftOut = 0;
	let again = 0;
	for (let count = 0; count < 2000; count++) {
		const one = randomCase(random);
		const ours = runsAsSystemd(one);
		t.deepEqual(ours.runs, await askSystemd(one), `seed ${testSeed}: ${JSON.stringify(one)}`);
		leftOut += ours.leftOut;
		again += ours.again;
	}

	t.log(`${leftOut} times that clocks leave out had a run, ${again} that they show twice a second`);
	t.true(leftOut > 0 && again > 0);
});
