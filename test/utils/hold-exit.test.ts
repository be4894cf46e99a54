import test from 'ava';
import {exitIsFree, holdExit} from '../../source/utils/hold-exit.js';

test('the exit waits for what holds it, whether that succeeds or fails, and not for ever', async t => {
	await exitIsFree(1e6);
	const first = Promise.withResolvers<void>();
	const second = Promise.withResolvers<void>();
	holdExit(first.promise);
	holdExit(second.promise);
	let isFree = false;
	const free = (async () => {
		await exitIsFree(1e6);
		isFree = true;
	})();
	first.resolve();
	await first.promise;
	await exitIsFree(1);
	t.false(isFree);
	second.reject(new Error('lost'));
	await free;
	await exitIsFree(1e6);
	t.true(isFree);
});
