/*
 * Writes test/fixtures/systemd-calendar.json: what `systemd-analyze calendar` of this machine says
 * of 200 cron expressions, for machines without it.
 *
 *     node --import=tsx test/helpers/schedules/record-systemd.ts
 */
import {writeFile} from 'node:fs/promises';
import {execa} from 'execa';
import {seededRandom} from '../runner/seeded-random.js';
import {askSystemd} from './ask-systemd.js';
import {randomCase} from './random-crons.js';

const random = seededRandom('recorded crons', 4);
const {stdout} = await execa('systemd-analyze', ['--version']);
const cases = [];
for (let count = 0; count < 200; count++) {
	const one = randomCase(random);
	cases.push({...one, runs: await askSystemd(one)});
}

const lines = cases.map(one => JSON.stringify(one)).join(',\n');
await writeFile(
	new URL('../../fixtures/systemd-calendar.json', import.meta.url),
	`{"systemd": ${JSON.stringify(stdout.split('\n')[0])}, "cases": [\n${lines}\n]}\n`,
);
