import {randomUUID} from 'node:crypto';
import {mkdir} from 'node:fs/promises';
import test from 'ava';
import {holdLock} from '../../source/engine/locks/hold-lock.js';
import {openSession} from '../../source/engine/open-session.js';
import {writeSharedJob} from '../../source/engine/repository/shared-jobs.js';
import {jobFiles} from '../../source/jobs/job-files.js';
import {writeRecord} from '../../source/jobs/job-record.js';
import type {JobRecord} from '../../source/model/jobs.js';
import {localSetting, milvaultIn} from '../helpers/jobs/job-setting.js';
import {startServer} from '../helpers/program/running-server.js';

/* A record that says that its job runs, on a machine that is not this one. */

function elsewhere(): JobRecord {
	return {
		formatVersion: 1,
		id: randomUUID(),
		kind: 'backup',
		name: 'nightly',
		choice: {cluster: 'c', repository: 'r'},
		state: 'running',
		canContinue: false,
		isDetached: false,
		isShared: true,
		// Alive here: whoever believed the number would end the tests.
		process: {
			pid: process.pid,
			startTime: '1',
			space: 'elsewhere pid:[4026531836]',
		},
		startedAt: '2026-11-25T10:30:00.000Z',
		toolVersion: '0.1.0',
	};
}

test('it is not cancelled from here: its process number is another’s', async t => {
	const setting = await localSetting(t);
	const record = elsewhere();
	const {directory} = jobFiles(setting.stateDir, record.id);
	await mkdir(directory, {recursive: true});
	await writeRecord(setting.stateDir, record);
	const {exitCode, stderr} = await milvaultIn(setting, ['jobs', 'cancel', record.id]);
	t.is(exitCode, 1, stderr);
	t.regex(stderr, /on another machine, or in another container: elsewhere/);
	t.regex(stderr, /Cancel it there\./);
});

test('a server believes that it runs while its lock is held, and no longer', async t => {
	const setting = await localSetting(t);
	const record = elsewhere();
	const session = await openSession(setting.settings);
	const repository = await session.repositoryPlace();
	await writeSharedJob(repository, record.id, 'plan.json', '{}');
	await writeSharedJob(repository, record.id, 'record.json', JSON.stringify(record));
	const lock = await holdLock(repository, record.name, {
		jobId: record.id,
		kind: 'backup',
		mode: 'exclusive',
		warn() {},
	});
	const server = await startServer(t, setting);
	const state = async () =>
		(await server.ask<{state: string}>(`/api/v2/jobs/${record.id}`)).body.state;
	t.is(await state(), 'running');
	await lock.release();
	session.close();
	t.is(await state(), 'interrupted');
});
