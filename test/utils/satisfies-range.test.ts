import test from 'ava';
import {satisfiesRange} from '../../source/utils/satisfies-range.js';

const engines = '^22.22.2 || ^24.15.0 || >=26';

for (const [version, isEnough] of [
	['14.21.3', false],
	['20.20.2', false],
	['22.22.1', false],
	['22.22.2', true],
	['22.100.0', true],
	['23.11.0', false],
	['24.14.9', false],
	['24.15.0', true],
	['25.9.0', false],
	['26.0.0', true],
	['30.1.2', true],
] as const) {
	test(`Node ${version} is ${isEnough ? 'new enough' : 'too old'} for ${engines}`, t => {
		t.is(satisfiesRange(version, engines), isEnough);
	});
}
