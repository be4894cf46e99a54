import {PassThrough} from 'node:stream';
import {setImmediate, setTimeout} from 'node:timers/promises';
import test from 'ava';
import {render, Text, useInput, usePaste} from 'ink';
import {createElement, type ReactNode} from 'react';
import {cannedDialog} from '../helpers/dialog/canned-dialog.js';
import {usual} from '../helpers/dialog/canned-facts.js';
import {linesOf, pressed, shownStep, stateOf} from '../helpers/dialog/screens.js';
import {keysOf, keyboardOf, quietKeyboard} from '../../source/wizard/keyboard.js';
import {altKey, narrowKey, pressOf, type Press} from '../../source/wizard/key.js';
import {
	defaultField,
	textField,
	editText,
	valueOf,
	type TextField,
} from '../../source/wizard/components/text-field.js';
import {rowOf} from '../../source/wizard/steps/steps.js';

/* What a terminal sends, what it is taken for, and what it does in a line that is being written. */

const text = (value: string): Press => ({name: 'text', text: value});
const escape = '\u001B';

/**
 * A keyboard without a terminal: bytes in, presses out, by Ink’s own reading of them (a simulated
 * terminal).
 *
 * @param reads bytes; between them pauses, and waits until there are so many presses
 */
async function read(
	...reads: ReadonlyArray<string | {pauseMs: number} | {presses: number}>
): Promise<Press[]> {
	const presses: Press[] = [];
	const stdin = Object.assign(new PassThrough(), {
		isTTY: true,
		setRawMode: () => stdin,
		ref: () => stdin,
		unref: () => stdin,
	});
	const stdout = Object.assign(new PassThrough(), {columns: 80, rows: 24});
	const keyboard = keyboardOf(stdin as unknown as NodeJS.ReadStream);
	const Keys = (): ReactNode => {
		useInput((input, key) => {
			const press = pressOf(input, key);
			if (press) {
				presses.push(press);
			}
		});
		usePaste(pasted => {
			presses.push({name: 'paste', text: pasted});
		});
		return createElement(Text, null, 'x');
	};

	const app = render(createElement(Keys), {
		stdin: keyboard as unknown as NodeJS.ReadStream,
		stdout: stdout as unknown as NodeJS.WriteStream,
		exitOnCtrlC: false,
		patchConsole: false,
	});
	stdout.resume();
	await app.waitUntilRenderFlush();
	for (const one of reads) {
		if (typeof one !== 'string') {
			if ('pauseMs' in one) {
				await setTimeout(one.pauseMs);
			}

			while ('presses' in one && presses.length < one.presses) {
				await setImmediate();
			}

			continue;
		}

		stdin.write(Buffer.from(one, 'latin1'));
		// Once only: a second turn of the loop could come after the keyboard has waited long enough.
		await setImmediate();
	}

	// A mark of its own at the end: when it is there, everything before it is.
	stdin.write('!');
	while (!presses.some(press => press.name === 'text' && press.text === '!')) {
		await setImmediate();
	}

	app.unmount();
	keyboard.destroy();
	return presses.slice(0, -1);
}

const utf8 = (value: string): string => Buffer.from(value, 'utf8').toString('latin1');

for (const [what, bytes, presses] of [
	['a letter', 'a', [text('a')]],
	['Ctrl-U', '\u0015', [{name: 'delete-to-start'}]],
	['Ctrl-W', '\u0017', [{name: 'delete-word'}]],
	['Ctrl-A', '\u0001', [{name: 'home'}]],
	['Ctrl-E', '\u0005', [{name: 'end'}]],
	['Ctrl-K', '\u000B', [{name: 'delete-to-end'}]],
	['Ctrl-Z', '\u001A', [{name: 'suspend'}]],
	['Delete', `${escape}[3~`, [{name: 'delete'}]],
	['Backspace', '\u007F', [{name: 'backspace'}]],
	['Home', `${escape}[H`, [{name: 'home'}]],
	['End', `${escape}OF`, [{name: 'end'}]],
	['Ctrl and an arrow', `${escape}[1;5D`, [{name: 'word-left'}]],
	['Alt and an arrow', `${escape}[1;3C`, [{name: 'word-right'}]],
	['Esc and a letter at once', `${escape}q`, [{...text('q'), isAlt: true}]],
	['Esc and a space at once', `${escape} `, [{...text(' '), isAlt: true}]],
	['Esc and Enter at once', `${escape}\r`, [{name: 'enter', isAlt: true}]],
	['Esc and an arrow at once', `${escape}${escape}[A`, [{name: 'up', isAlt: true}]],
	['a mouse of the newer kind', `${escape}[<0;10;10M`, []],
	['a mouse of the oldest kind', `${escape}[M #!`, []],
	['the same, far to the right', `${escape}[M \u00FF\u00E0`, []],
	['focus', `${escape}[I${escape}[O`, []],
	['a cursor report', `${escape}[12;40R`, []],
	['a paste', `${escape}[200~${utf8('a\r\n中')}${escape}[201~`, [{name: 'paste', text: 'a\r\n中'}]],
] as ReadonlyArray<[string, string, Press[]]>) {
	test(`${what} is ${presses.map(({name}) => name).join(' and ') || 'nothing'}`, async t => {
		t.deepEqual(await read(bytes), presses);
	});
}

test('a report of the mouse that comes in two reads types nothing, and takes no key away', async t => {
	t.deepEqual(await read(`a${escape}[M `, '!!b'), [text('a'), text('b')]);
	t.deepEqual(await read(`${escape}[M`, '\u0003'), [{name: 'interrupt'}]);
});

test('the beginning of a sequence that never ends types nothing', async t => {
	t.deepEqual(await read(`${escape}[1;`, 'q', 'x'), [text('x')]);
});

test('Esc and a paste at once are both, in one read and in two: nothing of the paste is a key', async t => {
	const paste = `${escape}[200~q\u0003\r${escape}[201~`;
	const both = [{name: 'escape'}, {name: 'paste', text: 'q\u0003\r'}];
	t.deepEqual(await read(escape + paste), both);
	t.deepEqual(await read(escape, paste), both);
	// However long the pause between them is: no second clock disagrees about it.
	for (const pauseMs of [5, 14, 16, 18, 19, 20, 21, 23, 26, 40]) {
		t.deepEqual(await read(escape, {pauseMs}, paste), both, String(pauseMs));
	}
});

test('an ESC that nothing follows is Esc, and the rest of an arrow that comes later is an arrow', async t => {
	t.deepEqual(await read(escape, {presses: 1}), [{name: 'escape'}]);
	t.deepEqual(await read(`a${escape}`, '[A'), [text('a'), {name: 'up'}]);
	t.deepEqual(await read(escape, {presses: 1}, escape, {presses: 2}, 'q'), [
		{name: 'escape'},
		{name: 'escape'},
		text('q'),
	]);
	t.deepEqual(await read(escape + escape, {presses: 2}), [{name: 'escape'}, {name: 'escape'}]);
});

test('Ctrl-C is heard inside a paste that never ends', async t => {
	t.deepEqual(await read(`${escape}[200~abc`, '\u0003'), [
		{name: 'paste', text: 'abc'},
		{name: 'interrupt'},
	]);
});

test('a paste that is cut anywhere is left as it is; what looks like a report of the mouse in it is text', t => {
	const start = `x${escape}[200~`;
	const bytes = `${start}a${escape}[M ab${escape}[201~y${escape}[M !!z`;
	for (let cut = start.length; cut <= bytes.indexOf('y'); cut++) {
		const first = keysOf(quietKeyboard, bytes.slice(0, cut));
		const second = keysOf(first.state, bytes.slice(cut));
		t.is(first.bytes + second.bytes, `${start}a${escape}[M ab${escape}[201~yz`, String(cut));
	}
});

function after(field: TextField, ...presses: readonly Press[]): string {
	let now = field;
	for (const press of presses) {
		now = editText(now, press) ?? now;
	}

	const {characters, cursor, isDefault} = now;
	return isDefault
		? `(${valueOf(now)})`
		: `${characters.slice(0, cursor).join('')}|${characters.slice(cursor).join('')}`;
}

for (const [presses, shown] of [
	[[], '(localhost:19530)'],
	[[text('m')], 'm|'],
	[[{name: 'paste', text: 'milvus.example.com:19530'}], 'milvus.example.com:19530|'],
	[[{name: 'tab'}, text('0')], 'localhost:195300|'],
	[[{name: 'right'}, text('0')], 'localhost:195300|'],
	[[{name: 'end'}, {name: 'backspace'}], 'localhost:1953|'],
	[[{name: 'home'}, text('x')], 'x|localhost:19530'],
	[[{name: 'backspace'}], '|'],
	[[{name: 'delete-to-start'}], '|'],
	[[{name: 'paste', text: '\n'}], '(localhost:19530)'],
	[[{name: 'up'}], '(localhost:19530)'],
] as ReadonlyArray<[Press[], string]>) {
	test(`what is proposed, after ${presses.map(press => ('text' in press ? JSON.stringify(press.text) : press.name)).join(' and ') || 'nothing'}: ${shown}`, t => {
		t.is(after(defaultField('localhost:19530'), ...presses), shown);
	});
}

for (const [presses, shown] of [
	[[{name: 'delete-to-start'}], '|'],
	[[{name: 'delete-word'}], 'one two.|'],
	[[{name: 'delete-word'}, {name: 'delete-word'}], 'one |'],
	[[{name: 'home'}, {name: 'delete-to-end'}], '|'],
	[[{name: 'home'}, {name: 'delete'}], '|ne two.三'],
	[[{name: 'word-left'}], 'one two.|三'],
	[[{name: 'word-left'}, {name: 'word-left'}, {name: 'delete-to-end'}], 'one |'],
	[[{name: 'home'}, {name: 'word-right'}, text('!')], 'one!| two.三'],
	[[{name: 'delete'}], 'one two.三|'],
	[[{name: 'paste', text: '\r\n4\n5\n'}], 'one two.三45|'],
] as ReadonlyArray<[Press[], string]>) {
	test(`a line, after ${presses.map(press => ('text' in press ? JSON.stringify(press.text) : press.name)).join(' and ')}: ${shown}`, t => {
		t.is(after(textField('one two.三'), ...presses), shown);
	});
}

test('Alt with b, f and Backspace moves and deletes by words, with anything else it is Esc and the key', t => {
	t.deepEqual(altKey(text('b')), {name: 'word-left'});
	t.deepEqual(altKey(text('f')), {name: 'word-right'});
	t.deepEqual(altKey({name: 'backspace'}), {name: 'delete-word'});
	t.is(altKey(text('x')), undefined);
	t.is(altKey({name: 'enter'}), undefined);
});

test('full-width keys of an input method are the narrow ones', t => {
	t.is(['？', 'ｑ', 'ａ', '　', '／', '、', 'ｐ'].map(narrowKey).join(''), '?qa //p');
});

test('a full-width colon in an address is one; in a password it stays', t => {
	const {step} = cannedDialog({
		...usual,
		detect: {
			value: {
				clusters: [],
				repositories: [],
				isConfigured: false,
				isMilvusHere: true,
				configFile: '~/m.yaml',
				warnings: [],
				practice: {
					isRunning: false,
					isInstalled: false,
					directory: '',
					cacheDirectory: '',
				},
			},
		},
		tryMilvus: {value: {needsLogin: true, tls: 'off'}},
	}).choose('connect');
	const size = {columns: 80, rows: 24};
	const view = pressed(step, size, [text('ｌocalhost'), text('：'), text('１')]);
	t.is(view.kind === 'text' && valueOf(view.field), 'localhost:1');
	t.true(linesOf(stateOf(step, size, {view})).includes('❯ localhost:1 '));
});

test('/ filters the table of conflicts, and what is left is changed', t => {
	const {step} = cannedDialog(usual)
		.choose('restore')
		.choose('nightly_2026_11_25')
		.answer(['default.hello_milvus', 'sales.orders'])
		.choose('same');
	const size = {columns: 80, rows: 24};
	const view = pressed(step, size, [
		text('/'),
		text('h'),
		text('e'),
		text('l'),
		{name: 'enter'},
		{name: 'right'},
	]);
	t.is(
		linesOf(stateOf(step, size, {view})).join('\n'),
		`milvault 0.1.0  restore                      prod-eu, Milvus 2.3.5  ● connected

Some names are taken. What to do with each?
Filter: hel
  In the backup  Restored as  Now   Do
❯ hello_milvus                free  skip

↑↓ move  ←→ change  Enter continue  Esc back  / filter  ? help`,
	);
});

test('two backups, or two jobs, are enough to be filtered', t => {
	const {step} = cannedDialog(usual).choose('browse');
	const size = {columns: 80, rows: 24};
	const view = pressed(step, size, [text('/'), text('t'), text('o')]);
	const lines = linesOf(stateOf(step, size, {view}));
	t.true(lines.some(line => line.startsWith('❯ torn')));
	t.false(lines.some(line => line.includes('nightly_2026_11_25')));
});

test('Start, verifying, deleting, continuing and cleaning are what Enter starts; looking is not', t => {
	const starts = (step: Parameters<typeof stateOf>[0], ...presses: Press[]) =>
		rowOf(shownStep(step)).isStarting?.(
			shownStep(step),
			pressed(step, {columns: 80, rows: 24}, presses),
		);
	const review = cannedDialog(usual).choose('back-up').answer(['sales.orders']).answer('n').step;
	t.true(starts(review));
	t.false(starts(review, {name: 'down'}));
	const inspect = cannedDialog(usual).choose('browse').choose('nightly_2026_11_25').step;
	t.true(starts(inspect));
	t.false(starts(inspect, {name: 'end'}));
	t.false(starts(cannedDialog(usual).step));
});
