import {Readable} from 'node:stream';
import {text} from 'node:stream/consumers';
import test from 'ava';
import {guardStream} from '../../source/storage/guard-stream.js';

const recognise = (error: unknown): Error => error as Error;

test('a body that gives no more while its reader waits ends with an error', async t => {
	const silent = new Readable({read() {}});
	silent.push('first');
	const guarded = guardStream(silent, {recognise, idleMs: 20});
	await t.throwsAsync(text(guarded), {code: 'ETIMEDOUT'});
	t.true(silent.destroyed);
});

test('a reader that takes its time is not taken for a store that is silent', async t => {
	const source = Readable.from(
		['a', 'b', 'c'].map(letter => Buffer.from(letter.repeat(100_000))),
		{objectMode: false},
	);
	const guarded = guardStream(source, {recognise, idleMs: 20});
	let bytes = 0;
	for await (const chunk of guarded as AsyncIterable<Buffer>) {
		bytes += chunk.byteLength;
		// Longer than a silence may be; nothing is lost however much longer it takes.
		await new Promise(resolve => {
			setTimeout(resolve, 60);
		});
	}

	t.is(bytes, 300_000);
});

test('a signal that has ended before leaves no body open: its source is closed, and the error is a cancellation', async t => {
	const source = new Readable({read() {}});
	const guarded = guardStream(source, {
		recognise,
		signal: AbortSignal.abort(),
	});
	t.true(source.destroyed);
	await t.throwsAsync(text(guarded), {code: 'cancelled'});
});
