import test from 'ava';
import {shareWork} from '../../source/utils/share-work.js';

const never = new AbortController().signal;

/** Work that ends when it is told to. */
function counted() {
	const runs: Array<PromiseWithResolvers<string>> = [];
	return {
		runs,
		work: async () => {
			const run = Promise.withResolvers<string>();
			runs.push(run);
			return run.promise;
		},
	};
}

test('who asks while work is under way gets the run after it, shared', async t => {
	const {runs, work} = counted();
	const ask = shareWork(work);
	const first = ask(never);
	const others = Promise.all(Array.from({length: 200}, async () => ask(never)));
	t.is(runs.length, 1);
	runs[0]!.resolve('first');
	t.is(await first, 'first');
	t.is(runs.length, 2);
	const late = ask(never);
	runs[1]!.resolve('second');
	t.deepEqual(new Set(await others), new Set(['second']));
	t.is(runs.length, 3);
	runs[2]!.resolve('third');
	t.is(await late, 'third');
	const fresh = ask(never);
	t.is(runs.length, 4);
	runs[3]!.resolve('fourth');
	t.is(await fresh, 'fourth');
});

test('one that fails fails for those who share it, and the next is asked anew', async t => {
	const {runs, work} = counted();
	const ask = shareWork(work);
	const first = ask(never);
	const second = ask(never);
	runs[0]!.reject(new Error('broken'));
	await t.throwsAsync(first, {message: 'broken'});
	t.is(runs.length, 2);
	runs[1]!.resolve('well');
	t.is(await second, 'well');
});

test('a caller that leaves does not stop the others', async t => {
	const {runs, work} = counted();
	const ask = shareWork(work);
	const gone = new AbortController();
	const first = ask(never);
	const leaving = ask(gone.signal);
	const staying = ask(never);
	gone.abort();
	await t.throwsAsync(leaving, {name: 'AbortError'});
	runs[0]!.resolve('first');
	await first;
	runs[1]!.resolve('second');
	t.is(await staying, 'second');
});
