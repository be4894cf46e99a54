import test from 'ava';
import {formatBytes} from '../../source/text/format-bytes.js';
import {formatCount} from '../../source/text/format-count.js';
import {formatDuration, formatShortDuration} from '../../source/text/format-duration.js';
import {formatTime} from '../../source/text/format-time.js';

for (const [bytes, expected] of [
	[0, '0 B'],
	[999, '999 B'],
	[142_000, '142 KB'],
	[1_500_000, '1.5 MB'],
	[64_812_345_678, '64.8 GB'],
	[120_000_000_000n, '120 GB'],
] as const) {
	test(`${bytes} bytes read as ${expected}`, t => {
		t.is(formatBytes(bytes), expected);
	});
}

for (const [count, expected] of [
	[0, '0'],
	['999', '999'],
	['3000', '3,000'],
	[81_100_233, '81,100,233'],
	['9223372036854775807', '9,223,372,036,854,775,807'],
	[-1234n, '-1,234'],
] as const) {
	test(`the count ${count} reads as ${expected}, exactly`, t => {
		t.is(formatCount(count), expected);
	});
}

for (const [ms, expected] of [
	[-5, '0:00'],
	[0, '0:00'],
	[999, '0:00'],
	[42_000, '0:42'],
	[725_000, '12:05'],
	[3_599_999, '59:59'],
	[4_205_000, '1:10:05'],
	[360_000_000, '100:00:00'],
] as const) {
	test(`a duration of ${ms} ms reads as ${expected}`, t => {
		t.is(formatDuration(ms), expected);
	});
}

for (const [ms, expected] of [
	[-1, '0 ms'],
	[12.4, '12 ms'],
	[999, '999 ms'],
	[999.6, '1.0 s'],
	[1540, '1.5 s'],
	[9949, '9.9 s'],
	[9950, '10 s'],
	[42_400, '42 s'],
	[59_499, '59 s'],
	[59_500, '1:00'],
	[70_000, '1:10'],
] as const) {
	test(`a short duration of ${ms} ms reads as ${expected}`, t => {
		t.is(formatShortDuration(ms), expected);
	});
}

for (const [time, expected] of [
	['2026-11-25T10:30:59.999Z', '2026-11-25 10:30 UTC'],
	['2026-11-25T10:30:00+08:00', '2026-11-25 02:30 UTC'],
	['not a time', 'not a time'],
	['', ''],
] as const) {
	test(`the time “${time}” reads as “${expected}”`, t => {
		t.is(formatTime(time), expected);
	});
}
