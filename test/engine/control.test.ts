import test from 'ava';
import {createControl} from '../../source/engine/run/control.js';
import {createBucket} from '../../source/engine/run/token-bucket.js';

test('a bucket lets one through and the next when that is paid for, whatever its size', t => {
	const bucket = createBucket();
	t.is(bucket.take(5000, 1000, 0), 0, 'the first at once, into debt');
	t.is(bucket.take(1, 1000, 0), 5000, 'five seconds of debt');
	t.is(bucket.take(1, 1000, 4000), 1000);
	t.is(bucket.take(1, 1000, 5000), 0);
});

test('over any time a bucket gives what the rate allows', t => {
	for (const size of [1, 100, 3000]) {
		const bucket = createBucket();
		let nowMs = 0;
		let taken = 0;
		while (nowMs < 30_000) {
			const waitMs = bucket.take(size, 1000, nowMs);
			if (waitMs === 0) {
				taken += size;
			}

			nowMs += waitMs;
		}

		t.true(taken >= 30_000 && taken <= 30_000 + size + 50, `${taken} of ${size} each`);
	}
});

test('idleness is not saved up for a burst', t => {
	const bucket = createBucket();
	bucket.take(10, 1000, 0);
	let taken = 0;
	while (bucket.take(10, 1000, 60_000) === 0) {
		taken += 10;
	}

	t.true(taken <= 60, String(taken));
});

test('without a limit nothing waits, and a debt of an earlier limit is forgiven', t => {
	const bucket = createBucket();
	bucket.take(1e9, 1, 0);
	t.is(bucket.take(1e9, undefined, 1), 0);
	t.is(bucket.take(1, 1000, 2), 0);
});

test('a paused job waits until it is resumed, in its order', async t => {
	const control = createControl();
	control.pause();
	t.true(control.isPaused);
	const order: number[] = [];
	const all = [1, 2, 3].map(async number => {
		await control.pace.bytes(number);
		order.push(number);
	});
	await control.pace.bytes(0, AbortSignal.timeout(50)).catch(() => order.push(0));
	t.deepEqual(order, [0], 'no work continued');
	control.resume();
	await Promise.all(all);
	t.deepEqual(order, [0, 1, 2, 3]);
});

test('a limit can be set, raised and removed while a call waits', async t => {
	const control = createControl({bytesPerSecond: 1});
	await control.pace.bytes(1_000_000);
	const waiting = control.pace.bytes(1);
	control.setLimits({});
	await waiting;
	t.deepEqual(control.limits, {});
	t.is(control.pace.partBytes(), undefined);
	control.setLimits({bytesPerSecond: 50_000_000});
	t.is(control.pace.partBytes(), 50_000_000);
	control.setLimits({bytesPerSecond: 1000});
	t.is(control.pace.partBytes(), 5 * 1024 ** 2, 'S3’s smallest part');
});

test('a cancelled wait ends at once, and those behind it go on', async t => {
	const control = createControl({requestsPerSecond: 1});
	await control.pace.request();
	const cancel = new AbortController();
	const waiting = control.pace.request(cancel.signal);
	const behind = control.pace.request();
	cancel.abort();
	await t.throwsAsync(waiting);
	await behind;
	t.pass();
});
