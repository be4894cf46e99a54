import test from 'ava';
import {untilAborted} from '../../source/utils/until-aborted.js';

test('waiting ends when the signal does, whatever the work still does', async t => {
	const controller = new AbortController();
	const never = new Promise<never>(() => undefined);
	const waiting = untilAborted(never, controller.signal);
	controller.abort();
	await t.throwsAsync(waiting, {name: 'AbortError'});
	await t.throwsAsync(untilAborted(never, controller.signal), {
		name: 'AbortError',
	});
	t.is(await untilAborted(Promise.resolve(1), new AbortController().signal), 1);
});
