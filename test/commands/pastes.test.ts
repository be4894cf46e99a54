import test from 'ava';
import {withoutPastedKeys, type PasteState} from '../../source/commands/shared/pastes.js';

/* Pastes into a line prompt, as a terminal that marks them sends them. */

const start = '\u001B[200~';
const end = '\u001B[201~';

function read(...reads: readonly string[]): string {
	let state: PasteState = {isPaste: false, tail: ''};
	return reads
		.map(bytes => {
			const answer = withoutPastedKeys(state, bytes);
			state = answer.state;
			return answer.bytes;
		})
		.join('');
}

for (const [what, reads, expected] of [
	['typed text stays, keys too', ['ab\r', '\u001B[A\u007F\t'], 'ab\r\u001B[A\u007F\t'],
	['of a paste the line breaks go', [`${start}a\r\nb\n${end}\r`], `${start}ab${end}\r`],
	['so do tabs, deletes and Ctrl-C', [`${start}a\t\u007F\u0003b${end}`], `${start}ab${end}`],
	['a paste in pieces', [`${start}a\n`, 'b\n', `c\n${end}`, '\r'], `${start}abc${end}\r`],
	['marks in pieces', ['\u001B', '[20', '0~a\n', '\u001B[2', '01~\r'], `${start}a${end}\r`],
	['two pastes', [`${start}a\n${end}\r${start}b\n${end}\r`], `${start}a${end}\r${start}b${end}\r`],
	['other characters stay', [`${start}\u00e5\u009b\n${end}`], `${start}\u00e5\u009b${end}`],
	['a start inside a paste', [`${start}a${start}\n${end}\r`], `${start}a${start}${end}\r`],
	[
		'Ctrl-C alone ends a paste that lost its end',
		[`${start}a`, '\u0003', '\r'],
		`${start}a\u0003\r`,
	],
] as const) {
	test(what, t => {
		t.is(read(...reads), expected);
		// However the bytes are cut, but for Ctrl-C, which has to come alone.
		if (!expected.includes('\u0003')) {
			t.is(read(...reads.join('').replaceAll('\u0003', '').split('')), expected);
		}
	});
}
