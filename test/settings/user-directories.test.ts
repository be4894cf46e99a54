import {userInfo} from 'node:os';
import test from 'ava';
import {stateDirectory} from '../../source/jobs/job-files.js';
import {homeDirectory, userDirectory} from '../../source/settings/user-directories.js';

/* Where a user's own files are, on a system that has the XDG base directories. */

const onXdg = process.platform === 'darwin' ? test.skip : test;

test('HOME is where it says; what is no absolute path is as if it were not set', t => {
	t.is(homeDirectory({HOME: '/home/ann'}), '/home/ann');
	for (const HOME of [undefined, '', 'relative', '.']) {
		t.is(homeDirectory({HOME}), userInfo().homedir);
	}
});

onXdg('XDG’s variables go before the home, unless they are relative', t => {
	const HOME = '/home/ann';
	for (const [kind, variable, usual] of [
		['config', 'XDG_CONFIG_HOME', '.config'],
		['state', 'XDG_STATE_HOME', '.local/state'],
		['data', 'XDG_DATA_HOME', '.local/share'],
		['cache', 'XDG_CACHE_HOME', '.cache'],
	] as const) {
		t.is(userDirectory(kind, {HOME}), `/home/ann/${usual}/milvault`);
		t.is(userDirectory(kind, {HOME, [variable]: '/x'}), '/x/milvault');
		for (const value of ['', 'relative', '~/x']) {
			t.is(userDirectory(kind, {HOME, [variable]: value}), `/home/ann/${usual}/milvault`);
		}
	}
});

test('a state directory that is named relative to here stays the same for a job’s own process', t => {
	t.is(stateDirectory({MILVAULT_STATE_DIR: 'jobs-of-mine'}), `${process.cwd()}/jobs-of-mine`);
});
