import {rm} from 'node:fs/promises';
import {join} from 'node:path';
import test from 'ava';
import {copyBackups} from '../../../source/engine/copy-backups.js';
import {listBackups} from '../../../source/engine/list-backups.js';
import {openSession} from '../../../source/engine/open-session.js';
import {planCopy} from '../../../source/engine/plan-copy.js';
import {copyScene, filesOf, memoryJournal, pathOf, watchTarget} from '../backups/copy-scene.js';

/**
 * A copy of one of the backups of the scene whose process ends at a write, before or after it, and
 * which goes on by its journal or begins again without it; at each write in turn.
 */
export function testKilledCopy(name: 'b' | 'hello_peer', how: 'continued' | 'planned again'): void {
	const ends = how === 'continued' ? 'after' : 'before';
	test(`a copy of ${name} that is killed (simulated) at any write and ${how} sends nothing twice`, async t => {
		const scene = await copyScene(t);
		const files = await filesOf(scene.from, name);
		const {written: all} = await (async () => {
			const whole = watchTarget(scene.session);
			await scene.copy({names: [name]}, whole.session);
			return whole;
		})();
		// Every write but those of most binlogs, which are all alike; last, one in the middle of them.
		const writes = all
			.map((_, index) => index + 1)
			.filter(write => write < 4 || write > all.length - 8)
			.concat(8);
		for (const dies of writes) {
			for (const when of name === 'b' ? ([ends] as const) : (['before', 'after'] as const)) {
				await rm(join(pathOf(scene), name), {recursive: true, force: true});
				const plan = await planCopy(scene.session, {names: [name]});
				const killed = watchTarget(scene.session, {dies, when});
				const journal = memoryJournal();
				const options = {jobId: 'a-job', journal};
				const dead = await copyBackups(killed.session, plan, options).catch(
					(error: unknown) => error,
				);
				t.false(
					dead instanceof Object && 'outcome' in dead && dead.outcome === 'complete',
					`${dies} ${when} of ${all.length}: ${killed.written.at(-1)}`,
				);
				using there = await openSession(scene.settings, {repository: 'to'});
				const isVisible = (await listBackups(there)).some(({state}) => state === 'complete');
				t.is(isVisible, dies === all.length && when === 'after', `${dies} ${when}`);
				const {session, written} = watchTarget(scene.session);
				const result =
					how === 'continued'
						? await copyBackups(session, plan, {
								...options,
								journal: memoryJournal([...journal.entries]),
							})
						: await copyBackups(session, await planCopy(session, {names: [name]}));
				t.is(result.outcome, 'complete', JSON.stringify(result.backups));
				const sent = [...killed.written, ...written].filter(key => key.includes('/binlogs/'));
				t.is(new Set(sent).size, sent.length, `${dies} ${when}`);
				t.deepEqual(await filesOf(scene.to, name), files);
			}
		}

		// Also of what a killed run had sent it is known what it is.
		const last = watchTarget(scene.session);
		t.is((await scene.copy({names: [name]}, last.session)).outcome, 'complete');
		t.deepEqual(last.written, []);
	});
}
